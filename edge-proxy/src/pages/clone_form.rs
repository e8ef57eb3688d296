use signer_wasm::{Region, RepositoryName};

use super::Html;
use super::commands::Commands;
use super::commands::block;
use super::setup_choice::Choice;
use super::setup_options::Setup;
use crate::util::Parameters;

/// The form that asks which repository to clone, and the command once it is filled in.
pub(super) struct CloneForm<'a> {
    choice: Choice,
    profile: Option<&'a str>,
    region: &'a str,
    repository: &'a str,
    target: Result<Option<(Region, RepositoryName)>, Malformed>,
}

/// The field that is invalid.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Malformed {
    Region,
    Repository,
}

impl<'a> CloneForm<'a> {
    /// Parses the form's values from the query.
    pub(super) fn read(
        parameters: &'a Parameters,
        setup: &Setup<'a>,
        choice: Choice,
        profile: Option<&'a str>,
    ) -> Self {
        let values = (parameters.value("region"), parameters.value("repository"));
        let (region, repository) = (values.0.unwrap_or_default(), values.1.unwrap_or_default());
        let target = match (
            values,
            Region::parse(region),
            RepositoryName::parse(repository),
        ) {
            ((None, None), ..) => Ok(None),
            (_, Ok(region), Ok(repository)) => Ok(Some((region, repository))),
            (_, Err(_), _) => Err(Malformed::Region),
            (_, _, Err(_)) => Err(Malformed::Repository),
        };
        Self {
            choice,
            profile,
            region: match target {
                Ok(None) => setup.region(),
                _ => region,
            },
            repository,
            target,
        }
    }

    /// The status of a page with this form.
    pub(super) fn status(&self) -> u16 {
        match self.target {
            Ok(_) => 200,
            Err(_) => 400,
        }
    }

    /// Appends the command, if any, and the form.
    pub(super) fn show(&self, html: &mut Html, origin: &str) {
        html.raw("<h2>Clone a repository</h2>");
        match &self.target {
            Ok(Some((region, repository))) => {
                let mut segments = vec![origin];
                segments.extend(self.profile);
                segments.extend([region.as_str(), repository.as_str()]);
                html.raw("<p>Paste this after the lines above:</p>");
                let address = segments.join("/");
                block(html, &Commands::default().line("git clone", &[&address]));
            }
            Ok(None) => {
                html.raw("<p>Fill in the region and the repository to see the clone command.</p>");
            }
            Err(malformed) => {
                html.raw("<p role=alert id=message>")
                    .raw(malformed.message())
                    .raw("</p>");
            }
        }

        html.raw("<form action=/setup class=names><input type=hidden name=with")
            .attribute("value", self.choice.name())
            .raw(">");
        if let Some(profile) = self.profile {
            html.raw("<input type=hidden name=profile")
                .attribute("value", profile)
                .raw(">");
        }
        html.raw(
            "<label for=region>Region</label><input id=region name=region required maxlength=32",
        )
        .raw(TYPED)
        .attribute("value", self.region);
        self.mark(html, Malformed::Region);
        html.raw("><label for=repository>Repository</label><input id=repository name=repository required maxlength=100")
            .raw(TYPED)
            .attribute("value", self.repository);
        self.mark(html, Malformed::Repository);
        html.raw("><div><button>Show the command</button></div></form>");
    }

    /// Marks the field if it is the invalid one.
    fn mark(&self, html: &mut Html, field: Malformed) {
        if self.target.as_ref().err() == Some(&field) {
            html.raw(" aria-invalid=true aria-describedby=message");
        }
    }
}

impl Malformed {
    fn message(self) -> &'static str {
        match self {
            Self::Region => {
                "This is not the name of an AWS region. Type one such as <code>eu-west-1</code>."
            }
            Self::Repository => {
                "This is not the name of a CodeCommit repository. Names have up to 100 letters, digits, <code>.</code>, <code>_</code> and <code>-</code>, and do not end in <code>.git</code>."
            }
        }
    }
}

/// Names must not be corrected as if they were words.
const TYPED: &str = " autocomplete=off autocapitalize=none spellcheck=false";
