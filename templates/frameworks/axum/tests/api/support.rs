use std::{env, thread};

use app::{
    api,
    config::Config,
    database::{self, Database},
};
use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use http_body_util::BodyExt;
use serde::de::DeserializeOwned;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, postgres::PgConnectOptions};
use tower::ServiceExt;

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).expect("the body is JSON of that type")
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

/// The app, without a server around it.
pub struct App(Router);

impl App {
    /// On a schema of the test's own, empty and migrated.
    pub async fn start() -> Self {
        let options = empty_schema().await;
        database::migrate(&options).await.unwrap();
        Self::on(options)
    }

    pub fn on(options: PgConnectOptions) -> Self {
        Self(api::router(Database::new(options, 2)))
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.0.clone().oneshot(request).await.unwrap();
        let (head, body) = response.into_parts();
        Answer {
            status: head.status,
            headers: head.headers,
            body: body.collect().await.unwrap().to_bytes().into(),
        }
    }

    pub async fn call(&self, method: &str, target: &str, body: impl Into<Body>) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(target)
            .header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(body.into()).unwrap()).await
    }

    pub async fn get(&self, target: &str) -> Answer {
        self.call("GET", target, Body::empty()).await
    }

    /// Expects a status, and decodes the answer.
    pub async fn expect<T: DeserializeOwned>(
        &self,
        status: u16,
        (method, target, body): (&str, &str, &str),
    ) -> T {
        let answer = self.call(method, target, body.to_owned()).await;
        assert_eq!(answer.status, status, "{method} {target}");
        answer.json()
    }
}

/// The database that tests may empty: PGDATABASE is the app's own.
pub fn options() -> PgConnectOptions {
    database::connect_options(&Config::from_env().unwrap()).database(&variable("TEST_DATABASE"))
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("no {name}: docker compose run --rm test"))
}

/// Makes a schema named after the test, whose thread has its name. What the last run left there is
/// dropped.
pub async fn empty_schema() -> PgConnectOptions {
    let schema = thread::current().name().unwrap().replace("::", "_");
    let mut connection = options().connect().await.unwrap();
    for statement in ["DROP SCHEMA IF EXISTS", "CREATE SCHEMA"] {
        let cascade = if statement.starts_with("DROP") {
            "CASCADE"
        } else {
            ""
        };
        let sql = format!("{statement} {schema} {cascade}");
        sqlx::raw_sql(AssertSqlSafe(sql))
            .execute(&mut connection)
            .await
            .unwrap();
    }
    connection.close().await.unwrap();
    options().options([("search_path", schema)])
}
