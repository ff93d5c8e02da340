//! Errors as RFC 9457 has them.

use std::any::Any;

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

use crate::{database::DatabaseError, person::FieldError, redis::RedisError};

const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");

/// What a handler may fail with.
pub enum ApiError {
    NotFound,
    /// The request is none that could be read.
    Refused(StatusCode, &'static str),
    /// It was read, and makes no sense.
    Invalid(Vec<FieldError>),
    Database(DatabaseError),
    Redis(RedisError),
}

impl From<DatabaseError> for ApiError {
    fn from(error: DatabaseError) -> Self {
        Self::Database(error)
    }
}

impl From<RedisError> for ApiError {
    fn from(error: RedisError) -> Self {
        Self::Redis(error)
    }
}

#[derive(Serialize)]
struct Problem {
    r#type: &'static str,
    title: &'static str,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
}

fn problem(status: StatusCode, detail: Option<&'static str>, errors: Vec<FieldError>) -> Response {
    let problem = Problem {
        r#type: "about:blank",
        title: status.canonical_reason().unwrap_or_default(),
        status: status.as_u16(),
        detail,
        errors,
    };
    (
        status,
        [(header::CONTENT_TYPE, PROBLEM_JSON)],
        Json(problem),
    )
        .into_response()
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        match self {
            Self::NotFound => problem(StatusCode::NOT_FOUND, None, vec![]),
            Self::Refused(status, detail) => problem(status, Some(detail), vec![]),
            Self::Invalid(errors) => problem(StatusCode::UNPROCESSABLE_ENTITY, None, errors),
            Self::Database(error) if error.is_outage() => {
                tracing::warn!(%error, "database unavailable");
                let detail = Some("The database does not answer.");
                let problem = problem(StatusCode::SERVICE_UNAVAILABLE, detail, vec![]);
                ([(header::RETRY_AFTER, "1")], problem).into_response()
            }
            Self::Database(error) => {
                tracing::error!(%error, "request failed");
                problem(StatusCode::INTERNAL_SERVER_ERROR, None, vec![])
            }
            Self::Redis(error) => {
                tracing::warn!(%error, "Redis unavailable");
                let detail = Some("Redis does not answer.");
                let problem = problem(StatusCode::SERVICE_UNAVAILABLE, detail, vec![]);
                ([(header::RETRY_AFTER, "1")], problem).into_response()
            }
        }
    }
}

/// Answers for a handler that panicked; logging.rs tells why it did.
pub fn panicked(_: Box<dyn Any + Send>) -> Response {
    problem(StatusCode::INTERNAL_SERVER_ERROR, None, vec![])
}

/// Makes a problem of what the router, an extractor or the file server refused.
pub async fn as_problem(response: Response) -> Response {
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    if !is_error || response.headers().get(header::CONTENT_TYPE) == Some(&PROBLEM_JSON) {
        return response;
    }
    let mut problem = problem(status, None, vec![]);
    if let Some(methods) = response.headers().get(header::ALLOW) {
        problem.headers_mut().insert(header::ALLOW, methods.clone());
    }
    problem
}
