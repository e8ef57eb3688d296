use serde_json::{Value, json};

use super::provider::{PROVIDER, SamlKey, Statement, assume, metadata, register, trusted};
use crate::environment::Environment;
use crate::sts_call::refused;

const SIGNING: &str = " use=\"signing\"";

#[tokio::test]
async fn every_signing_certificate_of_the_metadata_verifies_responses() {
    let aws = trusted().await;
    let (first, second) = (SamlKey::first(), SamlKey::second());
    let [by_first, by_second] = [first, second].map(|key| Statement::new().signed_by(key));
    for (keys, expected) in [
        (vec![(SIGNING, first)], [200, 400]),
        (vec![(SIGNING, first), (SIGNING, second)], [200, 200]),
        (vec![(SIGNING, second), (SIGNING, first)], [200, 200]),
        (vec![(SIGNING, second)], [400, 200]),
        (vec![("", second)], [400, 200]),
        (
            vec![(SIGNING, second), (" use=\"encryption\"", first)],
            [400, 200],
        ),
    ] {
        register(&aws, &metadata(&keys)).await;
        let seen = [
            assume(&aws, &by_first).await.status,
            assume(&aws, &by_second).await.status,
        ];
        assert_eq!(seen, expected);
    }
}

#[tokio::test]
async fn a_provider_is_trusted_until_it_is_deleted() {
    let aws = trusted().await;
    let response = Statement::new().signed();
    assert_eq!(assume(&aws, &response).await.status, 200);
    let path = format!("saml-providers?arn={PROVIDER}");
    assert_eq!(aws.admin("DELETE", &path, Value::Null).await.0, 200);
    assert_eq!(aws.admin("DELETE", &path, Value::Null).await.0, 404);
    assert_eq!(
        aws.admin("DELETE", "saml-providers", Value::Null).await.0,
        400
    );
    refused(&assume(&aws, &response).await, 400, "InvalidIdentityToken");
}

#[tokio::test]
async fn rejects_an_invalid_provider() {
    let aws = Environment::start().await;
    let good = metadata(&[(SIGNING, SamlKey::first())]);
    let certificate = SamlKey::first().certificate();
    for body in [
        json!({ "metadata": good }),
        json!({ "name": "company" }),
        json!({ "name": "com pany", "metadata": good }),
        json!({ "name": "", "metadata": good }),
        json!({ "name": "company", "metadata": good, "account": "1" }),
        json!({ "name": "company", "metadata": "" }),
        json!({ "name": "company", "metadata": "<x/>" }),
        json!({ "name": "company", "metadata": format!("<!DOCTYPE x>{}", good.replace("<?xml version=\"1.0\"?>", "")) }),
        json!({ "name": "company", "metadata": good.replace("entityID", "id") }),
        json!({ "name": "company", "metadata": good.replace("IDPSSO", "SPSSO") }),
        json!({ "name": "company", "metadata": good.replace(SIGNING, " use=\"encryption\"") }),
        json!({ "name": "company", "metadata": good.replace(&certificate, "") }),
        json!({ "name": "company", "metadata": good.replace(&certificate, "not base64") }),
    ] {
        let (status, answer) = aws.admin("POST", "saml-providers", body.clone()).await;
        assert_eq!(status, 400, "{body} {answer}");
    }
}
