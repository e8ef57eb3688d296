use super::Html;
use super::layout::Page;
use super::link::is_safe;
use crate::http::EdgeResponse;

/// An AWS account that the user can choose.
#[derive(Clone, Copy, Debug)]
pub struct Account<'a> {
    /// The account's id, 12 digits.
    pub id: &'a str,
    /// The account's name.
    pub name: &'a str,
    /// The e-mail address that it is registered under.
    pub email: &'a str,
    /// The link that chooses it.
    pub href: &'a str,
}

/// Asks which identity provider to sign in with: each has a label and a link.
pub fn choose_provider(host: &str, providers: &[(&str, &str)]) -> EdgeResponse {
    let title = ["Sign in to ", host].concat();
    let mut page = Page::new(&title);
    page.main.raw("<p>Git asks you to sign in. Choose how.</p>");
    let choices = providers.iter().map(|(label, href)| (*label, "", *href));
    list(&mut page.main, choices, "No identity provider is set up.");
    page.response()
}

/// Asks in which AWS account to use git.
pub fn choose_account(accounts: &[Account<'_>]) -> EdgeResponse {
    let details: Vec<String> = accounts
        .iter()
        .map(|account| match (account.name, account.email) {
            ("", email) => email.to_owned(),
            (_, "") => account.id.to_owned(),
            (_, email) => [account.id, " · ", email].concat(),
        })
        .collect();
    let mut page = Page::new("Choose an AWS account");
    page.main
        .raw("<p>Git will use the repositories of this account.</p>");
    let choices = accounts.iter().zip(&details).map(|(account, details)| {
        let label = match account.name {
            "" => account.id,
            name => name,
        };
        (label, details.as_str(), account.href)
    });
    list(
        &mut page.main,
        choices,
        "No account is assigned to you: ask your administrators for one.",
    );
    page.response()
}

/// Asks with which role to use git: each has a name and a link.
pub fn choose_role(account_label: &str, roles: &[(&str, &str)]) -> EdgeResponse {
    let title = ["Choose a role in ", account_label].concat();
    let mut page = Page::new(&title);
    page.main
        .raw("<p>Git gets the permissions of this role.</p>");
    let choices = roles.iter().map(|(role, href)| (*role, "", *href));
    list(
        &mut page.main,
        choices,
        "No role is assigned to you there: ask your administrators for one.",
    );
    page.response()
}

/// A list of labels, each with details and a link.
pub(super) fn list<'a>(
    html: &mut Html,
    choices: impl ExactSizeIterator<Item = (&'a str, &'a str, &'a str)>,
    nothing: &'static str,
) {
    if choices.len() == 0 {
        html.raw("<p role=alert>").raw(nothing).raw("</p>");
        return;
    }
    html.raw("<ul class=choices>");
    for (label, details, href) in choices {
        html.raw("<li><a");
        // An unsafe address is shown as text, without a link.
        if is_safe(href) {
            html.attribute("href", href);
        }
        html.raw("><b>").text(label).raw("</b>");
        if !details.is_empty() {
            html.raw("<span>").text(details).raw("</span>");
        }
        html.raw("</a>");
    }
    html.raw("</ul>");
}
