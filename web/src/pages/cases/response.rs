//! The published response: what was decided on each demand, who signed, what was added, what follows.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use crate::components::afterwards::{AfterwardsView, afterwards};
use crate::components::breadcrumb::breadcrumb;
use crate::components::clocks::{ClockView, clock_badge};
use crate::components::follow_ups::{FollowUpView, follow_ups};
use crate::components::prose::prose;
use crate::components::response_body::{ResponseBody, response_body};
use crate::context::Ctx;
use crate::format;
use crate::layout::Page;

/// A signature under a text.
#[derive(Debug, Clone, Default)]
pub struct Signature {
    /// For which agency, where several answer.
    pub agency: Option<String>,
    /// The name.
    pub name: String,
    /// The title.
    pub title: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// The page.
#[derive(Debug)]
pub struct ResponsePage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The proposal's title.
    pub title: String,
    /// Its number.
    pub number: Option<i64>,
    /// Its page.
    pub proposal_href: String,
    /// The agencies that answer.
    pub agencies: Vec<(String, String)>,
    /// What it says.
    pub body: ResponseBody,
    /// The deadline it was owed by, and whether that was kept.
    pub clock: Option<ClockView>,
    /// Who signed it, for each lead agency if several answer.
    pub signatures: Vec<Signature>,
    /// When it was published.
    pub published: DateTime<Utc>,
    /// The hash that stands in the event log.
    pub hash: String,
    /// Where the file is that proves it.
    pub file_href: String,
    /// The addenda: number, text, signature.
    pub addenda: Vec<(i64, String, Signature)>,
    /// What was said of it.
    pub afterwards: AfterwardsView,
    /// What follows.
    pub follow_ups: Vec<FollowUpView>,
    /// Where it is discussed.
    pub discuss: String,
}

impl ResponsePage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("cases-response");
        let body = html! {
            (breadcrumb(ctx, &[("/proposals", &ctx.t("nav-proposals")), (&self.proposal_href, &self.title)]))
            @if let Some(number) = self.number { p.meta { span { (ctx.with("cases-number", [("number", number.into())])) } } }
            h1 { (title) }
            p.lead { a href=(self.proposal_href) { (self.title) } }
            dl.facts {
                dt { (ctx.t("cases-agency")) } dd { (crate::components::case_panel::agencies(ctx.lang, &self.agencies)) }
                dt { (ctx.t("cases-published")) } dd { (self.date(self.published)) }
                @if let Some(clock) = &self.clock {
                    @if let Some(due) = clock.due {
                        dt { (ctx.t("cases-due")) }
                        dd { (format::deadline(ctx.lang, due)) " " (clock_badge(ctx.lang, clock)) }
                    }
                }
            }
            (response_body(ctx.lang, &self.body))
            @for signature in &self.signatures { (self.signed(signature)) }
            @for (number, text, signature) in &self.addenda {
                section.panel {
                    h2 { (ctx.with("cases-addendum-number", [("number", (*number).into())])) }
                    (prose(text))
                    (self.signed(signature))
                }
            }
            p.no-print { a.button.quiet href=(self.discuss) { (ctx.t("about-discuss-response")) } }
            (afterwards(ctx.lang, &self.afterwards))
            @if !self.follow_ups.is_empty() {
                h2 #follow-ups { (ctx.t("cases-follow-ups")) }
                (follow_ups(ctx.lang, &self.follow_ups))
            }
            section.panel.hash aria-labelledby="hash" {
                h2 #hash { (ctx.t("cases-hash-title")) }
                p { (ctx.t("cases-hash-text")) }
                p { code { (self.hash) } }
                div.no-print {
                    p { (ctx.t("response-verify")) }
                    p { a href=(self.file_href) download { (ctx.t("response-file")) } " · " a href="/verify" { (ctx.t("response-key")) } }
                    pre { code { "folkmoot verify response FILE --key KEY" } }
                }
            }
            p.no-print { button.quiet type="button" data-print hidden { (ctx.t("response-print")) } }
        };
        Page::new(ctx, format!("{title}：{}", self.title), body)
            .description(self.body.summary.clone())
            .render()
    }

    fn date(&self, at: DateTime<Utc>) -> Markup {
        let (lang, day) = (self.ctx.lang, format::day_of(at));
        html! {
            time datetime=(at.to_rfc3339()) { (format::date(lang, day)) }
            @if lang == crate::Lang::ZhTw { " " span.soft.small { (format::official_date(lang, day)) } }
        }
    }

    fn signed(&self, signature: &Signature) -> Markup {
        html! {
            p.signature {
                span.soft { (self.ctx.t("cases-signed-by")) }
                @if let Some(agency) = &signature.agency { br; (agency) }
                br; (signature.title) " " strong { (signature.name) }
                br; (self.date(signature.at))
            }
        }
    }
}
