//! The app's log: JSON lines for machines, or text for people.

use std::{backtrace::Backtrace, panic};

use json_subscriber::JsonLayer;
use tracing::Subscriber;
use tracing_subscriber::{
    Registry,
    filter::LevelFilter,
    fmt::{MakeWriter, time::ChronoLocal, time::ChronoUtc},
    layer::SubscriberExt,
};

use crate::config::LogFormat;

/// Sends what is traced, and panics too, to stdout.
pub fn init(format: LogFormat) -> Result<(), tracing::subscriber::SetGlobalDefaultError> {
    match format {
        LogFormat::Json => tracing::subscriber::set_global_default(json(std::io::stdout))?,
        LogFormat::Text => tracing::subscriber::set_global_default(text(std::io::stdout))?,
    }
    panic::set_hook(Box::new(|panic| {
        tracing::error!(backtrace = %Backtrace::capture(), "{panic}");
    }));
    Ok(())
}

fn json<W>(writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let mut layer = JsonLayer::new(writer);
    layer
        .with_timer("time", ChronoUtc::rfc_3339())
        .with_level("level")
        .with_flattened_event();
    Registry::default().with(LevelFilter::INFO).with(layer)
}

fn text<W>(writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let layer = tracing_subscriber::fmt::layer()
        .with_writer(writer)
        .with_ansi(false)
        .with_target(false)
        .with_timer(ChronoLocal::new("%H:%M:%S".to_owned()));
    Registry::default().with(LevelFilter::INFO).with(layer)
}
