//! The app's settings, from its environment.

use std::{env, fs, io};

use stringprep::saslprep;
use thiserror::Error;

/// What the app itself reads; an empty variable is an absent one. Where the database is, sqlx
/// takes from libpq's variables: PGHOST, PGPORT, PGUSER, PGDATABASE and PGSSLMODE.
pub struct Config {
    pub port: u16,
    pub log_format: LogFormat,
    pub db_pool_size: u32,
    /// What `PGPASSWORD_FILE` holds, or else `PGPASSWORD`.
    pub db_password: Option<String>,
    /// Where Redis is, and which of its databases is the app's.
    pub redis_url: String,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LogFormat {
    Json,
    Text,
}

#[derive(Debug, Error)]
pub enum ConfigError {
    #[error("{name} is a whole number from 1 to {maximum}, not {value:?}")]
    Number {
        name: &'static str,
        maximum: u16,
        value: String,
    },
    #[error("LOG_FORMAT is json or text, not {0:?}")]
    LogFormat(String),
    #[error("PGPASSWORD_FILE cannot be read: {0}")]
    PasswordFile(#[from] io::Error),
    // libpq would send these as they are. An error of sqlx would tell the character.
    #[error("PGUSER has a comma, or a character that RFC 4013 forbids: sqlx cannot log in with it")]
    User,
    #[error("the password has a character that RFC 4013 forbids: sqlx cannot log in with it")]
    Password,
}

impl Config {
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::from_variables(|name| env::var(name).ok())
    }

    fn from_variables(
        variable: impl Fn(&'static str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        let given = |name| variable(name).filter(|value| !value.is_empty());
        let number = |name, default, maximum| match given(name) {
            None => Ok(default),
            Some(value) => match value.parse() {
                Ok(number) if (1..=maximum).contains(&number) => Ok(number),
                _ => Err(ConfigError::Number {
                    name,
                    maximum,
                    value,
                }),
            },
        };
        let db_password = match given("PGPASSWORD_FILE") {
            Some(path) => Some(read_password(&path)?),
            None => given("PGPASSWORD"),
        };
        if given("PGUSER").is_some_and(|user| user.contains(',') || saslprep(&user).is_err()) {
            return Err(ConfigError::User);
        }
        if db_password
            .as_ref()
            .is_some_and(|password| saslprep(password).is_err())
        {
            return Err(ConfigError::Password);
        }
        Ok(Self {
            port: number("PORT", 8000, u16::MAX)?,
            log_format: match given("LOG_FORMAT").as_deref() {
                None | Some("json") => LogFormat::Json,
                Some("text") => LogFormat::Text,
                Some(other) => return Err(ConfigError::LogFormat(other.to_owned())),
            },
            db_pool_size: number("DB_POOL_SIZE", 5, 100)?.into(),
            db_password,
            redis_url: given("REDIS_URL").unwrap_or_else(|| "redis://redis:6379/0".to_owned()),
        })
    }
}

/// The line end that editors add is none of the password; a space is.
fn read_password(path: &str) -> io::Result<String> {
    let content = fs::read_to_string(path)?;
    let line = content.strip_suffix('\n').unwrap_or(&content);
    Ok(line.strip_suffix('\r').unwrap_or(line).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::from_variables(|wanted| {
            let found = variables.iter().find(|(name, _)| *name == wanted);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn defaults() {
        for variables in [
            &[][..],
            &[("PORT", ""), ("LOG_FORMAT", ""), ("PGPASSWORD_FILE", "")],
        ] {
            let config = config(variables).unwrap();
            assert_eq!(config.port, 8000);
            assert_eq!(config.log_format, LogFormat::Json);
            assert_eq!(config.db_pool_size, 5);
            assert_eq!(config.db_password, None);
            assert_eq!(config.redis_url, "redis://redis:6379/0");
        }
    }

    #[test]
    fn all_set() {
        let variables = [
            ("PORT", "9000"),
            ("LOG_FORMAT", "text"),
            ("DB_POOL_SIZE", "7"),
            ("REDIS_URL", "redis://elsewhere/3"),
        ];
        let config = config(&variables).unwrap();
        assert_eq!(config.port, 9000);
        assert_eq!(config.log_format, LogFormat::Text);
        assert_eq!(config.db_pool_size, 7);
        assert_eq!(config.redis_url, "redis://elsewhere/3");
    }

    #[test]
    fn wrong_value_is_named() {
        for (name, value) in [
            ("LOG_FORMAT", "xml"),
            ("PORT", "0"),
            ("PORT", "65536"),
            ("DB_POOL_SIZE", "0"),
            ("DB_POOL_SIZE", "101"),
            ("DB_POOL_SIZE", "five"),
            ("PGPASSWORD_FILE", "/does/not/exist"),
        ] {
            let error = config(&[(name, value)]).err().unwrap();
            assert!(error.to_string().contains(name), "{name}={value}: {error}");
        }
    }

    #[test]
    fn password_may_be_a_variable() {
        let config = config(&[("PGPASSWORD", " x ")]).unwrap();
        assert_eq!(config.db_password.as_deref(), Some(" x "));
    }

    #[test]
    fn login_that_sqlx_cannot_send_is_refused_without_telling_it() {
        for (name, value) in [
            ("PGUSER", "a,b"),
            ("PGUSER", "🐘"),
            ("PGPASSWORD", "x🐘"),
            ("PGPASSWORD", "x\u{7}"),
        ] {
            let error = config(&[(name, value)]).err().unwrap().to_string();
            assert!(
                error.contains("RFC 4013") && !error.contains(value),
                "{error}"
            );
        }
    }

    #[test]
    fn password_file_is_read_to_the_byte() {
        let password = r" %p@:/'\é$x ";
        let path = env::temp_dir().join(format!("password-{}", std::process::id()));
        for line_end in ["", "\n", "\r\n"] {
            fs::write(&path, format!("{password}{line_end}")).unwrap();
            let config = config(&[("PGPASSWORD_FILE", path.to_str().unwrap())]).unwrap();
            assert_eq!(config.db_password.as_deref(), Some(password));
        }
        fs::remove_file(path).unwrap();
    }
}
