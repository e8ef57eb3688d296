//! A SAML provider without a server: its key, its metadata, and responses that it signs.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::environment::{Answer, Environment};
use crate::sts_call::{form, unsigned};

pub(crate) const ISSUER: &str = "https://idp.example.com/saml";
pub(crate) const ACS: &str = "http://localhost:7890/saml/acs";
pub(crate) const ROLE: &str = "arn:aws:iam::123456789012:role/people";
pub(crate) const PROVIDER: &str = "arn:aws:iam::123456789012:saml-provider/company";
pub(crate) const AWS: &str = "https://aws.amazon.com/SAML/Attributes/";

/// Two keys, which all tests share because it takes long to generate one.
static KEYS: LazyLock<[SamlKey; 2]> = LazyLock::new(|| [SamlKey::generate(), SamlKey::generate()]);

/// A key with its certificate, in files.
pub(crate) struct SamlKey(TempDir);

impl SamlKey {
    fn generate() -> Self {
        let key = Self(TempDir::new().unwrap());
        run(Command::new("openssl")
            .args([
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
            ])
            .args(["-subj", "/CN=idp"])
            .args(["-keyout".as_ref(), key.file("key").as_os_str()])
            .args(["-out".as_ref(), key.file("crt").as_os_str()]));
        key
    }

    pub(crate) fn first() -> &'static Self {
        &KEYS[0]
    }

    pub(crate) fn second() -> &'static Self {
        &KEYS[1]
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The certificate as in metadata.
    pub(crate) fn certificate(&self) -> String {
        let pem = std::fs::read_to_string(self.file("crt")).unwrap();
        pem.lines().filter(|it| !it.starts_with("--")).collect()
    }

    /// Fills the empty signature of a document, and encodes it.
    fn sign(&self, document: &str) -> String {
        let directory = TempDir::new().unwrap();
        let file = directory.path().join("document");
        std::fs::write(&file, document).unwrap();
        let signed = run(Command::new("xmlsec1")
            .args(["--sign", "--privkey-pem"])
            .arg(self.file("key"))
            .args([
                "--id-attr:ID",
                "urn:oasis:names:tc:SAML:2.0:assertion:Assertion",
            ])
            .arg::<&Path>(&file));
        STANDARD.encode(signed)
    }
}

fn run(command: &mut Command) -> Vec<u8> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    output.stdout
}

/// A metadata document with these key descriptors.
pub(crate) fn metadata(keys: &[(&str, &SamlKey)]) -> String {
    let keys: String = keys
        .iter()
        .map(|(usage, key)| {
            format!(
                "<KeyDescriptor{usage}><KeyInfo xmlns=\"http://www.w3.org/2000/09/xmldsig#\">\
                 <X509Data><X509Certificate>\n{}\n</X509Certificate></X509Data></KeyInfo>\
                 </KeyDescriptor>",
                key.certificate()
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\"?>\n<EntityDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\" \
         entityID=\"{ISSUER}\"><IDPSSODescriptor \
         protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\">{keys}\
         </IDPSSODescriptor></EntityDescriptor>"
    )
}

/// What a response says; a test changes parts of it. Texts are XML.
pub(crate) struct Statement {
    pub(crate) status: &'static str,
    pub(crate) issuer: &'static str,
    /// The times are in seconds from now.
    pub(crate) issued: i64,
    pub(crate) name_id: &'static str,
    pub(crate) confirmation: String,
    pub(crate) conditions: String,
    pub(crate) session_ends: Option<i64>,
    /// By name without [`AWS`].
    pub(crate) attributes: Vec<(&'static str, Vec<String>)>,
}

impl Statement {
    /// One that opens a session of [`ROLE`].
    pub(crate) fn new() -> Self {
        Self {
            status: "Success",
            issuer: ISSUER,
            issued: 0,
            name_id: "<NameID Format=\"urn:oasis:names:tc:SAML:2.0:nameid-format:persistent\">\
                      user-1</NameID>",
            confirmation: confirmation(ACS, 300),
            conditions: conditions(-60, 300, &["urn:amazon:webservices"]),
            session_ends: None,
            attributes: vec![
                ("Role", vec![format!("{ROLE},{PROVIDER}")]),
                ("RoleSessionName", vec!["alice@example.com".to_owned()]),
            ],
        }
    }

    /// The same with other values of an attribute; without values, the attribute is left out.
    pub(crate) fn with(mut self, name: &'static str, values: &[&str]) -> Self {
        self.attributes.retain(|(it, _)| *it != name);
        if !values.is_empty() {
            let values = values.iter().map(|it| (*it).to_owned()).collect();
            self.attributes.push((name, values));
        }
        self
    }

    /// Signed by the first key, in base64.
    pub(crate) fn signed(&self) -> String {
        self.signed_by(SamlKey::first())
    }

    pub(crate) fn signed_by(&self, key: &SamlKey) -> String {
        key.sign(&self.document())
    }

    fn document(&self) -> String {
        let Self {
            status,
            issuer,
            name_id,
            confirmation,
            conditions,
            ..
        } = self;
        let issued = at(self.issued);
        let session_ends = self.session_ends.map_or_else(String::new, |it| {
            format!(" SessionNotOnOrAfter=\"{}\"", at(it))
        });
        let attributes: String = self.attributes.iter().map(attribute).collect();
        format!(
            "<p:Response xmlns:p=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"_r\" \
             Version=\"2.0\"><p:Status><p:StatusCode \
             Value=\"urn:oasis:names:tc:SAML:2.0:status:{status}\"/></p:Status><Assertion \
             xmlns=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"_a\" Version=\"2.0\" \
             IssueInstant=\"{issued}\"><Issuer>{issuer}</Issuer>{SIGNATURE}<Subject>{name_id}\
             {confirmation}</Subject>{conditions}<AuthnStatement \
             AuthnInstant=\"{issued}\"{session_ends}/><AttributeStatement>{attributes}\
             </AttributeStatement></Assertion></p:Response>"
        )
    }
}

pub(crate) fn confirmation(recipient: &str, end: i64) -> String {
    confirmation_with(&format!(
        "Recipient=\"{recipient}\" NotOnOrAfter=\"{}\"",
        at(end)
    ))
}

/// One whose data have these attributes.
pub(crate) fn confirmation_with(attributes: &str) -> String {
    format!(
        "<SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\">\
         <SubjectConfirmationData {attributes}/></SubjectConfirmation>"
    )
}

/// With a restriction to these audiences.
pub(crate) fn conditions(start: i64, end: i64, audiences: &[&str]) -> String {
    let audiences: String = audiences
        .iter()
        .map(|it| format!("<Audience>{it}</Audience>"))
        .collect();
    format!(
        "<Conditions NotBefore=\"{}\" NotOnOrAfter=\"{}\"><AudienceRestriction>{audiences}\
         </AudienceRestriction></Conditions>",
        at(start),
        at(end)
    )
}

fn attribute((name, values): &(&str, Vec<String>)) -> String {
    let values: String = values
        .iter()
        .map(|it| format!("<AttributeValue>{it}</AttributeValue>"))
        .collect();
    format!("<Attribute Name=\"{AWS}{name}\">{values}</Attribute>")
}

/// A time in seconds from now, as in an assertion.
pub(crate) fn at(seconds: i64) -> String {
    let distance = Duration::from_secs(seconds.unsigned_abs());
    let now = SystemTime::now();
    let time = if seconds < 0 {
        now - distance
    } else {
        now + distance
    };
    let text = httpdate::fmt_http_date(time);
    let [_, day, month, year, clock, _] = text.split(' ').collect::<Vec<_>>()[..] else {
        panic!("{text}");
    };
    let month = 1 + "JanFebMarAprMayJunJulAugSepOctNovDec".find(month).unwrap() / 3;
    format!("{year}-{month:02}-{day}T{clock}Z")
}

const SIGNATURE: &str = "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:SignedInfo>\
     <ds:CanonicalizationMethod Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>\
     <ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"/>\
     <ds:Reference URI=\"#_a\"><ds:Transforms><ds:Transform \
     Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/><ds:Transform \
     Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/></ds:Transforms><ds:DigestMethod \
     Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/><ds:DigestValue/></ds:Reference>\
     </ds:SignedInfo><ds:SignatureValue/></ds:Signature>";

/// A cloud with the repository `app`, the provider, and the role that trusts its users.
pub(crate) async fn trusted() -> Environment {
    let (aws, _) = Environment::with_app("empty").await;
    register(&aws, &metadata(&[(" use=\"signing\"", SamlKey::first())])).await;
    trust(
        &aws,
        json!({ "StringEquals": { "SAML:aud": ACS } }),
        json!([]),
    )
    .await;
    aws
}

pub(crate) async fn register(aws: &Environment, metadata: &str) {
    let provider = json!({ "name": "company", "metadata": metadata });
    let answer = aws.admin("POST", "saml-providers", provider).await;
    assert_eq!(answer, (201, json!({ "arn": PROVIDER })));
}

/// Makes the role trust the provider, on a condition, and with more actions.
pub(crate) async fn trust(aws: &Environment, condition: Value, actions: Value) {
    let mut all = vec![json!("sts:AssumeRoleWithSAML")];
    all.extend(actions.as_array().unwrap().iter().cloned());
    let trust = json!({ "Version": "2012-10-17", "Statement": {
        "Effect": "Allow",
        "Principal": { "Federated": PROVIDER },
        "Action": all,
        "Condition": condition,
    } });
    aws.role(json!({ "name": "people", "trust": trust })).await;
}

/// Asks for a session of [`ROLE`].
pub(crate) async fn assume(aws: &Environment, response: &str) -> Answer {
    assume_with(aws, response, &[]).await
}

/// The same with more or other parameters.
pub(crate) async fn assume_with(
    aws: &Environment,
    response: &str,
    more: &[(&str, &str)],
) -> Answer {
    let mut parameters = vec![
        ("RoleArn", ROLE),
        ("PrincipalArn", PROVIDER),
        ("SAMLAssertion", response),
    ];
    parameters.retain(|(name, _)| more.iter().all(|(it, _)| it != name));
    parameters.extend(more);
    unsigned(aws, None, form("AssumeRoleWithSAML", &parameters)).await
}
