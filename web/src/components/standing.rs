//! Where a proposal stands, what happens next, by when, and who must act.

use chrono::{DateTime, Utc};
use folkmoot_foundation::period::days_left;
use maud::{Markup, html};

use super::proposal_card::days;
use crate::components::badge;
use crate::context::Ctx;
use crate::format;

/// The facts that the answer is made from.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    /// The code of the state.
    pub state: &'static str,
    /// What is particular about it, by the key of its words in place of the state's.
    pub variant: Option<&'static str>,
    /// By when the review is due, while it waits for one and the date is known; while the proposer is asked to mend
    /// something, by when they must answer.
    pub review_due: Option<DateTime<Utc>>,
    /// The first instant of the window.
    pub opens_at: Option<DateTime<Utc>>,
    /// The first instant after the window.
    pub closes_at: Option<DateTime<Utc>>,
    /// Whether co-signing pauses.
    pub paused: bool,
    /// Signatures.
    pub count: i64,
    /// How many are needed.
    pub threshold: i64,
    /// By when the response is due, while it is owed.
    pub response_due: Option<DateTime<Utc>>,
    /// By how many days it is overdue.
    pub overdue: Option<i64>,
    /// Whether its deadline was extended.
    pub extended: bool,
    /// Who owes it, and the follow-ups after it.
    pub leads: Vec<String>,
    /// By when the next follow-up is due that has no report, once it is answered.
    pub follow_up_due: Option<DateTime<Utc>>,
    /// When it was answered.
    pub answered_at: Option<DateTime<Utc>>,
    /// When it was refused, withdrawn, closed or lapsed.
    pub ended_at: Option<DateTime<Utc>>,
}

impl Standing {
    /// Whether the window is still ahead.
    fn is_ahead(&self, ctx: &Ctx) -> bool {
        self.state == "open" && self.opens_at.is_some_and(|opens| ctx.now < opens)
    }

    fn key(&self, ctx: &Ctx) -> String {
        if let Some(variant) = self.variant {
            return variant.to_owned();
        }
        match self.state {
            "open" if self.is_ahead(ctx) => "open-ahead".to_owned(),
            "open" if self.paused => "open-paused".to_owned(),
            "reached" if self.leads.is_empty() => "reached-unassigned".to_owned(),
            other => other.replace('_', "-"),
        }
    }

    /// By when the next follow-up of an answered proposal is due.
    fn promised(&self) -> Option<DateTime<Utc>> {
        self.follow_up_due.filter(|_| self.state == "answered")
    }

    /// By how many days what is owed next is overdue: the response, then the follow-ups.
    fn late(&self, ctx: &Ctx) -> Option<i64> {
        let promised = self.promised().filter(|due| *due <= ctx.now);
        self.overdue.or_else(|| promised.map(|due| -days_left(due, ctx.now)))
    }

    fn who(&self, ctx: &Ctx) -> String {
        if (self.state == "reached" || self.promised().is_some()) && !self.leads.is_empty() {
            return self.leads.join(ctx.lang.pick("、", ", "));
        }
        let missing = (self.threshold - self.count).max(0);
        ctx.with(&format!("standing-{}-who", self.key(ctx)), [("missing", format::number(missing).into())])
    }

    fn by(&self, ctx: &Ctx) -> Markup {
        let until =
            |at: DateTime<Utc>| html! { (format::deadline(ctx.lang, at)) br; strong { (days(ctx, at)) } };
        let late = |days: i64| {
            badge::badge(badge::Tone::Bad, &ctx.with("proposal-date-overdue", [("days", days.into())]))
        };
        match self.state {
            "supporting" => self.closes_at.map_or_else(|| html! { "–" }, until),
            "sent_back" => self.review_due.map_or_else(|| html! { "–" }, until),
            "in_review" => match self.review_due {
                Some(due) => until(due),
                None => html! { (ctx.t("standing-date-unknown")) },
            },
            "open" if self.is_ahead(ctx) => match self.opens_at {
                Some(at) => html! { (format::date_with_weekday(ctx.lang, format::day_of(at))) },
                None => html! { "–" },
            },
            "open" => self.closes_at.map_or_else(|| html! { "–" }, until),
            "reached" => html! {
                @if let Some(days) = self.overdue {
                    (late(days)) br;
                    @if let Some(due) = self.response_due { (format::deadline(ctx.lang, due)) }
                } @else if let Some(due) = self.response_due {
                    (until(due))
                    @if self.extended { " " (badge::badge(badge::Tone::Wait, &ctx.t("standing-extended"))) }
                } @else { (ctx.t("standing-date-unknown")) }
            },
            "answered" => match (self.promised(), self.late(ctx)) {
                (Some(due), Some(days)) => html! { (late(days)) br; (format::deadline(ctx.lang, due)) },
                (Some(due), None) => until(due),
                (None, _) => html! { "–" },
            },
            _ => html! { "–" },
        }
    }

    /// The panel.
    pub fn render(&self, ctx: &Ctx) -> Markup {
        let key = self.key(ctx);
        let threshold = format::number(self.threshold);
        let now = ctx.with(&format!("standing-{key}-now"), [("threshold", threshold.clone().into())]);
        let next = ctx.with(&format!("standing-{key}-next"), [("threshold", threshold.into())]);
        let since = match self.state {
            "answered" => self.answered_at,
            "refused" | "withdrawn" | "closed" | "lapsed" => self.ended_at,
            _ => None,
        };
        html! {
            section.standing class=[(self.late(ctx).is_some() || self.variant == Some("in-review-late")).then_some("is-late")] aria-labelledby="standing-title" {
                h2.visually-hidden #standing-title { (ctx.t("standing-title")) }
                dl {
                    div { dt { (ctx.t("standing-now")) }
                        dd { (now) @if let Some(at) = since { br; span.soft { (format::date_of(ctx.lang, at)) } } } }
                    div { dt { (ctx.t("standing-next")) } dd { (next) } }
                    div { dt { (ctx.t("standing-by")) } dd { (self.by(ctx)) } }
                    div { dt { (ctx.t("standing-who")) } dd { (self.who(ctx)) } }
                }
            }
        }
    }
}
