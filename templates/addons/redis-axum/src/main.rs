//! `app serve` (the default), `app migrate` and `app healthcheck`.

use std::{
    env,
    error::Error,
    io::{BufRead, BufReader, Write},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    process::ExitCode,
    time::Duration,
};

use app::{
    api::{self, HEALTHCHECK_USER_AGENT},
    config::Config,
    database::{self, Database},
    logging,
    redis::Redis,
};
use tokio::{
    net::TcpListener,
    runtime::Runtime,
    signal::unix::{SignalKind, signal},
    time::sleep,
};

const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(2);
const HEALTHCHECK_TIMEOUT: Duration = Duration::from_secs(2);

type AnyError = Box<dyn Error + Send + Sync>;

fn main() -> ExitCode {
    let config = match Config::from_env() {
        Ok(config) => config,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let command = env::args().nth(1).unwrap_or_else(|| "serve".to_owned());
    match run(&command, &config) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(error, "stopped");
            ExitCode::FAILURE
        }
    }
}

fn run(command: &str, config: &Config) -> Result<(), AnyError> {
    logging::init(config.log_format)?;
    match command {
        "serve" => serve(config),
        "migrate" => migrate(config),
        "healthcheck" => healthcheck(config.port),
        _ => Err(format!("unknown command {command:?}: serve, migrate or healthcheck").into()),
    }
}

fn serve(config: &Config) -> Result<(), AnyError> {
    let runtime = Runtime::new()?;
    let result = runtime.block_on(async {
        let database = Database::new(database::connect_options(config), config.db_pool_size);
        let redis = Redis::new(&config.redis_url).map_err(|error| format!("REDIS_URL: {error}"))?;
        let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, config.port)).await?;
        tracing::info!(port = config.port, "listening");
        let server = axum::serve(listener, api::router(database, redis))
            .with_graceful_shutdown(stop_signal());
        tokio::select! {
            result = server => Ok(result?),
            () = stop_timeout() => Ok(()),
        }
    });
    // Nothing is waited for: neither a frozen database, nor a thread that looks a name up.
    runtime.shutdown_background();
    result
}

/// Ends when requests in flight have had their time after a signal to stop.
async fn stop_timeout() {
    stop_signal().await;
    tracing::info!("stopping");
    sleep(SHUTDOWN_TIMEOUT).await;
}

async fn stop_signal() {
    let mut terminate = signal(SignalKind::terminate()).expect("SIGTERM can be handled");
    let mut interrupt = signal(SignalKind::interrupt()).expect("SIGINT can be handled");
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}

fn migrate(config: &Config) -> Result<(), AnyError> {
    Runtime::new()?.block_on(database::migrate(&database::connect_options(config)))?;
    tracing::info!("the schema is up to date");
    Ok(())
}

/// Succeeds when the app answers on this machine.
fn healthcheck(port: u16) -> Result<(), AnyError> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut stream = TcpStream::connect_timeout(&address, HEALTHCHECK_TIMEOUT)?;
    stream.set_read_timeout(Some(HEALTHCHECK_TIMEOUT))?;
    stream.set_write_timeout(Some(HEALTHCHECK_TIMEOUT))?;
    write!(
        stream,
        "GET /healthz HTTP/1.1\r\nHost: {address}\r\nUser-Agent: {HEALTHCHECK_USER_AGENT}\r\n\
         Connection: close\r\n\r\n"
    )?;
    let mut status_line = String::new();
    BufReader::new(stream).read_line(&mut status_line)?;
    if status_line.starts_with("HTTP/1.1 200 ") {
        Ok(())
    } else {
        Err(format!("/healthz: {}", status_line.trim_end()).into())
    }
}
