use std::time::{Duration, Instant};

use app::database::{self, Database, DatabaseError};
use sqlx::PgConnection;

use crate::support::{empty_schema, options};

const LIMIT: Duration = Duration::from_secs(5);

async fn backend(database: &Database) -> i32 {
    let pid = database
        .run(LIMIT, async |connection| {
            sqlx::query_scalar("SELECT pg_backend_pid()")
                .fetch_one(connection)
                .await
        })
        .await;
    pid.unwrap()
}

async fn execute(
    database: &Database,
    limit: Duration,
    sql: &'static str,
) -> Result<(), DatabaseError> {
    let work =
        async |connection: &mut PgConnection| sqlx::query(sql).execute(connection).await.map(drop);
    database.run(limit, work).await
}

#[tokio::test]
async fn migrated_twice_at_once() {
    let options = empty_schema().await;
    let (one, other) = tokio::join!(database::migrate(&options), database::migrate(&options));
    one.unwrap();
    other.unwrap();
}

#[tokio::test]
async fn dead_connection_is_replaced() {
    let database = Database::new(options(), 1);
    let other = Database::new(options(), 1);
    let before = backend(&database).await;
    // Now it lies in the pool, and is the first to be used again.
    let terminated: bool = other
        .run(LIMIT, async |connection| {
            sqlx::query_scalar("SELECT pg_terminate_backend($1, 1000)")
                .bind(before)
                .fetch_one(connection)
                .await
        })
        .await
        .unwrap();
    assert!(terminated);
    assert_ne!(backend(&database).await, before);
}

#[tokio::test]
async fn long_statement_is_ended() {
    let database = Database::new(options(), 1);
    let started = Instant::now();
    let error = execute(&database, LIMIT, "SELECT pg_sleep(30)")
        .await
        .unwrap_err();
    assert!(
        matches!(&error, DatabaseError::Sql(_)) && error.is_outage(),
        "{error}"
    );
    assert!(started.elapsed() < LIMIT);
}

#[tokio::test]
async fn connection_without_an_answer_is_given_up() {
    let database = Database::new(options(), 1);
    let before = backend(&database).await;
    let limit = Duration::from_millis(100);
    let error = execute(&database, limit, "SELECT pg_sleep(2)")
        .await
        .unwrap_err();
    assert!(
        matches!(&error, DatabaseError::Timeout(_)) && error.is_outage(),
        "{error}"
    );
    let started = Instant::now();
    assert_ne!(backend(&database).await, before);
    assert!(started.elapsed() < Duration::from_secs(1));
}

#[tokio::test]
async fn mistake_in_sql_is_no_outage() {
    let database = Database::new(options(), 1);
    let error = execute(&database, LIMIT, "SELECT nothing FROM nowhere")
        .await
        .unwrap_err();
    assert!(!error.is_outage(), "{error}");
}

#[tokio::test]
async fn outages() {
    for (what, options) in [
        ("nobody listens", options().host("127.0.0.1").port(1)),
        ("unknown host", options().host("database.invalid")),
        ("wrong password", options().password("wrong")),
        ("unknown database", options().database("nothing")),
    ] {
        let database = Database::new(options, 1);
        let error = database.version(Duration::from_secs(1)).await.unwrap_err();
        assert!(error.is_outage(), "{what}: {error}");
    }
}
