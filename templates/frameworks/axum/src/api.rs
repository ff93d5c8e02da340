//! The app over HTTP.

mod error;
mod health;
mod input;
mod middleware;
mod persons;

use axum::{
    Router,
    middleware::{from_fn, map_response},
    routing::{get, get_service},
};
use tower_http::{
    catch_panic::CatchPanicLayer,
    services::{ServeDir, ServeFile},
};

use crate::database::Database;

/// Marks the container's own requests, which come every few seconds.
pub const HEALTHCHECK_USER_AGENT: &str = "healthcheck";

/// Routes requests. The page and the document are files of the working directory's `public`.
pub fn router(database: Database) -> Router {
    let page = ServeFile::new_with_mime("public/index.html", &mime::TEXT_HTML_UTF_8);
    let files = ServeDir::new("public").append_index_html_on_directories(false);
    Router::new()
        .route("/", get_service(page))
        .route(
            "/openapi.json",
            get_service(ServeFile::new("public/openapi.json")),
        )
        .nest_service("/static", files)
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/persons", get(persons::list).post(persons::add))
        .route("/persons/{id}", get(persons::get).delete(persons::delete))
        .layer(CatchPanicLayer::custom(error::panicked))
        .layer(map_response(error::as_problem))
        .layer(map_response(middleware::security_headers))
        .layer(from_fn(middleware::log_requests))
        .with_state(database)
}
