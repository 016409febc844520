//! A proposal in a list: where it stands and what is due, before its words.

use chrono::{DateTime, Utc};
use folkmoot_foundation::period::days_left;
use maud::{Markup, html};

use crate::components::badge;
use crate::context::Ctx;
use crate::format;
use crate::i18n::Lang;

/// What a list shows of a proposal.
#[derive(Debug, Clone)]
pub struct Card {
    /// Its page.
    pub href: String,
    /// The number people call it by.
    pub number: Option<i64>,
    /// The code of its state.
    pub state: &'static str,
    /// Its title.
    pub title: String,
    /// The beginning of its content.
    pub summary: String,
    /// The name of its category.
    pub category: Option<String>,
    /// The name of its county.
    pub county: Option<String>,
    /// The names of agencies: those in charge, else those its proposer chose.
    pub agencies: Vec<String>,
    /// The one date that matters now.
    pub date: Option<CardDate>,
    /// Signatures and the threshold.
    pub progress: Option<(i64, i64)>,
}

impl Card {
    /// When its window opens, while that is ahead.
    fn opens(&self) -> Option<DateTime<Utc>> {
        match self.date {
            Some(CardDate::Opens(at)) => Some(at),
            _ => None,
        }
    }
}

/// The date that matters for a proposal in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardDate {
    /// It can be signed from then on.
    Opens(DateTime<Utc>),
    /// It can be signed until then.
    Closes(DateTime<Utc>),
    /// The answer is due by then.
    Due(DateTime<Utc>),
    /// The answer was due, so many days ago.
    Overdue(i64),
    /// It was answered.
    Answered(DateTime<Utc>),
    /// It was refused, withdrawn or lapsed.
    Ended(DateTime<Utc>),
}

/// A title, or what stands for it while a draft has none: a link needs words.
pub fn titled(lang: Lang, title: &str) -> String {
    if title.trim().is_empty() { lang.t("proposal-untitled") } else { title.to_owned() }
}

/// The card, with a heading of the given level, 2 or 3.
pub fn card(ctx: &Ctx, card: &Card, level: u8) -> Markup {
    let title = html! { a href=(card.href) { (titled(ctx.lang, &card.title)) } };
    html! {
        li.card.proposal-card {
            p.meta {
                (badge::proposal_state(ctx, card.state, card.opens()))
                @if let Some(number) = card.number { span { "#" (number) } }
                @if let Some(category) = &card.category { span { (category) } }
                @if let Some(county) = &card.county { span { (county) } }
            }
            @if level == 2 { h2 { (title) } } @else { h3 { (title) } }
            @if !card.summary.is_empty() { p.soft.small { (card.summary) } }
            @if !card.agencies.is_empty() { p.small { (card.agencies.join(ctx.lang.pick("、", ", "))) } }
            @if let Some((count, threshold)) = card.progress {
                p.small.card-progress {
                    progress max=(threshold.max(1)) value=(count.clamp(0, threshold.max(1))) aria-label=(ctx.t("progress-label")) {}
                    span.number { (format::number(count)) " / " (format::number(threshold)) }
                }
            }
            @if let Some(date) = card.date { p.small.card-date { (date_words(ctx, date)) } }
        }
    }
}

/// Cards in a grid, or a sentence if there are none.
pub fn cards(ctx: &Ctx, all: &[Card], level: u8, empty: &str) -> Markup {
    html! {
        @if all.is_empty() { (crate::components::notice::empty(empty)) }
        @else { ul.cards { @for one in all { (card(ctx, one, level)) } } }
    }
}

fn date_words(ctx: &Ctx, date: CardDate) -> Markup {
    let (lang, now) = (ctx.lang, ctx.now);
    match date {
        CardDate::Opens(at) => {
            html! { (ctx.with("proposal-date-opens", [("date", format::date_of(lang, at).into())])) }
        }
        CardDate::Closes(at) => html! { strong { (days(ctx, at)) } " · " (format::deadline(lang, at)) },
        CardDate::Due(at) => html! {
            (ctx.with("proposal-date-due", [("date", format::deadline(lang, at).into())]))
            " · " strong { (days(ctx, at)) }
        },
        CardDate::Overdue(late) => {
            badge::badge(badge::Tone::Bad, &ctx.with("proposal-date-overdue", [("days", late.into())]))
        }
        CardDate::Answered(at) => {
            html! { (ctx.with("proposal-date-answered", [("date", format::date_of(lang, at).into())])) }
        }
        CardDate::Ended(at) => {
            let day = folkmoot_foundation::period::last_day_before(at.min(now));
            html! { (ctx.with("proposal-date-ended", [("date", format::date(lang, day).into())])) }
        }
    }
}

/// How many days are left, in words.
pub fn days(ctx: &Ctx, deadline: DateTime<Utc>) -> String {
    match days_left(deadline, ctx.now) {
        left if left < 0 => ctx.t("proposal-days-over"),
        0 => ctx.t("proposal-days-last"),
        left => ctx.with("proposal-days-left", [("days", left.into())]),
    }
}
