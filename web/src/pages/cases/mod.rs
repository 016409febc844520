//! Agencies and their cases: the public pages, the desks of officer, approver and administrator, the response.

pub mod acts;
pub mod afterwards;
pub mod agencies;
pub mod agency;
pub mod agency_form;
pub mod approvals;
pub mod assign;
pub mod assignments;
pub mod calendar;
pub mod case;
pub mod case_file;
pub mod conflict;
pub mod desk;
pub mod draft;
pub mod file_forms;
pub mod record;
pub mod response;
pub mod response_form;
pub mod signing;
pub mod standstill;
pub mod supplement;
pub mod together;

use crate::context::Ctx;
use maud::{Markup, html};

/// What stands above every page about one case.
#[derive(Debug, Clone, Default)]
pub struct CaseHead {
    /// The proposal's title.
    pub title: String,
    /// Its number.
    pub number: Option<i64>,
    /// The page of the case on the desk.
    pub href: String,
    /// The desk.
    pub desk_href: &'static str,
    /// The key of the desk's name.
    pub desk_key: &'static str,
}

impl CaseHead {
    fn breadcrumb(&self, ctx: &Ctx, with_case: bool) -> Markup {
        let desk = ctx.t(self.desk_key);
        let mut links = vec![(self.desk_href, desk.as_str())];
        if with_case {
            links.push((self.href.as_str(), self.title.as_str()));
        }
        html! { (crate::components::breadcrumb::breadcrumb(ctx, &links)) }
    }
}

/// Why an act can't be done now, above its form; it takes the focus like an error summary.
fn refused(ctx: &Ctx, why: &str) -> Markup {
    html! {
        div.error-summary role="alert" tabindex="-1" {
            h2 { (ctx.t("fault-conflict-title")) }
            p { (why) }
        }
    }
}
