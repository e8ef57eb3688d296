use super::choice::list;
use super::clone_form::CloneForm;
use super::commands::{
    CACHE_HELPERS, CLIENT_ID, Commands, MANAGER_HELPERS, MANAGER_KEYS, OAUTH_HELPERS, OAUTH_KEYS,
    ONE_SIGN_IN, block,
};
use super::layout::Page;
use super::setup_choice::Choice;
use super::setup_options::Setup;
use super::{Html, problem};
use crate::http::EdgeResponse;
use crate::util::Parameters;

/// How to set git up for this edge: the choices, or the commands to paste for the choice in the query.
pub fn setup(setup: &Setup<'_>, query: &str) -> EdgeResponse {
    if !setup.is_addressable() {
        return not_addressable();
    }
    let parameters = Parameters::parse(query).unwrap_or_default();
    match chosen(setup, &parameters) {
        Some((choice, profile)) => {
            let form = CloneForm::read(&parameters, setup, choice, profile);
            lines(setup, choice, profile, &form)
        }
        None => choices(setup),
    }
}

/// The choice in a query, and its profile; `None` if anything in it is unknown here.
fn chosen<'a>(setup: &Setup<'a>, parameters: &Parameters) -> Option<(Choice, Option<&'a str>)> {
    let names = ["with", "profile", "region", "repository"];
    if !parameters.iter().all(|(name, _)| names.contains(&name)) {
        return None;
    }
    let choice = Choice::parse(parameters.value("with")?).filter(|it| it.is_offered(setup))?;
    let profile = match parameters.value("profile") {
        Some(name) => Some(
            setup
                .plain_profiles()
                .find(|known| choice.takes_profiles() && *known == name)?,
        ),
        None => None,
    };
    Some((choice, profile))
}

fn choices(setup: &Setup<'_>) -> EdgeResponse {
    let title = ["Use git with ", setup.host()].concat();
    let mut page = Page::new(&title);
    let html = &mut page.main;
    if setup.read_only {
        html.raw(
            "<p>This edge is read-only: git can clone and fetch here, and pushes are rejected.</p>",
        );
    }
    html.raw(match setup.login {
        true => {
            "<p>How do you want to sign in? A credential helper opens the browser when git needs a sign-in, and stores the credential.</p>"
        }
        false => {
            "<p>This edge has no sign-in of its own. Git asks for a user name and a password.</p>"
        }
    });
    offered(html, setup, true);
    html.raw(concat!(
        "<h2>More to set up</h2>",
        "<p>Existing clones, submodules and scripts can keep CodeCommit's addresses.</p>",
    ));
    offered(html, setup, false);
    if !setup.login {
        html.raw(concat!(
            "<p class=note>For this edge's operator: to let people sign in with a browser, set <code>IDENTITY_CENTER</code>, or a ",
            "<code>client_id</code> in <code>IDENTITY_PROVIDERS</code>, with <code>SESSION_KEYS</code>; docs/login.md says how.",
        ));
        if !setup.tokens {
            html.raw(" To accept an identity provider's tokens, add a profile with a <code>role_arn</code> to <code>PROFILES</code>.");
        }
        html.raw("</p>");
    }
    page.response()
}

/// The choices that this edge offers: those about credentials, or the others.
fn offered(html: &mut Html, setup: &Setup<'_>, credentials: bool) {
    let offered: Vec<_> = Choice::ALL
        .into_iter()
        .filter(|it| it.takes_profiles() == credentials && it.is_offered(setup))
        .map(|it| (it, it.href(None)))
        .collect();
    let items = offered
        .iter()
        .map(|(it, href)| (it.label(), it.details(), href.as_str()));
    list(html, items, "");
}

fn lines(
    setup: &Setup<'_>,
    choice: Choice,
    profile: Option<&str>,
    form: &CloneForm<'_>,
) -> EdgeResponse {
    let title = [choice.label(), " for ", setup.host()].concat();
    let mut page = Page::new(&title);
    page.status = form.status();
    page.head.raw("<script src=/assets/copy.js defer></script>");
    let html = &mut page.main;
    html.raw("<p>").raw(choice.details()).raw(" ");
    if let Some(name) = profile {
        html.raw("These lines are for the profile <code>")
            .text(name)
            .raw("</code>. ");
    }
    html.raw("<a href=/setup>Choose something else</a></p>");
    if choice == Choice::Password {
        passwords(html, setup);
    }
    html.raw("<p>Paste all of this into a terminal. ");
    html.raw(choice.note(setup));
    html.raw("</p>");
    block(html, &commands(setup, choice, profile));
    if choice == Choice::File {
        html.raw("<p><a href=/setup.gitconfig>See the file</a>");
        if setup.login {
            html.raw(". It sets no credential helper by itself: open <code>~/.codecommit-edge.gitconfig</code>, and choose one where it says so.");
        }
        html.raw("</p>");
    }
    if choice.takes_profiles() {
        form.show(html, setup.origin);
        profiles(html, setup, choice, profile);
    }
    page.response()
}

/// The commands of a choice. They can be pasted all at once, and again.
fn commands(setup: &Setup<'_>, choice: Choice, profile: Option<&str>) -> Commands {
    let origin = setup.origin;
    let sign_in = |keys: &[(&str, &str)], helpers: &[&str]| {
        let commands = match setup.compatibility {
            true => Commands::default(),
            false => Commands::default()
                .keys(origin, &[CLIENT_ID])
                .keys(origin, keys),
        };
        let commands = commands
            .keys(origin, &[ONE_SIGN_IN])
            .helpers(origin, helpers);
        let scope = match profile {
            Some(name) => ["profile:", name].concat(),
            None => "write".to_owned(),
        };
        match setup.plain_profiles().next() {
            // Even without a profile, because another choice's commands may have set one.
            Some(_) => commands.keys(origin, &[("oauthScopes", &scope)]),
            None => commands,
        }
    };
    match choice {
        Choice::OAuth => sign_in(&OAUTH_KEYS, &OAUTH_HELPERS),
        Choice::Manager => sign_in(&MANAGER_KEYS, &MANAGER_HELPERS),
        Choice::Password => Commands::default().helpers(origin, &CACHE_HELPERS),
        Choice::Addresses => Commands::default().instead_of(origin),
        Choice::Fetches => Commands::default().instead_of(origin).push_past(),
        Choice::File => Commands::default()
            .line(
                "curl -fsSo ~/.codecommit-edge.gitconfig",
                &[&[origin, "/setup.gitconfig"].concat()],
            )
            // Replaces an earlier one, so that it can be pasted again.
            .line("git config --global --replace-all include.path ~/.codecommit-edge.gitconfig codecommit-edge", &[]),
    }
}

fn passwords(html: &mut Html, setup: &Setup<'_>) {
    html.raw("<table><tr><th>User name<th>Password");
    if setup.tokens {
        html.raw("<tr><td>any<td>a token of the identity provider (a JWT)");
    }
    if setup.sessions {
        html.raw("<tr><td>any<td>a session of this edge (<code>cces_…</code>)");
    }
    html.raw(concat!(
        "<tr><td>an access key id; for temporary keys, <code>%</code> and the session token after it",
        "<td>a signed password, as codecommit-signer computes it from AWS credentials, for one repository and 15 minutes",
        "<tr><td colspan=2>the Git credentials of an IAM user",
    ));
    if setup.access_keys {
        html.raw("<tr><td>an access key id<td>the secret access key; for temporary keys, <code>:</code> and the session token after it");
    }
    html.raw("</table>");
}

/// Links to the same choice for each profile.
fn profiles(html: &mut Html, setup: &Setup<'_>, choice: Choice, current: Option<&str>) {
    let others: Vec<_> = setup
        .plain_profiles()
        .filter(|name| current != Some(*name))
        .map(|name| (name, choice.href(Some(name))))
        .collect();
    if others.is_empty() && current.is_none() {
        return;
    }
    html.raw("<h2>Profiles</h2><p>A profile is a role and a policy by name. ");
    html.raw(match current {
        Some(_) => "See the lines without a profile, or for another one:",
        None => "See the lines for one:",
    });
    html.raw("</p>");
    let without = current.map(|_| ("Without a profile", choice.href(None)));
    let items: Vec<_> = without.into_iter().chain(others).collect();
    let items = items
        .iter()
        .map(|(label, href)| (*label, "", href.as_str()));
    list(html, items, "");
}

/// The refusal of a host that cannot be quoted in commands.
pub(super) fn not_addressable() -> EdgeResponse {
    problem(
        400,
        "This address cannot be set up",
        "The request's Host header is not a valid host name. Use the edge's name, in lower case.",
        "bad_request",
        "",
        None,
    )
}
