//! Reviewing one proposal.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, submit_as};
use crate::components::field::{Choice, Field};
use crate::components::proposal_card::days;
use crate::components::{errors, notice};
use crate::context::Ctx;
use crate::form::FormView;
use crate::format;
use crate::layout::Page;
use crate::pages::proposals::show::{Words, words};
use crate::pages::proposals::similar::{Similar, similar};

/// A similar proposal that was answered lately.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeat {
    /// Its page.
    pub href: String,
    /// Its title.
    pub title: String,
    /// When it was answered.
    pub answered_at: DateTime<Utc>,
    /// The first instant at which the same matter can be proposed again.
    pub until: DateTime<Utc>,
}

/// The page on which a reviewer decides.
#[derive(Debug)]
pub struct ReviewPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The proposal's page.
    pub proposal_path: String,
    /// Its number.
    pub number: Option<i64>,
    /// Its words.
    pub words: Words,
    /// The proposer's nickname.
    pub proposer: String,
    /// How many times it was submitted.
    pub revision: i64,
    /// By when it must be reviewed, if that is known.
    pub due: Option<DateTime<Utc>>,
    /// For how long it has waited, if that is too long by the rulebook's own marks.
    pub late: Option<String>,
    /// Until when the proposer could mend something if they were asked now; nothing if they can't be asked.
    pub supplement: Option<DateTime<Utc>>,
    /// How many times they were asked.
    pub supplements: i64,
    /// Similar proposals that were answered so lately that the same matter can't be proposed again.
    pub repeats: Vec<Repeat>,
    /// The window it would get if it were opened now: from and until.
    pub window: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Public proposals with a similar title.
    pub similar: Vec<Similar>,
    /// The grounds of a refusal.
    pub grounds: Vec<Choice>,
    /// Label, hint and greatest length of the reason.
    pub reason: (String, String, usize),
    /// Whether the reader is its proposer and may not decide.
    pub own: bool,
    /// The form.
    pub form: FormView<'a>,
}

impl ReviewPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let body = html! {
            (errors::summary_with(self.form, |field| self.label(field)))
            (breadcrumb(ctx, &[("/desk/review", &ctx.t("review-title"))]))
            p.meta {
                @if let Some(number) = self.number { span { (ctx.with("proposal-number", [("number", number.into())])) } }
                span { (ctx.with("proposal-by", [("name", self.proposer.as_str().into())])) }
                @if self.revision > 1 { a href=(format!("{}/revisions", self.proposal_path)) { (ctx.with("review-again", [("number", self.revision.into())])) } }
            }
            h1 { (self.words.title) }
            @match self.due {
                Some(due) => {
                    @let kind = if ctx.now >= due { notice::Kind::Bad } else { notice::Kind::Wait };
                    (notice::notice(kind, html! { p { (ctx.with("timeline-by", [("date", format::deadline(ctx.lang, due).into())])) " · " strong { (days(ctx, due)) } " " a.narrow-only href="#decide" { (ctx.t("review-to-decision")) } } }))
                },
                None => (notice::notice(notice::Kind::Wait, html! { p { (ctx.t("standing-date-unknown")) } })),
            }
            @if let Some(period) = &self.late { (notice::notice(notice::Kind::Bad, html! { p { (ctx.with("review-flagged", [("period", period.as_str().into())])) } })) }
            @if self.supplements > 0 { p.small.soft { (ctx.with("review-supplements", [("count", self.supplements.into())])) } }
            (self.repeated())
            div.proposal-grid {
                div.proposal-main {
                    @if let Some(category) = &self.words.category { p { (ctx.t("proposals-category")) (ctx.lang.pick("：", ": ")) (category) } }
                    (words(ctx, &self.words, 2))
                    (similar(ctx, &self.similar))
                }
                aside #decide { div.panel { (self.decision()) } }
            }
        };
        Page::new(ctx, self.words.title.clone(), body)
            .wide()
            .with_errors(!self.form.errors.is_empty())
            .render()
    }

    /// The label of a field, for the summary of mistakes.
    fn label(&self, field: &str) -> Option<String> {
        match field {
            "reason" => Some(self.reason.0.clone()),
            other => errors::label(self.ctx.lang, &[("grounds", "review-grounds")], other),
        }
    }

    fn repeated(&self) -> Markup {
        let ctx = self.ctx;
        html! {
            @if !self.repeats.is_empty() {
                (notice::notice(notice::Kind::Wait, html! {
                    p { strong { (ctx.t("review-repeat")) } }
                    ul { @for one in &self.repeats { li {
                        a href=(one.href) { (one.title) } " "
                        (ctx.with("review-repeat-until", [
                            ("on", format::date_of(ctx.lang, one.answered_at).into()),
                            ("until", format::deadline(ctx.lang, one.until).into()),
                        ]))
                    } } }
                }))
            }
        }
    }

    fn decision(&self) -> Markup {
        let ctx = self.ctx;
        let (label, hint, max) = &self.reason;
        html! {
            h2 { (ctx.t("review-decide")) }
            @if self.own { p { (ctx.t("fault-own-proposal")) } }
            @else {
                form method="post" novalidate {
                    h3 { (ctx.t("review-open")) }
                    @if let Some((from, until)) = self.window {
                        p.hint { (ctx.with("review-window", [
                            ("from", format::date_with_weekday(ctx.lang, format::day_of(from)).into()),
                            ("until", format::deadline(ctx.lang, until).into()),
                        ])) }
                    }
                    (submit_as(Kind::Main, "action", "open", &ctx.t("review-open-go")))
                    hr;
                    h3 { (ctx.t("review-not-open")) }
                    (Field::new(self.form, "reason").said(label, hint).area(6, Some(*max)))
                    @if let Some(until) = self.supplement {
                        p.hint { (ctx.with("review-supplement-how", [("until", format::deadline(ctx.lang, until).into())])) }
                    }
                    div.actions {
                        @if self.supplement.is_some() { (submit_as(Kind::Quiet, "action", "ask_supplement", &ctx.t("review-supplement-go"))) }
                        (submit_as(Kind::Quiet, "action", "send_back", &ctx.t("review-send-back-go")))
                    }
                    (Field::new(self.form, "grounds").key("review-grounds").checkboxes(&self.grounds))
                    (submit_as(Kind::Danger, "action", "refuse", &ctx.t("review-refuse-go")))
                }
            }
        }
    }
}
