//! The app's log: JSON lines for machines, or text for people.

use std::{backtrace::Backtrace, panic};

use json_subscriber::JsonLayer;
use tracing::Subscriber;
use tracing_subscriber::{
    Registry,
    filter::LevelFilter,
    fmt::{
        MakeWriter,
        time::{ChronoLocal, ChronoUtc},
    },
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

#[cfg(test)]
pub(crate) mod tests {
    use std::{
        io,
        sync::{Arc, Mutex},
    };

    use chrono::DateTime;
    use serde_json::Value;
    use tracing::subscriber::{DefaultGuard, set_default, with_default};

    use super::{json, text};

    /// What is logged while it lives.
    #[derive(Clone, Default)]
    pub struct Captured(Arc<Mutex<Vec<u8>>>);

    impl Captured {
        pub fn start() -> (Self, DefaultGuard) {
            let captured = Self::default();
            let writer = captured.clone();
            let guard = set_default(json(move || writer.clone()));
            (captured, guard)
        }

        pub fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
        }

        pub fn lines(&self) -> Vec<Value> {
            let text = self.text();
            text.lines()
                .map(|line| serde_json::from_str(line).unwrap())
                .collect()
        }
    }

    impl io::Write for Captured {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn json_lines() {
        let (captured, _guard) = Captured::start();
        tracing::warn!(status = 404, "two\nlines");
        let lines = captured.lines();
        let [line] = lines.as_slice() else {
            panic!("{lines:?}");
        };
        assert!(DateTime::parse_from_rfc3339(line["time"].as_str().unwrap()).is_ok());
        assert_eq!(line["level"], "WARN");
        assert_eq!(line["message"], "two\nlines");
        assert_eq!(line["status"], 404);
    }

    #[test]
    fn text_for_people() {
        let captured = Captured::default();
        let writer = captured.clone();
        with_default(text(move || writer.clone()), || {
            tracing::info!(port = 8000, "hello");
            tracing::debug!("details");
        });
        let text = captured.text();
        let (time, rest) = text.split_at("23:59:59".len());
        assert!(
            time.chars()
                .all(|character| "0123456789:".contains(character)),
            "{text}"
        );
        assert_eq!(rest, "  INFO hello port=8000\n");
    }
}
