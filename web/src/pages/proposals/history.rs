//! The public timeline of a proposal, in plain words.

use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};

use crate::components::prose::prose;
use crate::components::timeline::{Entry, Mark, timeline};
use crate::context::Ctx;
use crate::format;
use crate::i18n::{Arg, Lang};

/// Something that happened.
#[derive(Debug, Clone, Default)]
pub struct Happening {
    /// When.
    pub at: DateTime<Utc>,
    /// The event's kind, such as `proposal.opened`.
    pub kind: String,
    /// The code of the role it was done in: of the event log, or `proposer` for what the proposer did as a citizen.
    pub role: String,
    /// The names of agencies it names.
    pub agencies: Vec<String>,
    /// Names it chose from: grounds of a refusal, decisions of an answer.
    pub names: Vec<String>,
    /// The name of the clock it is about.
    pub clock: Option<String>,
    /// Reasons, reports and the like, as written.
    pub texts: Vec<String>,
    /// From this day on.
    pub from: Option<NaiveDate>,
    /// Until or by this day.
    pub to: Option<NaiveDate>,
    /// The last day of the window, which was moved.
    pub window_to: Option<NaiveDate>,
    /// Signatures at that moment.
    pub count: Option<i64>,
    /// How many statements a corrected record added, changed and removed.
    pub correction: Option<(i64, i64, i64)>,
    /// Where more of it can be read.
    pub href: Option<String>,
}

/// Something to come.
#[derive(Debug, Clone)]
pub struct Coming {
    /// By when.
    pub at: DateTime<Utc>,
    /// What, in words.
    pub title: String,
    /// Whether the date has passed.
    pub missed: bool,
}

/// The timeline: what happened, then what is to come. Kinds without words are left out.
pub fn history(ctx: &Ctx, happened: &[Happening], coming: &[Coming]) -> Markup {
    let done = happened.iter().filter_map(|one| entry(ctx, one));
    let next = coming.iter().map(|one| Entry {
        at: one.at,
        mark: Mark::Next,
        title: one.title.clone(),
        body: one.missed.then(|| html! { p { (ctx.t("timeline-missed")) } }),
    });
    timeline(ctx.lang, &done.chain(next).collect::<Vec<_>>())
}

/// What happened, in a few words; nothing for kinds without words.
pub fn title(lang: Lang, one: &Happening) -> Option<String> {
    if let Some(correction) = one.correction {
        return Some(lang.with("event-hearing-record-corrected", corrected(correction)));
    }
    let key = format!("event-{}", one.kind.replace(['.', '_'], "-"));
    let count = one.count.map(format::number).unwrap_or_default();
    let clock = one.clock.clone().unwrap_or_default();
    lang.find_with(&key, [("clock", clock.into()), ("count", count.into())])
}

/// The numbers of a correction, for words about it.
pub fn corrected((added, changed, removed): (i64, i64, i64)) -> [(&'static str, Arg); 3] {
    [("added", added.into()), ("changed", changed.into()), ("removed", removed.into())]
}

fn entry(ctx: &Ctx, one: &Happening) -> Option<Entry> {
    let title = title(ctx.lang, one)?;
    let missed = one.kind.ends_with(".missed") || one.kind.ends_with("_overdue");
    let role = ctx.lang.find(&format!("role-{}", one.role.replace('_', "-")));
    let separator = ctx.lang.pick("、", ", ");
    let day = |day: NaiveDate| format::date_with_weekday(ctx.lang, day);
    let body = html! {
        @if let Some(role) = role { p.soft.small { (role) } }
        @if !one.agencies.is_empty() { p { (one.agencies.join(separator)) } }
        @if !one.names.is_empty() { ul { @for name in &one.names { li { (name) } } } }
        @match (one.from, one.to) {
            (Some(from), Some(to)) => p { (day(from)) " → " (day(to)) },
            (None, Some(to)) => p { (ctx.with("timeline-by", [("date", day(to).into())])) },
            (Some(from), None) => p { (day(from)) },
            (None, None) => {},
        }
        @if let Some(to) = one.window_to { p { (ctx.with("timeline-window-to", [("date", day(to).into())])) } }
        @for text in &one.texts { div.quote { (prose(text)) } }
        @if let Some(href) = &one.href { p { a href=(href) { (ctx.t("timeline-read")) } } }
    };
    Some(Entry { at: one.at, mark: if missed { Mark::Missed } else { Mark::Done }, title, body: Some(body) })
}
