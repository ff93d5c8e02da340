//! The request's body as JSON.

use axum::{
    body::Body,
    extract::{FromRequest, Request},
    http::{StatusCode, header},
};
use http_body_util::BodyExt;
use mime::Mime;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::error::ApiError;
use crate::person::FieldError;

const MAX_BYTES: usize = 1 << 20;
/// A client that is still sending would miss the answer: so much more is read, and dropped.
const MAX_BYTES_READ: usize = 4 * MAX_BYTES;

pub struct Input(pub Value);

impl<S: Sync> FromRequest<S> for Input {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let is_json = is_json(&request);
        let body = read(request.into_body()).await?;
        if is_json {
            parse(&body).map(Self)
        } else {
            Err(ApiError::Refused(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "The content type must be application/json.",
            ))
        }
    }
}

fn is_json(request: &Request) -> bool {
    let content_type = request.headers().get(header::CONTENT_TYPE);
    content_type
        .and_then(|value| value.to_str().ok()?.parse::<Mime>().ok())
        .is_some_and(|media_type| media_type.essence_str() == mime::APPLICATION_JSON)
}

async fn read(mut body: Body) -> Result<Vec<u8>, ApiError> {
    let mut bytes = Vec::new();
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else {
            return Err(ApiError::Refused(
                StatusCode::BAD_REQUEST,
                "The body is incomplete.",
            ));
        };
        let Ok(data) = frame.into_data() else {
            continue; // trailers
        };
        length += data.len();
        if length <= MAX_BYTES {
            bytes.extend_from_slice(&data);
        } else if length > MAX_BYTES_READ {
            break;
        }
    }
    if length > MAX_BYTES {
        return Err(ApiError::Refused(
            StatusCode::PAYLOAD_TOO_LARGE,
            "The body is longer than 1 MiB.",
        ));
    }
    Ok(bytes)
}

fn parse(body: &[u8]) -> Result<Value, ApiError> {
    let not_json = ApiError::Refused(StatusCode::BAD_REQUEST, "The body is not JSON.");
    let Ok(text) = str::from_utf8(body) else {
        return Err(not_json);
    };
    serde_json::from_str(text).map_err(|_| {
        // IgnoredAny takes all that JSON's grammar has, values that no type can hold included.
        match serde_json::from_str::<IgnoredAny>(text) {
            Ok(_) => ApiError::Invalid(vec![FieldError::new(
                "body",
                "must be valid Unicode, with numbers in range, and not nested deeply",
            )]),
            Err(_) => not_json,
        }
    })
}
