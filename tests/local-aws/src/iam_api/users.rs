use super::Api;
use super::paging::page;
use super::parameters::{matching, user_name};
use super::xml::{element, list, structure, time};
use crate::iam::{Action, User};
use crate::query::QueryError;

impl Api<'_> {
    pub(super) fn get_user(&self) -> Result<String, QueryError> {
        let user = self.user(Action::GetUser, user_name(self.request, 128)?)?;
        Ok(structure("User", &members(&user)))
    }

    pub(super) fn list_users(&self) -> Result<String, QueryError> {
        let pattern = r"\u002F[\u0021-\u007F]*";
        let prefix = matching(self.request, "PathPrefix", 1..=512, pattern, |byte| {
            (0x21..=0x7f).contains(&byte)
        })?
        .unwrap_or("/");
        self.authorize(Action::ListUsers, "")?;
        let users = &self.call.cloud.iam.users;
        let users = users
            .of_account(&self.identity.principal.account)
            .into_iter()
            .filter(|it| it.arn.path.starts_with(prefix))
            .collect();
        let page = page(self.request, users)?;
        Ok(list("Users", page.items.iter().map(members)) + &page.end)
    }
}

fn members(user: &User) -> String {
    [
        element("Path", &user.arn.path),
        element("UserName", &user.arn.name),
        element("UserId", &user.unique_id),
        element("Arn", &user.arn),
        time("CreateDate", user.created),
    ]
    .concat()
}
