use super::{Action, Glob, SessionPolicy};
use crate::region::Region;

/// The principal of a credential, as `GetCallerIdentity` returns it.
#[derive(Clone, Debug)]
pub(crate) struct Principal {
    pub(crate) arn: String,
    pub(crate) user_id: String,
    pub(crate) account: String,
}

impl Principal {
    /// The name of an IAM user; `None` for other principals.
    fn user_name(&self) -> Option<&str> {
        let (_, path) = self.arn.split_once(":user/")?;
        path.rsplit('/').next()
    }
}

/// A principal and its permissions.
#[derive(Debug)]
pub(crate) struct Identity {
    pub(crate) principal: Principal,
    pub(crate) allow: Vec<Statement>,
    /// Narrows a session further.
    pub(crate) session_policy: Option<SessionPolicy>,
}

impl Identity {
    /// Whether `action` on the repository is allowed; the error is IAM's message.
    pub(crate) fn authorize(
        &self,
        action: Action,
        region: &Region,
        repository: &str,
    ) -> Result<(), String> {
        let Principal { arn, account, .. } = &self.principal;
        let partition = region.partition();
        let resource = match repository {
            // An action without a repository needs permission for all of them.
            EVERY => EVERY.to_owned(),
            _ => format!("arn:{partition}:codecommit:{region}:{account}:{repository}"),
        };
        let policy = self.session_policy.as_ref();
        if self
            .allow
            .iter()
            .any(|it| it.allows_repository(action, repository))
            && policy.is_none_or(|it| it.allows(action, &resource))
        {
            return Ok(());
        }
        Err(format!(
            "User: {arn} is not authorized to perform: {action} on resource: {resource}"
        ))
    }

    /// Whether `action` on a user of the account is allowed; the error is IAM's message.
    pub(crate) fn authorize_for_user(&self, action: Action, name: &str) -> Result<(), String> {
        let Principal { arn, account, .. } = &self.principal;
        let caller = self.principal.user_name();
        let partition = arn.split(':').nth(1).unwrap_or_default();
        let user = format!("arn:{partition}:iam::{account}:user/{name}");
        let kind = if !self
            .allow
            .iter()
            .any(|it| it.allows_user(action, name, caller))
        {
            "identity-based"
        } else if !self
            .session_policy
            .as_ref()
            .is_none_or(|it| it.allows(action, &user))
        {
            "session"
        } else {
            return Ok(());
        };
        let resource = match name {
            // The action is not about one user.
            "" => user,
            _ => format!("user {name}"),
        };
        Err(format!(
            "User: {arn} is not authorized to perform: {action} on resource: {resource} because no \
             {kind} policy allows the {action} action"
        ))
    }
}

/// The resource of actions without a repository.
pub(crate) const EVERY: &str = "*";

/// Stands for the caller's own user name.
const OWN_NAME: &str = "${aws:username}";

/// One entry of an allow list.
#[derive(Clone, Debug)]
pub(crate) struct Statement {
    pub(crate) actions: Vec<Glob>,
    pub(crate) repositories: Vec<Glob>,
    /// Patterns for user names, which may contain [`OWN_NAME`].
    pub(crate) users: Vec<String>,
}

impl Statement {
    pub(crate) fn everything() -> Self {
        Self {
            actions: vec![Glob::any()],
            repositories: vec![Glob::any()],
            users: vec![EVERY.to_owned()],
        }
    }

    /// The users of an entry that names none.
    pub(crate) fn own_user() -> Vec<String> {
        vec![OWN_NAME.to_owned()]
    }

    fn allows(&self, action: Action) -> bool {
        self.actions.iter().any(|it| it.matches(action.as_str()))
    }

    fn allows_repository(&self, action: Action, repository: &str) -> bool {
        self.allows(action) && self.repositories.iter().any(|it| it.matches(repository))
    }

    fn allows_user(&self, action: Action, name: &str, caller: Option<&str>) -> bool {
        let matches = |pattern: &String| {
            // For other callers the placeholder stays, which matches no user.
            let pattern = pattern.replace(OWN_NAME, caller.unwrap_or(OWN_NAME));
            Glob::new(pattern).matches(name)
        };
        self.allows(action) && self.users.iter().any(matches)
    }
}
