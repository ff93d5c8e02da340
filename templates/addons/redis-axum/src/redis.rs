//! Redis: what replicas share. The app works on without it.

use std::time::Duration;

use deadpool_redis::{
    Config, Connection, CreatePoolError, Pool, PoolError, Runtime, redis::RedisResult,
};
use thiserror::Error;
use tokio::time::timeout;

/// All that a request does with Redis, connecting and looking up its address included.
const TIMEOUT: Duration = Duration::from_secs(1);

#[derive(Debug, Error)]
pub enum RedisError {
    #[error("no answer in {TIMEOUT:?}")]
    Timeout,
    #[error(transparent)]
    Pool(#[from] PoolError),
    #[error(transparent)]
    Command(#[from] deadpool_redis::redis::RedisError),
}

/// A pool of connections.
#[derive(Clone)]
pub struct Redis {
    pool: Pool,
}

impl Redis {
    /// Connects to nothing before the first use, and replaces what broke: the app may start before
    /// Redis and survives its restarts.
    pub fn new(url: &str) -> Result<Self, CreatePoolError> {
        let pool = Config::from_url(url).create_pool(Some(Runtime::Tokio1))?;
        Ok(Self { pool })
    }

    /// Lets `work` use a connection, and waits no longer than a second for all of it.
    pub async fn run<T>(
        &self,
        work: impl AsyncFnOnce(&mut Connection) -> RedisResult<T>,
    ) -> Result<T, RedisError> {
        let work = async {
            let mut connection = self.pool.get().await?;
            Ok(work(&mut connection).await?)
        };
        timeout(TIMEOUT, work)
            .await
            .unwrap_or(Err(RedisError::Timeout))
    }
}
