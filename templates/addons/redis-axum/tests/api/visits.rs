use std::{
    net::TcpListener,
    time::{Duration, Instant},
};

use app::redis::{Redis, RedisError};
use deadpool_redis::{Connection, redis};
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::support::{App, open_redis, options};

async fn client_id(redis: &Redis) -> u64 {
    redis
        .run(async |connection| redis::cmd("CLIENT").arg("ID").query_async(connection).await)
        .await
        .unwrap()
}

#[tokio::test]
async fn visits_are_counted() {
    open_redis()
        .run(async |connection| redis::cmd("FLUSHDB").exec_async(connection).await)
        .await
        .unwrap();
    let app = App::on(options());
    for visits in 1..=3 {
        let answer: Value = app.expect(200, ("POST", "/visits", "")).await;
        assert_eq!(answer, json!({"visits": visits}));
    }
}

#[tokio::test]
async fn broken_connection_is_replaced() {
    let (redis, other) = (open_redis(), open_redis());
    let before = client_id(&redis).await;
    // Now it lies in the pool, and is the first to be used again.
    other
        .run(async |connection| {
            redis::cmd("CLIENT")
                .arg(("KILL", "ID", before))
                .exec_async(connection)
                .await
        })
        .await
        .unwrap();
    assert_ne!(client_id(&redis).await, before);
}

#[tokio::test]
async fn slow_work_is_given_up() {
    let work = async |_: &mut Connection| {
        sleep(Duration::from_secs(3)).await;
        Ok(())
    };
    let error = open_redis().run(work).await.unwrap_err();
    assert!(matches!(error, RedisError::Timeout), "{error}");
}

#[tokio::test]
async fn only_what_needs_redis_fails_without_it() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    for (what, address) in [
        ("nobody listens", "127.0.0.1:1".to_owned()),
        ("nobody answers", silent.local_addr().unwrap().to_string()),
    ] {
        let redis = Redis::new(&format!("redis://{address}")).unwrap();
        let app = App::with_redis(options(), redis);
        let started = Instant::now();
        let answer = app.call("POST", "/visits", "").await;
        assert!(started.elapsed() < Duration::from_secs(2), "{what}");
        assert_eq!(answer.status, 503, "{what}");
        assert_eq!(answer.header("retry-after"), "1", "{what}");
        assert_eq!(
            answer.header("content-type"),
            "application/problem+json",
            "{what}"
        );
        assert_eq!(answer.json::<Value>()["detail"], "Redis does not answer.");
        assert_eq!(app.get("/readyz").await.status, 200, "{what}");
    }
}
