use app::person::Person;
use chrono::{TimeDelta, Utc};
use serde::Deserialize;

use crate::support::App;

#[derive(Debug, Deserialize, PartialEq)]
struct Page {
    items: Vec<Person>,
    next: Option<i64>,
}

#[tokio::test]
async fn added_shown_and_deleted() {
    let app = App::start().await;
    let input = r#"{"name":" Zoë 🐘\n","emails":["b@x","a@x"]}"#;
    let answer = app.call("POST", "/persons", input).await;
    assert_eq!(answer.status, 201);
    let added: Person = answer.json();
    assert_eq!(added.name, "Zoë 🐘");
    assert_eq!(added.emails, ["b@x", "a@x"]);
    assert!((Utc::now() - added.created_at).abs() < TimeDelta::minutes(1));

    let path = format!("/persons/{}", added.id);
    assert_eq!(answer.header("location"), path);
    assert_eq!(app.expect::<Person>(200, ("GET", &path, "")).await, added);

    let deleted = app.call("DELETE", &path, "").await;
    assert_eq!(deleted.status, 204);
    assert!(deleted.body.is_empty());
    for method in ["GET", "DELETE"] {
        assert_eq!(app.call(method, &path, "").await.status, 404, "{method}");
    }
}

#[tokio::test]
async fn pages_hold_everybody_once() {
    let app = App::start().await;
    let mut added: Vec<Person> = Vec::new();
    for number in 0..5 {
        let input = format!(r#"{{"name":"Person {number}","emails":["{number}@x"]}}"#);
        added.push(app.expect(201, ("POST", "/persons", &input)).await);
    }
    for (after, limit, items, next) in [
        (0, 3, &added[..3], Some(added[2].id)),
        (added[2].id, 3, &added[3..], None),
        (0, 5, &added[..], None),
        (added[4].id, 5, &[], None),
    ] {
        let target = format!("/persons?limit={limit}&after={after}");
        let page: Page = app.expect(200, ("GET", &target, "")).await;
        let items = items.to_vec();
        assert_eq!(page, Page { items, next }, "{target}");
    }
    let page: Page = app.expect(200, ("GET", "/persons", "")).await;
    assert_eq!(page.items, added);
}
