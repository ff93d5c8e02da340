//! An API on top of Postgres: `public/openapi.json` says what it answers.

pub mod api;
pub mod config;
pub mod database;
pub mod logging;
pub mod person;
pub mod redis;
