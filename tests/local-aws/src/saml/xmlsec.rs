//! Debian's `xmlsec1`, which verifies one signature.

use std::io;
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;
use tokio::time::timeout;

use crate::private_directory::PrivateDirectory;

const PROGRAM: &str = "xmlsec1";

/// XPath expressions for the signatures that a response may have.
pub(super) const RESPONSE_SIGNATURE: &str =
    "/*/*[local-name()='Signature' and namespace-uri()='http://www.w3.org/2000/09/xmldsig#']";
pub(super) const ASSERTION_SIGNATURE: &str = "/*/*[local-name()='Assertion']/*[local-name()='Signature' and namespace-uri()='http://www.w3.org/2000/09/xmldsig#']";

const TIME: Duration = Duration::from_secs(10);

/// Whether the signature was made with the certificate's key over the element that it refers to.
pub(super) async fn verify(document: &str, signature: &str, certificate: &str) -> io::Result<bool> {
    let directory = PrivateDirectory::create("saml")?;
    let (document_file, certificate_file) = (directory.join("response"), directory.join("key"));
    std::fs::write(&document_file, document)?;
    std::fs::write(&certificate_file, certificate)?;
    let status = Command::new(PROGRAM)
        .env_clear()
        .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
        .arg("--verify")
        // No key from the document, and no reference to anything but an id in it.
        .args(["--enabled-key-data", "raw-x509-cert"])
        .args(["--enabled-reference-uris", "same-doc"])
        .args([
            "--id-attr:ID",
            "urn:oasis:names:tc:SAML:2.0:assertion:Assertion",
        ])
        .args([
            "--id-attr:ID",
            "urn:oasis:names:tc:SAML:2.0:protocol:Response",
        ])
        .arg("--pubkey-cert-pem")
        .arg(&certificate_file)
        .args(["--node-xpath", signature])
        .arg(&document_file)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .status();
    match timeout(TIME, status).await {
        Ok(Ok(status)) => Ok(status.success()),
        Ok(Err(error)) => Err(io::Error::new(
            error.kind(),
            format!("local AWS needs {PROGRAM}: install Debian's package of that name ({error})"),
        )),
        Err(_) => Err(io::ErrorKind::TimedOut.into()),
    }
}
