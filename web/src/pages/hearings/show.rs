//! One hearing: its notice and its record.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use maud::{Markup, html};

use super::after::AfterPart;
use super::files::{FileView, list as file_list};
use super::list::{kind_badge, state_badge};
use super::own::CorrectionView;
use super::questions::QuestionsPart;
use super::register::RegistrationPart;
use crate::components::badge::{Tone, badge};
use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, link};
use crate::components::notice::{self, notice};
use crate::components::pager::pager;
use crate::components::prose::prose;
use crate::components::voice::{gone, hidden};
use crate::context::Ctx;
use crate::format;
use crate::layout::Page;
use crate::pages::proposals::history::corrected;

/// A statement of the record.
#[derive(Debug)]
pub struct StatementView {
    /// Its id.
    pub id: String,
    /// Its place in the record.
    pub position: i64,
    /// Whether it only tells what happened.
    pub narrative: bool,
    /// `question` or `answer`, where the record tells them from other speeches.
    pub kind: Option<&'static str>,
    /// When it was said, from the beginning of the recording, and where that can be seen.
    pub time: Option<(String, Option<String>)>,
    /// Who spoke.
    pub speaker: Option<String>,
    /// A heading that begins with it.
    pub section: Option<String>,
    /// The words; none for a gap or a hidden one.
    pub body: Option<String>,
    /// Ground and reason, if a moderator hid it.
    pub hidden: Option<(&'static str, String)>,
    /// The version of the record that it is missing from, and when that was imported.
    pub removed: Option<(i64, DateTime<Utc>)>,
    /// Whether it has earlier wordings.
    pub changed: bool,
    /// Whether the words are those that whoever spoke put there themselves.
    pub own_words: bool,
    /// Whether the reader said it and may correct it now.
    pub correct: bool,
    /// Its voice in the discussion, with the number of replies.
    pub voice: Option<(String, i64)>,
}

/// A version of the record.
#[derive(Debug)]
pub struct VersionView {
    /// Its number.
    pub number: i64,
    /// When it was imported.
    pub at: DateTime<Utc>,
    /// How many statements it has.
    pub statements: i64,
    /// How many it added, changed and removed, if that is known.
    pub correction: Option<(i64, i64, i64)>,
}

/// A change of a published notice.
#[derive(Debug)]
pub struct ChangeView {
    /// `changed` or `cancelled`.
    pub what: String,
    /// Why.
    pub reason: String,
    /// The fields, with what stood there before.
    pub was: Vec<(String, Option<String>)>,
    /// When.
    pub at: DateTime<Utc>,
}

/// The versions of a record: when each was imported and what it did to the one before it.
pub fn version_list(ctx: &Ctx, versions: &[VersionView]) -> Markup {
    html! {
        ul {
            @for version in versions {
                li {
                    (ctx.with("hearing-version", [
                        ("number", version.number.into()),
                        ("date", format::date_time(ctx.lang, version.at).into()),
                        ("count", version.statements.into()),
                    ]))
                    @if let Some(correction) = version.correction.filter(|_| version.number > 1) {
                        span.soft { (ctx.with("hearing-version-correction", corrected(correction))) }
                    }
                }
            }
        }
    }
}

/// A hearing.
#[derive(Debug)]
pub struct HearingPage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// Its title.
    pub title: String,
    /// The code of its kind.
    pub kind: &'static str,
    /// The code of its state.
    pub state: &'static str,
    /// The proposal's title and address; none if it is its own subject.
    pub proposal: Option<(String, String)>,
    /// Where it is discussed.
    pub discuss: Option<String>,
    /// The draft texts that it is about.
    pub texts: Option<String>,
    /// The day.
    pub held_on: NaiveDate,
    /// When it begins and ends.
    pub hours: (Option<NaiveTime>, Option<NaiveTime>),
    /// What the notice says besides: the field and its text.
    pub particulars: Vec<(&'static str, String)>,
    /// The agenda: from, until, what.
    pub agenda: Vec<(NaiveTime, Option<NaiveTime>, String)>,
    /// The address of the live stream; may be empty.
    pub stream: String,
    /// The address of the slides; may be empty.
    pub slides: String,
    /// Slides and documents as files.
    pub files: Vec<FileView>,
    /// Where its date can be had for a calendar.
    pub calendar: String,
    /// About registering, if one does.
    pub registration: Option<RegistrationPart>,
    /// The questions that people ask for it; nothing where none were ever taken.
    pub questions: Option<QuestionsPart>,
    /// What followed, once it was held.
    pub after: Option<AfterPart>,
    /// When the notice was published.
    pub published_at: Option<DateTime<Utc>>,
    /// Whether it was held before its proposal was made.
    pub historical: bool,
    /// The changes of the published notice, the newest first.
    pub changes: Vec<ChangeView>,
    /// Where.
    pub place: String,
    /// Who presided.
    pub chair: String,
    /// The notice.
    pub notice: String,
    /// The address of the recording; may be empty.
    pub recording: String,
    /// Where the record can be had as a file: the format's code and the address.
    pub downloads: Vec<(&'static str, String)>,
    /// Where one follows what is typed in the hall, and whether it still is; nothing where it never was.
    pub live: Option<(String, bool)>,
    /// How many speeches the record has.
    pub speeches: i64,
    /// Where whoever spoke says so.
    pub speakers_page: String,
    /// The speakers with the number of their speeches.
    pub speakers: Vec<(String, i64)>,
    /// The statements of this page.
    pub statements: Vec<StatementView>,
    /// The days in which people correct their own words.
    pub corrections: CorrectionView,
    /// The versions of the record, the newest first.
    pub versions: Vec<VersionView>,
    /// Where the facilitator works on it.
    pub manage: Option<String>,
    /// Where the first page is, if this is a later one.
    pub first: Option<String>,
    /// Where the next page is.
    pub next: Option<String>,
}

impl HearingPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let body = html! {
            @match &self.proposal {
                Some((title, href)) => (breadcrumb(ctx, &[("/hearings", &ctx.t("nav-hearings")), (href, title)])),
                None => (breadcrumb(ctx, &[("/hearings", &ctx.t("nav-hearings"))])),
            }
            p.voice-head {
                (kind_badge(ctx, self.kind))
                (state_badge(ctx, self.state))
            }
            h1 { (self.title) }
            @if self.state == "cancelled" && let Some(change) = self.changes.first() {
                (notice(notice::Kind::Bad, html! { p { strong { (ctx.t("hearing-cancelled")) } } (prose(&change.reason)) }))
            }
            @if let Some((href, true)) = &self.live {
                (notice(notice::Kind::Info, html! { p { strong { (ctx.t("hall-live-now")) } } div.actions { (link(Kind::Main, href, &ctx.t("hall-live-follow"))) } }))
            }
            (self.facts())
            @if let Some(href) = &self.manage { div.actions { (link(Kind::Quiet, href, &ctx.t("hearing-manage"))) } }
            @if self.first.is_none() {
                @if let Some(registration) = &self.registration { (registration.render(ctx)) }
                @if let Some(questions) = &self.questions { (questions.render(ctx)) }
                (self.announcement())
            }
            @if let Some(after) = &self.after { (after.render(ctx)) }
            @if self.state != "cancelled" { (self.record()) }
        };
        Page::new(ctx, self.title.clone(), body).render()
    }

    fn facts(&self) -> Markup {
        let ctx = self.ctx;
        html! {
            dl.facts {
                dt { (ctx.t("hearing-day")) }
                dd {
                    (format::date_with_weekday(ctx.lang, self.held_on))
                    @if let Some(starts) = self.hours.0 { " " (starts.format("%H:%M")) }
                    @if let Some(ends) = self.hours.1 { "–" (ends.format("%H:%M")) }
                    @if matches!(self.state, "announced" | "cancelled") { " " a.small href=(self.calendar) { (ctx.t("hearing-calendar")) } }
                }
                @if !self.place.is_empty() { dt { (ctx.t("field-place")) } dd { (self.place) } }
                @if !self.chair.is_empty() { dt { (ctx.t("field-chair")) } dd { (self.chair) } }
                @if !self.stream.is_empty() { dt { (ctx.t("field-hearing-stream")) } dd { a href=(self.stream) rel="nofollow ugc noopener" { (self.stream) } } }
                @if !self.slides.is_empty() { dt { (ctx.t("field-hearing-slides")) } dd { a href=(self.slides) rel="nofollow ugc noopener" { (self.slides) } } }
                @if !self.recording.is_empty() { dt { (ctx.t("field-hearing-recording")) } dd { a href=(self.recording) rel="nofollow ugc noopener" { (self.recording) } } }
                @if let Some((title, href)) = &self.proposal { dt { (ctx.t("hearing-about")) } dd { a href=(href) { (title) } } }
                @if let Some(href) = &self.texts { dt { (ctx.t("text-part")) } dd { a href=(href) { (ctx.t("text-in-proposal")) } } }
                @if let Some(href) = &self.discuss { dt { (ctx.t("discussion-title")) } dd { a href=(href) { (ctx.t("about-discuss-hearing")) } } }
                @if self.historical { dt { (ctx.t("hearing-historical")) } dd { (ctx.t("hearing-historical-text")) } }
            }
        }
    }

    /// The notice, the agenda, and what was changed about them.
    fn announcement(&self) -> Markup {
        let ctx = self.ctx;
        html! {
            @if !self.notice.is_empty() || !self.particulars.is_empty() {
                h2 { (ctx.t("hearing-notice")) }
                div.panel {
                    (prose(&self.notice))
                    @for (field, text) in &self.particulars {
                        h3 { (ctx.t(&format!("field-hearing-{field}"))) }
                        (prose(text))
                    }
                }
            }
            @if !self.agenda.is_empty() {
                h2 #agenda { (ctx.t("field-hearing-agenda")) }
                dl.facts {
                    @for (at, until, title) in &self.agenda {
                        dt.number { (at.format("%H:%M")) @if let Some(until) = until { "–" (until.format("%H:%M")) } }
                        dd { (title) }
                    }
                }
            }
            @if !self.files.is_empty() {
                h2 #files { (ctx.t("hall-files-title")) }
                (file_list(ctx, &self.files, |_| html! {}))
            }
            @if !self.changes.is_empty() {
                details open[self.state == "announced"] {
                    summary { (ctx.with("hearing-changes", [("count", self.changes.len().into())])) }
                    @for change in &self.changes { (self.change(change)) }
                    @if let Some(at) = self.published_at { p.soft { (ctx.with("hearing-published-at", [("date", format::date_time(ctx.lang, at).into())])) } }
                }
            }
        }
    }

    fn change(&self, change: &ChangeView) -> Markup {
        let ctx = self.ctx;
        html! {
            div.quote {
                p { strong { (ctx.t(&format!("hearing-change-{}", change.what))) } " " span.soft { (format::date_time(ctx.lang, change.at)) } }
                (prose(&change.reason))
                @if change.what == "anonymised" {
                    @for (_, label) in &change.was {
                        p { (ctx.with("words-now-called", [("label", format::speaker(ctx.lang, label.as_deref().unwrap_or_default()).into())])) }
                    }
                } @else if !change.was.is_empty() { ul { @for (field, before) in &change.was { li { (self.difference(field, before.as_deref())) } } } }
            }
        }
    }

    /// What a field said before; of a long text only that it was changed.
    fn difference(&self, field: &str, before: Option<&str>) -> String {
        let ctx = self.ctx;
        let name = ctx.t(&format!("hearing-item-{}", field.replace('_', "-")));
        let Some(before) = before else { return ctx.with("hearing-was-changed", [("field", name.into())]) };
        let before = match field {
            _ if before.is_empty() => ctx.t("hearing-was-nothing"),
            "kind" => ctx.t(&format!("hearing-kind-{}", before.replace('_', "-"))),
            "held_on" | "correction_from" | "correction_until" | "publish_due" => before
                .parse()
                .map_or_else(|_| before.to_owned(), |day| format::date_with_weekday(ctx.lang, day)),
            _ => before.to_owned(),
        };
        ctx.with("hearing-was", [("field", name.into()), ("before", before.into())])
    }

    fn record(&self) -> Markup {
        let ctx = self.ctx;
        html! {
            h2 #record { (ctx.t("hearing-record")) }
            @if self.versions.is_empty() && self.statements.is_empty() {
                (notice(notice::Kind::Info, html! { p { (ctx.t(if self.state == "held" { "hearing-no-record" } else { "hearing-record-later" })) } }))
            } @else {
                // What is being typed is no version yet: nobody has looked through it, and it has no files.
                @if self.versions.is_empty() { (notice(notice::Kind::Wait, html! { p { (ctx.t("hall-live-draft")) } })) }
                p.soft {
                    (ctx.with("hearing-speeches", [("count", self.speeches.into())])) " · "
                    (ctx.with("hearing-speakers", [("count", self.speakers.len().into())]))
                    @if let Some((_, href)) = &self.proposal {
                        " · " a href=(format!("{href}/discussion?channel=hearing&order=oldest")) { (ctx.t("hearing-in-discussion")) }
                        " · " a href=(format!("{href}/merged")) { (ctx.t("merged-title")) }
                    }
                    " · " a href=(self.speakers_page) { (ctx.t("speakers-link")) }
                }
                @if self.first.is_none() { (self.corrections.told(ctx)) }
                @if self.first.is_none() { (self.people()) (self.history()) @if !self.versions.is_empty() { (self.files()) } }
                (pager(ctx, self.first.as_deref(), None))
                div.record { @for statement in &self.statements { (statement_view(ctx, statement)) } }
                (pager(ctx, self.first.as_deref(), self.next.as_deref()))
            }
        }
    }

    fn people(&self) -> Markup {
        let ctx = self.ctx;
        html! {
            @if !self.speakers.is_empty() {
                details {
                    summary { (ctx.t("hearing-who-spoke")) }
                    ul.chips {
                        @for (name, count) in &self.speakers { li.chip { (name) " " span.soft.number { (format::number(*count)) } } }
                    }
                }
            }
        }
    }

    fn files(&self) -> Markup {
        let ctx = self.ctx;
        html! {
            details {
                summary { (ctx.t("hearing-downloads")) }
                p.hint { (ctx.t("hearing-downloads-hint")) }
                ul { @for (format, href) in &self.downloads { li { a href=(href) { (ctx.t(&format!("download-{format}"))) } } } }
            }
        }
    }

    fn history(&self) -> Markup {
        let ctx = self.ctx;
        html! {
            @if self.versions.len() > 1 {
                details {
                    summary { (ctx.with("hearing-versions", [("count", self.versions.len().into())])) }
                    (version_list(ctx, &self.versions))
                }
            }
        }
    }
}

fn statement_view(ctx: &Ctx, statement: &StatementView) -> Markup {
    let anchor = format!("s-{}", statement.id);
    let gap = statement.body.is_none();
    html! {
        @if let Some(section) = &statement.section { h3.record-section { (section) } }
        @if statement.narrative {
            div.narrative id=(anchor) {
                (time(ctx, statement))
                @match &statement.body { Some(body) => (prose(body)), None => p.soft { (gone(ctx, statement.removed)) } }
            }
        } @else {
            div class=(if gap { "statement voice-gap" } else { "statement" }) id=(anchor) {
                p.voice-head {
                    strong.voice-name { (statement.speaker.clone().unwrap_or_else(|| ctx.t("voice-unnamed"))) }
                    a.statement-number href=(format!("/statements/{}", statement.id)) title=(ctx.t("statement-link")) { "#" (statement.position) }
                    @if let Some(kind) = statement.kind { (badge(Tone::Plain, &ctx.t(&format!("statement-{kind}")))) }
                    (time(ctx, statement))
                    @if statement.changed && !gap {
                        a.small href=(format!("/statements/{}/history", statement.id)) {
                            (ctx.t(if statement.own_words { "words-own" } else { "statement-changed" }))
                            span.visually-hidden { " #" (statement.position) }
                        }
                    }
                    @if statement.correct {
                        a.small href=(format!("/statements/{}/correct", statement.id)) { (ctx.t("words-correct")) span.visually-hidden { " #" (statement.position) } }
                    }
                }
                @match (&statement.body, &statement.hidden) {
                    (_, Some((ground, reason))) => (hidden(ctx, ground, reason)),
                    (Some(body), None) => (prose(body)),
                    (None, None) => p.soft { (gone(ctx, statement.removed)) },
                }
                @if let Some((voice, replies)) = &statement.voice {
                    p.small {
                        a href=(format!("/voices/{voice}")) {
                            @if *replies > 0 { (ctx.with("thread-replies", [("count", (*replies).into())])) } @else { (ctx.t("voice-reply")) }
                            span.visually-hidden { " #" (statement.position) }
                        }
                    }
                }
            }
        }
    }
}

/// When it was said, as a link into the recording where there is one.
fn time(ctx: &Ctx, statement: &StatementView) -> Markup {
    html! {
        @if let Some((time, href)) = &statement.time {
            @match href {
                Some(href) => a.small.number href=(href) rel="nofollow ugc noopener" title=(ctx.t("statement-in-recording")) { (time) },
                None => span.small.soft.number { (time) },
            }
        }
    }
}
