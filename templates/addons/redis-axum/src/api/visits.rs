use axum::{Json, extract::State};
use deadpool_redis::redis::AsyncCommands;
use serde::Serialize;

use super::error::ApiError;
use crate::redis::Redis;

#[derive(Serialize)]
pub struct Visits {
    visits: u64,
}

pub async fn count(State(redis): State<Redis>) -> Result<Json<Visits>, ApiError> {
    let visits = redis
        .run(async |connection| connection.incr("visits", 1).await)
        .await?;
    Ok(Json(Visits { visits }))
}
