use serde_json::Value;

use crate::support::{App, options};

#[tokio::test]
async fn files() {
    let app = App::on(options());
    for (target, content_type) in [
        ("/", "text/html; charset=utf-8"),
        ("/openapi.json", "application/json"),
        ("/static/welcome.css", "text/css"),
        ("/static/welcome.js", "text/javascript"),
    ] {
        let answer = app.get(target).await;
        assert_eq!(answer.status, 200, "{target}");
        assert_eq!(answer.header("content-type"), content_type, "{target}");
        assert!(!answer.body.is_empty(), "{target}");
    }
}

#[tokio::test]
async fn security_headers() {
    let app = App::on(options());
    for target in ["/", "/healthz", "/nowhere", "/persons?limit=0"] {
        let answer = app.get(target).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{target}");
        assert_eq!(
            answer.header("x-content-type-options"),
            "nosniff",
            "{target}"
        );
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{target}");
    }
}

#[tokio::test]
async fn ready() {
    let app = App::on(options());
    let ready: Value = app.expect(200, ("GET", "/readyz", "")).await;
    assert_eq!(ready["status"], "ok");
    let version = ready["postgres"].as_str().unwrap();
    assert!(
        version.starts_with(|first: char| first.is_ascii_digit()),
        "{version}"
    );
    assert!(!version.contains(' '), "{version}");
}

#[tokio::test]
async fn without_the_database() {
    let app = App::on(options().host("127.0.0.1").port(1));
    let (ready, list, one, health) = tokio::join!(
        app.get("/readyz"),
        app.get("/persons"),
        app.get("/persons/1"),
        app.get("/healthz"),
    );
    for answer in [ready, list, one] {
        assert_eq!(answer.status, 503);
        assert_eq!(answer.header("retry-after"), "1");
        let body = String::from_utf8(answer.body).unwrap();
        assert!(!body.contains("127.0.0.1"), "{body}");
    }
    assert_eq!(health.status, 200);
}
