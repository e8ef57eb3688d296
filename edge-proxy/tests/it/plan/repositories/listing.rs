//! The requests to CodeCommit for a list, and the list that the caller gets.

use super::{edge, listing, page, question, receive, result};
use crate::support::{ROLE, now};
use edge_proxy::Error;
use edge_proxy::error::Upstream;
use serde_json::{Value, json};

#[test]
fn lists_what_the_edge_and_the_profile_allow_with_descriptions() {
    let config = edge(json!({
        "ALLOWED_REPOSITORIES": ["app", "docs-*", "pay-*"],
        "PROFILES": { "pay": { "role_arn": ROLE, "repositories": ["app", "pay-*", "other"] } },
    }));
    let mut list = listing(&config, "?region=eu-west-1&profile=pay");
    let names = ["app", "docs-1", "evil/../name", "other", "pay-a"];
    receive(&mut list, &config, 200, &page(&names, Some("more"))).unwrap();
    let (action, input) = question(&list, &config).unwrap();
    assert_eq!(action, "ListRepositories");
    assert_eq!(input["nextToken"], "more");
    receive(&mut list, &config, 200, &page(&["pay-b"], None)).unwrap();

    let (action, input) = question(&list, &config).unwrap();
    assert_eq!(action, "BatchGetRepositories");
    assert_eq!(
        input,
        json!({ "repositoryNames": ["app", "pay-a", "pay-b"] })
    );
    let described = json!({ "repositories": [
        { "repositoryName": "pay-b", "repositoryDescription": "<b>B</b> \u{202e}", "cloneUrlHttp": "https://x" },
        { "repositoryName": "app", "repositoryDescription": "" },
        { "repositoryName": "docs-1", "repositoryDescription": "not asked for" },
        { "repositoryName": "pay-a" },
    ] });
    receive(&mut list, &config, 200, &described).unwrap();
    assert_eq!(question(&list, &config), None);
    assert_eq!(
        result(&list),
        json!({
            "profile": "pay",
            "region": "eu-west-1",
            "repositories": [
                { "name": "app" },
                { "name": "pay-a" },
                { "name": "pay-b", "description": "<b>B</b> \u{202e}" },
            ],
            "complete": true,
            "described": true,
        })
    );
}

#[test]
fn describes_in_batches_that_codecommit_accepts() {
    let config = edge(json!({}));
    let names: Vec<String> = (0..250).map(|it| format!("r{it:04}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut list = listing(&config, "?region=eu-west-1");
    receive(&mut list, &config, 200, &page(&names, None)).unwrap();
    for batch in names.chunks(100) {
        let (_, input) = question(&list, &config).unwrap();
        assert_eq!(input, json!({ "repositoryNames": batch }));
        let described: Vec<Value> = batch
            .iter()
            .map(|name| json!({ "repositoryName": name, "repositoryDescription": format!("about {name}") }))
            .collect();
        receive(
            &mut list,
            &config,
            200,
            &json!({ "repositories": described }),
        )
        .unwrap();
    }
    assert_eq!(question(&list, &config), None);
    let result = result(&list);
    let last = &result["repositories"][249];
    assert_eq!(
        last,
        &json!({ "name": "r0249", "description": "about r0249" })
    );
}

#[test]
fn an_empty_list_needs_no_descriptions() {
    let config = edge(json!({}));
    let mut list = listing(&config, "?region=eu-west-1");
    receive(&mut list, &config, 200, &page(&[], Some(""))).unwrap();
    assert_eq!(question(&list, &config), None);
    assert_eq!(result(&list)["complete"], true);
}

#[test]
fn says_when_the_list_is_cut() {
    let config = edge(json!({ "ALLOWED_REPOSITORIES": ["r*"] }));
    let names: Vec<String> = (0..1001).map(|it| format!("r{it:04}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    for (names, next, listed, complete) in [
        (&names[..1000], None, 1000, true),
        (&names[..], None, 1000, false),
        (&names[..1], Some("always more"), 5, false),
        (&["other"][..], Some("always more"), 0, false),
    ] {
        let mut list = listing(&config, "?region=eu-west-1");
        let mut pages = 0;
        while question(&list, &config).is_some_and(|(action, _)| action == "ListRepositories") {
            pages += 1;
            receive(&mut list, &config, 200, &page(names, next)).unwrap();
        }
        assert_eq!(pages, if next.is_some() { 5 } else { 1 });
        let result = result(&list);
        let repositories = result["repositories"].as_array().unwrap();
        assert_eq!(
            (repositories.len(), &result["complete"]),
            (listed, &json!(complete))
        );
    }
}

#[test]
fn lists_names_without_descriptions_if_codecommit_gives_none() {
    let config = edge(json!({}));
    let denied = json!({ "__type": "AccessDeniedException", "Message": "no" }).to_string();
    for response in [
        Ok((400, denied.into_bytes())),
        Ok((200, b"<html>".to_vec())),
        Ok((500, Vec::new())),
        Err(Error::UpstreamTimeout(Upstream::CodeCommit)),
    ] {
        let mut list = listing(&config, "?region=eu-west-1");
        receive(&mut list, &config, 200, &page(&["app"], None)).unwrap();
        list.receive(response, &config, now()).unwrap();
        assert_eq!(question(&list, &config), None);
        let result = result(&list);
        assert_eq!(result["repositories"], json!([{ "name": "app" }]));
        assert_eq!(
            (&result["complete"], &result["described"]),
            (&json!(true), &json!(false))
        );
    }
}
