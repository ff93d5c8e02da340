//! The way to Postgres, its migrations, and which errors mean that it is away.

use std::time::Duration;

use sqlx::{
    ConnectOptions, Connection, PgConnection, PgPool,
    migrate::{MigrateError, Migrator},
    postgres::{PgConnectOptions, PgPoolOptions},
};
use thiserror::Error;
use tokio::time::{Instant, timeout_at};

use crate::config::Config;

/// Longer than `statement_timeout`, and shorter than a client's patience.
pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(4);

static MIGRATOR: Migrator = sqlx::migrate!();

#[derive(Debug, Error)]
pub enum DatabaseError {
    #[error("no answer in {0:?}")]
    Timeout(Duration),
    #[error(transparent)]
    Sql(#[from] sqlx::Error),
}

impl DatabaseError {
    /// Whether the same request may succeed later.
    #[must_use]
    pub fn is_outage(&self) -> bool {
        match self {
            Self::Timeout(_) => true,
            Self::Sql(sqlx::Error::Database(error)) => error.code().is_some_and(|code| {
                // Classes of SQLSTATE: connection, login, unknown database, resources, shutdown
                // or statement_timeout.
                ["08", "28", "3D", "53", "57"].contains(&code.get(..2).unwrap_or_default())
            }),
            Self::Sql(error) => matches!(
                error,
                sqlx::Error::Io(_)
                    | sqlx::Error::Tls(_)
                    | sqlx::Error::Protocol(_)
                    | sqlx::Error::PoolTimedOut
                    | sqlx::Error::PoolClosed
            ),
        }
    }
}

/// Where libpq's variables say.
#[must_use]
pub fn connect_options(config: &Config) -> PgConnectOptions {
    let options = PgConnectOptions::new().options([("timezone", "UTC")]);
    match &config.db_password {
        Some(password) => options.password(password),
        None => options,
    }
}

/// Brings the schema up to date. An advisory lock lets one process migrate at a time.
pub async fn migrate(options: &PgConnectOptions) -> Result<(), MigrateError> {
    let mut connection = options.connect().await?;
    MIGRATOR.run(&mut connection).await?;
    connection.close().await?;
    Ok(())
}

/// A pool of connections.
#[derive(Clone)]
pub struct Database {
    pool: PgPool,
}

impl Database {
    /// Connects to nothing before the first use, and replaces what Postgres closed: the app may
    /// start before its database and survives its restarts.
    #[must_use]
    pub fn new(options: PgConnectOptions, pool_size: u32) -> Self {
        let pool = PgPoolOptions::new()
            .max_connections(pool_size)
            .acquire_timeout(REQUEST_TIMEOUT)
            // A migration may take longer, and has a connection of its own.
            .connect_lazy_with(options.options([("statement_timeout", "3s")]));
        Self { pool }
    }

    /// Lets `work` use a connection, and waits no longer than `limit` for all of it: a frozen
    /// database would never answer.
    pub async fn run<T>(
        &self,
        limit: Duration,
        work: impl AsyncFnOnce(&mut PgConnection) -> sqlx::Result<T>,
    ) -> Result<T, DatabaseError> {
        let deadline = Instant::now() + limit;
        let Ok(connection) = timeout_at(deadline, self.pool.acquire()).await else {
            return Err(DatabaseError::Timeout(limit));
        };
        let mut connection = connection?;
        if let Ok(result) = timeout_at(deadline, work(&mut connection)).await {
            return Ok(result?);
        }
        // Given back, it would wait for the end of its query, even one from a server that is gone.
        connection.close_on_drop();
        Err(DatabaseError::Timeout(limit))
    }

    /// The number of the server's version.
    pub async fn version(&self, limit: Duration) -> Result<String, DatabaseError> {
        self.run(limit, async |connection| {
            let version: String = sqlx::query_scalar("SHOW server_version")
                .fetch_one(connection)
                .await?;
            // "18.1 (Debian 18.1-1)"
            Ok(version.split(' ').next().unwrap_or_default().to_owned())
        })
        .await
    }
}
