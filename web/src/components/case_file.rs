//! The parts of a case file: demands with their history, questions to the proposer, files.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::badge::{Tone, badge};
use super::button::{Kind, link, post};
use super::notice::{Kind as Notice, notice};
use super::prose::prose;
use crate::format;
use crate::i18n::Lang;

/// A change of demands that was suggested.
#[derive(Debug, Clone, Default)]
pub struct ChangeView {
    /// `edit`, `split` or `merge`.
    pub kind: &'static str,
    /// The demands before.
    pub before: Vec<String>,
    /// The demands in their place.
    pub after: Vec<String>,
    /// Why.
    pub reasons: String,
    /// When it was suggested.
    pub at: DateTime<Utc>,
    /// `agreed`, `declined` or `withdrawn`; nothing while it waits.
    pub outcome: Option<&'static str>,
    /// The proposer's words.
    pub note: Option<String>,
    /// When it was decided.
    pub decided: Option<DateTime<Utc>>,
    /// Where the reader decides on it, if it is for them.
    pub decide_href: Option<String>,
    /// Where the reader takes it back, if they may.
    pub withdraw_action: Option<String>,
}

/// A question to the proposer.
#[derive(Debug, Clone, Default)]
pub struct QuestionView {
    /// What is asked.
    pub body: String,
    /// Whether question and answer are public.
    pub public: bool,
    /// When it was asked.
    pub asked: DateTime<Utc>,
    /// The answer, and when it came.
    pub answer: Option<(String, DateTime<Utc>)>,
    /// Whether it was taken back.
    pub withdrawn: bool,
    /// Where the reader answers, if it is for them.
    pub answer_href: Option<String>,
    /// Where the reader takes it back, if they may.
    pub withdraw_action: Option<String>,
}

/// A file.
#[derive(Debug, Clone, Default)]
pub struct FileView {
    /// Its name.
    pub name: String,
    /// What it shows.
    pub about: String,
    /// The code of its kind.
    pub kind: &'static str,
    /// Its size in bytes.
    pub size: i64,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// Whether the public may read it.
    pub public: bool,
    /// When it was added.
    pub at: DateTime<Utc>,
    /// Where it is read.
    pub href: String,
    /// When and why it was removed.
    pub removed: Option<(DateTime<Utc>, String)>,
    /// Where the reader removes it, if they may.
    pub remove_href: Option<String>,
}

/// The words of a suggested change, before and after.
pub fn change_words(lang: Lang, change: &ChangeView) -> Markup {
    html! {
        div.columns-2 {
            div { h4 { (lang.t("file-before")) } ul { @for text in &change.before { li { (prose(text)) } } } }
            div { h4 { (lang.t("file-after")) } ul { @for text in &change.after { li { (prose(text)) } } } }
        }
        h4 { (lang.t("cases-reasons")) }
        (prose(&change.reasons))
    }
}

fn change(lang: Lang, one: &ChangeView) -> Markup {
    html! {
        h3 { (lang.t(&format!("file-change-{}", one.kind))) }
        p.meta {
            span { (lang.with("file-suggested-at", [("date", format::date_of(lang, one.at).into())])) }
            @match one.outcome {
                None => (badge(Tone::Wait, &lang.t("file-change-waits"))),
                Some(outcome) => (badge(tone(outcome), &lang.t(&format!("file-change-{outcome}")))),
            }
            @if let Some(decided) = one.decided { span { (format::date_of(lang, decided)) } }
        }
        (change_words(lang, one))
        @if let Some(note) = &one.note { h4 { (lang.t("file-proposer-says")) } (prose(note)) }
    }
}

fn tone(outcome: &str) -> Tone {
    match outcome {
        "agreed" => Tone::Good,
        "declined" => Tone::Bad,
        _ => Tone::Wait,
    }
}

/// The demands one by one, the change that waits, and those of before.
pub fn demands(lang: Lang, demands: &[String], changes: &[ChangeView]) -> Markup {
    let decided = changes.iter().filter(|one| one.outcome.is_some());
    html! {
        ol { @for demand in demands { li { (prose(demand)) } } }
        @for one in changes.iter().filter(|one| one.outcome.is_none()) {
            (notice(Notice::Wait, html! {
                (change(lang, one))
                div.actions {
                    @if let Some(href) = &one.decide_href { (link(Kind::Main, href, &lang.t("file-decide"))) }
                    @if let Some(action) = &one.withdraw_action { (post(Kind::Quiet, action, &[], &lang.t("file-take-back"))) }
                }
            }))
        }
        @if decided.clone().next().is_some() {
            details {
                summary { (lang.with("file-changes-before", [("count", decided.clone().count().into())])) }
                @for one in decided { (change(lang, one)) }
            }
        }
    }
}

/// Questions and answers.
pub fn questions(lang: Lang, questions: &[QuestionView], tells_public: bool) -> Markup {
    html! {
        @if questions.is_empty() { p.soft { (lang.t("file-no-questions")) } }
        @for one in questions {
            article.panel {
                p.meta {
                    span { (lang.with("file-asked-at", [("date", format::date_of(lang, one.asked).into())])) }
                    @if tells_public { (visibility(lang, one.public)) }
                    @if one.withdrawn { (badge(Tone::Wait, &lang.t("file-question-withdrawn"))) }
                    @else if one.answer.is_none() { (badge(Tone::Wait, &lang.t("file-question-open"))) }
                }
                (prose(&one.body))
                @if let Some((answer, at)) = &one.answer {
                    h4 { (lang.with("file-answer", [("date", format::date_of(lang, *at).into())])) }
                    (prose(answer))
                }
                div.actions {
                    @if let Some(href) = &one.answer_href { (link(Kind::Main, href, &lang.t("file-do-answer"))) }
                    @if let Some(action) = &one.withdraw_action { (post(Kind::Quiet, action, &[], &lang.t("file-take-back"))) }
                }
            }
        }
    }
}

/// Whether the public reads it.
pub fn visibility(lang: Lang, public: bool) -> Markup {
    if public {
        badge(Tone::Good, &lang.t("file-public"))
    } else {
        badge(Tone::Wait, &lang.t("file-internal"))
    }
}

/// The files, those that were removed as marks.
pub fn files(lang: Lang, files: &[FileView], tells_public: bool) -> Markup {
    html! {
        @if files.is_empty() { p.soft { (lang.t("file-no-files")) } } @else {
            ul.file-list {
                @for one in files {
                    li {
                        @if let Some((at, reasons)) = &one.removed {
                            p { (one.about) " " (badge(Tone::Bad, &lang.t("file-removed"))) " " span.soft.small { (format::date_of(lang, *at)) } }
                            (prose(reasons))
                        } @else {
                            p {
                                a href=(one.href) download=(one.name) { (one.about) } " "
                                @if tells_public { (visibility(lang, one.public)) }
                            }
                            p.soft.small { (one.name) " · " (size(one.size)) " · " (format::date_of(lang, one.at)) }
                            p.soft.small.hash { "SHA-256 " code { (one.sha256) } }
                            @if let Some(href) = &one.remove_href { p { a href=(href) { (lang.t("file-remove")) span.visually-hidden { " " (one.about) } } } }
                        }
                    }
                }
            }
        }
    }
}

/// A size as people read it.
pub fn size(bytes: i64) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{} kB", bytes / 1024),
        _ => format!("{}.{} MB", bytes / 1_048_576, bytes % 1_048_576 * 10 / 1_048_576),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_short() {
        assert_eq!([0, 1023, 2048, 1_572_864].map(size), ["0 B", "1023 B", "2 kB", "1.5 MB"]);
    }

    #[test]
    fn what_was_removed_leads_nowhere() {
        let removed = FileView {
            name: "a.pdf".to_owned(),
            about: "會議紀錄".to_owned(),
            href: "/files/1".to_owned(),
            removed: Some((DateTime::default(), "誤傳個資".to_owned())),
            ..FileView::default()
        };
        let page = files(Lang::ZhTw, &[removed], false).into_string();
        assert!(page.contains("誤傳個資") && !page.contains("/files/1"), "{page}");
    }
}
