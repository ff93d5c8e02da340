//! The app over HTTP.

mod error;
mod health;
mod input;
mod middleware;
mod persons;
mod visits;

use std::time::Duration;

use axum::{
    Router,
    middleware::{from_fn, map_response},
    routing::{get, get_service, post},
};
use tower_http::{
    catch_panic::CatchPanicLayer,
    services::{ServeDir, ServeFile},
    timeout::RequestBodyTimeoutLayer,
};

use crate::database::Database;
use crate::redis::Redis;

/// Marks the container's own requests, which come every few seconds.
pub const HEALTHCHECK_USER_AGENT: &str = "healthcheck";

/// So long a client may take to send the next piece of a body.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// Routes requests. The page and the document are files of the working directory's `public`.
pub fn router(database: Database, redis: Redis) -> Router {
    let page = ServeFile::new_with_mime("public/index.html", &mime::TEXT_HTML_UTF_8);
    let files = ServeDir::new("public").append_index_html_on_directories(false);
    let routes = Router::new()
        .route("/", get_service(page))
        .route(
            "/openapi.json",
            get_service(ServeFile::new("public/openapi.json")),
        )
        .nest_service("/static", files)
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/visits", post(visits::count).with_state(redis))
        .route("/persons", get(persons::list).post(persons::add))
        .route("/persons/{id}", get(persons::get).delete(persons::delete));
    with_layers(routes).with_state(database)
}

/// The last one is the outermost.
fn with_layers<S: Clone + Send + Sync + 'static>(routes: Router<S>) -> Router<S> {
    routes
        .layer(RequestBodyTimeoutLayer::new(BODY_TIMEOUT))
        .layer(CatchPanicLayer::custom(error::panicked))
        .layer(map_response(error::as_problem))
        .layer(map_response(middleware::security_headers))
        .layer(from_fn(middleware::log_requests))
}

#[cfg(test)]
mod tests {
    use axum::{body::Body, extract::Request, http::header};
    use http_body_util::BodyExt;
    use tower::ServiceExt;

    use super::*;
    use crate::logging::tests::Captured;

    async fn panic() {
        panic!("a secret");
    }

    fn app() -> Router {
        with_layers(Router::new().route("/panics", get(panic)))
    }

    #[tokio::test]
    async fn request_is_one_line_of_the_log() {
        let (log, _guard) = Captured::start();
        let request = Request::get("/no%0Awhere?x=1").body(Body::empty());
        app().oneshot(request.unwrap()).await.unwrap();
        let lines = log.lines();
        let [line] = lines.as_slice() else {
            panic!("{lines:?}");
        };
        assert_eq!(line["method"], "GET");
        assert_eq!(line["path"], "/no%0Awhere");
        assert_eq!(line["status"], 404);
        assert!(line["duration_ms"].is_f64(), "{line}");
    }

    #[tokio::test]
    async fn health_checks_are_logged_when_they_fail() {
        let routes = Router::new().route("/healthz", get(health::healthz));
        for (path, count) in [("/healthz", 0), ("/nowhere", 1)] {
            let (log, _guard) = Captured::start();
            let request = Request::get(path)
                .header(header::USER_AGENT, HEALTHCHECK_USER_AGENT)
                .body(Body::empty());
            let app: Router = with_layers(routes.clone());
            app.oneshot(request.unwrap()).await.unwrap();
            assert_eq!(log.lines().len(), count, "{path}");
        }
    }

    #[tokio::test]
    async fn panic_tells_nothing() {
        let request = Request::get("/panics").body(Body::empty());
        let response = app().oneshot(request.unwrap()).await.unwrap();
        assert_eq!(response.status(), 500);
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let text = String::from_utf8(body.into()).unwrap();
        assert!(!text.contains("secret"), "{text}");
    }
}
