//! The parts pages are made of, one a file.

pub mod badge;
pub mod breadcrumb;
pub mod button;
pub mod case_list;
pub mod case_panel;
pub mod clocks;
pub mod comment_form;
pub mod county_map;
pub mod disclosure_table;
pub mod discussion;
pub mod errors;
pub mod field;
pub mod follow;
pub mod follow_ups;
pub mod history_chart;
pub mod notice;
pub mod pager;
pub mod progress;
pub mod proposal_card;
pub mod prose;
pub mod response_body;
pub mod sign_box;
pub mod standing;
pub mod timeline;
pub mod told;
pub mod voice;
