//! The app as its clients see it, on the database that `TEST_DATABASE` names.

mod database;
mod errors;
mod pages;
mod persons;
mod support;
