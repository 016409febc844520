#![doc = include_str!("../README.md")]

pub mod api;
pub mod app;
pub mod cli;
pub mod config;
pub mod demo;
pub mod fault;
pub mod files;
pub mod flows;
pub mod http;
pub mod identity;
pub mod links;
pub mod lists;
pub mod live;
pub mod open_data;
pub mod pages;
pub mod proof_files;
pub mod rulebook_files;
pub mod work;

pub use app::App;
pub use fault::Fault;
