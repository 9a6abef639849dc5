use crate::under_test::api::*;

fn api(http: &str) -> Api {
    let text =
        format!("[target]\nname = \"x\"\nurl = \"http://h:1\"\n[tokens]\nalgorithm = \"HS256\"\n{http}");
    Api::new(&Profile::parse("x.toml", &text).unwrap())
}

fn answer(body: &Value) -> Response {
    Response {
        status: 200,
        headers: Vec::new(),
        body: body.to_string().into_bytes(),
    }
}

#[test]
fn without_a_word_in_the_profile_everything_is_as_in_the_contract() {
    let api = api("");
    let list = api.list("acme", &[("workspace_id", "a b&c"), ("limit", "3")]);
    assert_eq!(list.target, "/ai/jobs?workspace_id=a%20b%26c&limit=3");
    assert_eq!(api.get("acme", "a/b:ż").target, "/ai/jobs/a%2Fb%3A%C5%BC");
    assert_eq!(api.get_raw("acme", "../x").target, "/ai/jobs/../x");
    let execute = Execute::of(&Tenant::fresh("acme"));
    let sent = api.execute("acme", &execute);
    assert_eq!(
        (sent.method.as_str(), sent.target.as_str()),
        ("POST", "/ai/execute")
    );
    assert_eq!(
        sent.body,
        Some(
            crate::profile::Body::default()
                .fill(&execute)
                .to_string()
                .into_bytes()
        )
    );
    let page = answer(&json!({"jobs": [{"job_id": "j"}], "next_cursor": null}));
    let jobs = api.jobs(&page).unwrap();
    assert_eq!(api.job_of(&jobs[0]).as_deref(), Some("j"));
    assert_eq!(api.next_cursor(&page), None);
    assert!(sent.headers.iter().all(|(name, _)| name != "authorization"));
}

#[test]
fn routes_bodies_and_pointers_are_those_of_the_profile() {
    let api = api(r#"
[http.list]
path = "/v1/tasks"
jobs = "/data/items"
job_id = "/meta/id"
next_cursor = "/data/after"
[http.get]
path = "/v1/tasks/${job_id}/full"
[http.execute]
path = "/v1/run"
body = '{"org": ${workspace}, "action": {"of": ${provider}, "name": ${action}}, "input": ${params}, "key": ${client_request_id}}'
job_id = "/data/id"
"#);
    let page = answer(&json!({"data": {"items": [{"meta": {"id": "j"}}], "after": "c"}}));
    assert_eq!(api.job_of(&api.jobs(&page).unwrap()[0]).as_deref(), Some("j"));
    assert_eq!(api.next_cursor(&page).as_deref(), Some("c"));
    assert_eq!(
        api.executed_id(&answer(&json!({"data": {"id": "k"}}))).as_deref(),
        Some("k")
    );
    assert_eq!(api.get("acme", "j 1").target, "/v1/tasks/j%201/full");
    let mut execute = Execute {
        workspace: json!("w"),
        provider: "p".to_owned(),
        action: "${workspace}".to_owned(),
        params: json!({"a": [1]}),
        client_request_id: None,
    };
    let body = |execute: &Execute| -> Value {
        serde_json::from_slice(&api.execute("acme", execute).body.unwrap()).unwrap()
    };
    let mut expected =
        json!({"org": "w", "action": {"of": "p", "name": "${workspace}"}, "input": {"a": [1]}});
    assert_eq!(body(&execute), expected);
    execute.client_request_id = Some("once".to_owned());
    expected["key"] = json!("once");
    assert_eq!(body(&execute), expected);
}
