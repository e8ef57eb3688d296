use super::commands::{
    CACHE_HELPERS, CLIENT_ID, Commands, MANAGER_HELPERS, MANAGER_KEYS, OAUTH_HELPERS, OAUTH_KEYS,
    ONE_SIGN_IN,
};
use super::layout::Page;
use super::{Html, problem};
use crate::{Answer, Origin};

/// What there is to know of an edge before git can use it.
#[derive(Clone, Copy, Debug)]
pub struct Setup<'a> {
    /// The edge's own origin, as the request has it.
    pub origin: &'a str,
    /// Whether people can sign in.
    pub login: bool,
    /// The region of addresses without one.
    pub default_region: Option<&'a str>,
    /// The names of the profiles.
    pub profiles: &'a [&'a str],
    /// Whether both helpers find out by themselves how to sign in.
    pub compatibility: bool,
    /// Whether pushes are refused.
    pub read_only: bool,
}

/// How to set git up for this edge: the lines to paste.
pub fn setup(setup: &Setup<'_>) -> Answer {
    if !setup.is_addressable() {
        return not_addressable();
    }
    let host = setup.origin.split_once("://").map_or("", |(_, host)| host);
    let title = ["Use git with ", host].concat();
    let mut page = Page::new(&title);
    page.head.raw("<script src=/assets/copy.js defer></script>");

    let html = &mut page.main;
    if setup.read_only {
        html.raw(
            "<p>This edge is read-only: git can clone and fetch here, and pushes are refused.</p>",
        );
    }
    html.raw(concat!(
        "<p>Paste these lines into a terminal. Windows PowerShell 5 loses the <code>''</code> in some of them: ",
        "use Git Bash there.</p>",
    ));
    match setup.login {
        true => sign_in(html, setup),
        false => {
            html.raw("<h2>Credentials</h2><p>This edge has no sign-in of its own.</p>");
        }
    }
    passwords(html, setup);
    addresses(html, setup);
    clone(html, setup);
    file(html, setup);
    page.answer()
}

fn sign_in(html: &mut Html, setup: &Setup<'_>) {
    let origin = setup.origin;
    let with = |keys: &[(&str, &str)], helpers: &[&str]| {
        let commands = match setup.compatibility {
            true => Commands::default(),
            false => Commands::default()
                .keys(origin, &[CLIENT_ID])
                .keys(origin, keys),
        };
        commands
            .keys(origin, &[ONE_SIGN_IN])
            .helpers(origin, helpers)
    };

    html.raw("<h2>Sign in</h2><p>A credential helper opens the browser when git needs a sign-in, and keeps what it gets.");
    if setup.compatibility {
        html.raw(" Both of these find the way by themselves: where one of them is git's helper already, nothing has to be configured.");
    }
    html.raw(concat!(
        "</p><h3>With git-credential-oauth</h3><p>It is a package of most systems. In place of <code>cache</code>, ",
        "<code>osxkeychain</code> keeps the credential on macOS, and <code>wincred</code> on Windows.",
    ));
    if !setup.compatibility {
        // The helper has to be told where: that alone it does not find out.
        html.raw(" Where there is no browser, <code>oauth -device</code> in place of <code>oauth</code> shows a code for another device.");
    }
    html.raw("</p>");
    block(html, &with(&OAUTH_KEYS, &OAUTH_HELPERS));
    html.raw("<h3>With Git Credential Manager</h3><p>Git for Windows brings it.</p>");
    block(html, &with(&MANAGER_KEYS, &MANAGER_HELPERS));

    let mut profiles = setup.plain_profiles();
    if let Some(first) = profiles.next() {
        html.raw("<h3>Under a profile</h3><p>To sign in under a profile, set its name before; both helpers read it. ");
        names(html, first, profiles);
        html.raw("</p>");
        let scope = ["profile:", first].concat();
        block(
            html,
            &Commands::default().keys(origin, &[("oauthScopes", &scope)]),
        );
    }
    html.raw("<h3>With neither</h3>");
}

fn passwords(html: &mut Html, setup: &Setup<'_>) {
    html.raw(concat!(
        "<p>Git asks for a user name and a password. Any of these pairs will do:</p>",
        "<table><tr><th>User name<th>Password",
        "<tr><td>any<td>a token of the identity provider (a JWT), or a session of this edge (<code>cces_…</code>)",
        "<tr><td><code>{access key id}%{session token}</code><td><code>{time}Z{signature}</code>, as codecommit-signer computes it from AWS credentials, for one repository and 15 minutes",
        "<tr><td><code>{user}-at-{account}</code><td>the Git credentials of an IAM user",
        "</table><p>This keeps what was typed in memory, for twelve hours at most:</p>",
    ));
    block(
        html,
        &Commands::default().helpers(setup.origin, &CACHE_HELPERS),
    );
}

fn addresses(html: &mut Html, setup: &Setup<'_>) {
    html.raw(concat!(
        "<h2>Keep CodeCommit's addresses</h2>",
        "<p>Existing clones, submodules and scripts stay as they are: git goes through this edge ",
        "wherever one of CodeCommit's addresses is used, of any region.</p>",
    ));
    block(html, &Commands::default().instead_of(setup.origin));
    if setup.read_only {
        html.raw("<p>Pushes then still go to CodeCommit itself, past this edge, with:</p>");
        block(html, &Commands::default().push_past());
    }
}

fn clone(html: &mut Html, setup: &Setup<'_>) {
    let region = setup
        .default_region
        .filter(|it| is_plain(it))
        .unwrap_or("{region}");
    html.raw("<h2>Clone</h2>");
    let address = |between: &[&str]| {
        let address = [
            setup.origin,
            "/",
            &between.concat(),
            region,
            "/{repository}",
        ]
        .concat();
        Commands::default().line("git clone", &[&address])
    };
    block(html, &address(&[]));
    let mut profiles = setup.plain_profiles();
    if let Some(first) = profiles.next() {
        html.raw("<p>Under a profile, a role and a policy by name, its name goes before. ");
        names(html, first, profiles);
        html.raw("</p>");
        block(html, &address(&[first, "/"]));
    }
}

fn file(html: &mut Html, setup: &Setup<'_>) {
    html.raw(concat!(
        "<h2>All of it as a file</h2><p><a href=/setup.gitconfig>setup.gitconfig</a> has the same as a file to include. ",
        "Choose a helper in it, since none is set there.</p>",
    ));
    let commands = Commands::default()
        .line(
            "curl -fsSo ~/.codecommit-edge.gitconfig",
            &[&[setup.origin, "/setup.gitconfig"].concat()],
        )
        .line(
            "git config --global --add include.path ~/.codecommit-edge.gitconfig",
            &[],
        );
    block(html, &commands);
}

fn block(html: &mut Html, commands: &Commands) {
    html.raw("<pre>").text(commands.as_str()).raw("</pre>");
}

fn names<'a>(html: &mut Html, first: &str, others: impl Iterator<Item = &'a str>) {
    html.raw("There are: <code>").text(first).raw("</code>");
    for name in others {
        html.raw(", <code>").text(name).raw("</code>");
    }
    html.raw(".");
}

impl<'a> Setup<'a> {
    /// Whether the origin is one, of characters that no shell and no file takes for more.
    pub(super) fn is_addressable(&self) -> bool {
        Origin::parse(self.origin).is_some()
    }

    /// The profiles that can be shown in commands.
    pub(super) fn plain_profiles(&self) -> impl Iterator<Item = &'a str> {
        self.profiles.iter().copied().filter(|it| is_plain(it))
    }
}

/// Whether a name is of the characters that those of profiles and regions have.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// The refusal of a host that cannot stand in commands.
pub(super) fn not_addressable() -> Answer {
    problem(
        400,
        "This address cannot be set up",
        "The edge was asked under a host that is none: use its name, in lower case.",
        "bad_request",
        "",
        None,
    )
}
