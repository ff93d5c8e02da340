use app::person::FieldError;
use axum::{body::Body, http::Request};
use serde::Deserialize;

use crate::support::{App, options};

#[derive(Deserialize)]
struct Problem {
    title: String,
    status: u16,
    #[serde(default)]
    errors: Vec<FieldError>,
}

#[tokio::test]
async fn refused_as_problems() {
    let app = App::start().await;
    let too_long = format!(r#"{{"name":"x"}}{}"#, " ".repeat(1 << 20));
    for (method, target, body, status) in [
        ("GET", "/nowhere", "", 404),
        ("GET", "/persons/", "", 404),
        ("GET", "/static/", "", 404),
        ("GET", "/static/nothing.css", "", 404),
        ("GET", "/static/%2e%2e%2fCargo.toml", "", 404),
        ("GET", "/persons/0", "", 404),
        ("GET", "/persons/01", "", 404),
        ("GET", "/persons/%2B1", "", 404),
        ("DELETE", "/persons/9007199254740992", "", 404),
        ("PUT", "/persons", "{}", 405),
        ("POST", "/", "", 405),
        ("POST", "/static/welcome.css", "", 405),
        ("POST", "/persons", "", 400),
        ("POST", "/persons", "{", 400),
        ("POST", "/persons", r#"{"name":"x"} y"#, 400),
        ("POST", "/persons", r#"{"name":"x","y":NaN}"#, 400),
        ("POST", "/persons", &"[".repeat(100_000), 400),
        ("POST", "/persons", &too_long, 413),
        ("POST", "/persons", "{}", 422),
        ("POST", "/persons", r#"{"name":"\ud800"}"#, 422),
        ("POST", "/persons", r#"{"name":"\udc18\ud83d"}"#, 422),
    ] {
        let answer = app.call(method, target, body.to_owned()).await;
        let what = format!("{method} {target} {body:.30}");
        assert_eq!(answer.status, status, "{what}");
        assert_eq!(
            answer.header("content-type"),
            "application/problem+json",
            "{what}"
        );
        let problem: Problem = answer.json();
        assert_eq!(problem.status, status, "{what}");
        assert_eq!(
            Some(problem.title.as_str()),
            answer.status.canonical_reason(),
            "{what}"
        );
    }
    let no_utf8 = app
        .call("POST", "/persons", &b"{\"name\":\"\xff\"}"[..])
        .await;
    assert_eq!(no_utf8.status, 400);
}

#[tokio::test]
async fn wrong_parameter_is_named() {
    let app = App::on(options());
    for name in ["limit", "after"] {
        for value in [
            "",
            "-1",
            "x",
            "1.0",
            "1_0",
            "%2B5",
            "%205",
            "5;",
            "%ff",
            "9007199254740992",
        ] {
            let target = format!("/persons?{name}={value}");
            let problem: Problem = app.expect(422, ("GET", &target, "")).await;
            let fields: Vec<_> = problem.errors.iter().map(|error| &error.field).collect();
            assert_eq!(fields, [name], "{target}");
        }
    }
}

#[tokio::test]
async fn other_methods_are_named() {
    let app = App::on(options());
    let answer = app.call("PUT", "/persons", "").await;
    assert_eq!(answer.header("allow"), "GET,HEAD,POST");
}

#[tokio::test]
async fn content_type() {
    let app = App::start().await;
    for (content_type, status) in [
        ("application/json; charset=utf-8", 201),
        ("Application/JSON", 201),
        ("application/jsonp", 415),
        ("application/problem+json", 415),
        ("text/plain", 415),
        ("", 415),
    ] {
        let request = Request::post("/persons").header("content-type", content_type);
        let answer = app
            .send(request.body(Body::from(r#"{"name":"x"}"#)).unwrap())
            .await;
        assert_eq!(answer.status, status, "{content_type}");
    }
}
