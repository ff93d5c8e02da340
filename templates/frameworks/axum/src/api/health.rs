use std::time::Duration;

use axum::{Json, extract::State};
use serde_json::{Value, json};

use super::error::ApiError;
use crate::database::Database;

const READY_TIMEOUT: Duration = Duration::from_millis(1500);

pub async fn healthz() -> Json<Value> {
    Json(json!({"status": "ok"}))
}

pub async fn readyz(State(database): State<Database>) -> Result<Json<Value>, ApiError> {
    let version = database.version(READY_TIMEOUT).await?;
    Ok(Json(json!({"status": "ok", "postgres": version})))
}
