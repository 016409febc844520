//! What was said of a response, beside it: the proposer's reply, whether it helped, the survey.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::bars::bars;
use super::prose::prose;
use crate::format;
use crate::i18n::Lang;

/// Words that somebody wrote about a response.
#[derive(Debug, Clone, Default)]
pub struct WordsView {
    /// The words; empty while they are hidden.
    pub body: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The code of the ground and the reason, while they are hidden.
    pub hidden: Option<(String, String)>,
    /// Where a moderator decides on them, for moderators.
    pub moderate_href: Option<String>,
}

/// The proposer's right of reply.
#[derive(Debug, Clone, Default)]
pub struct ReplyView {
    /// What was replied.
    pub words: Vec<WordsView>,
    /// The instant it is over.
    pub until: DateTime<Utc>,
    /// Whether the proposer may still reply.
    pub open: bool,
    /// Where the proposer replies, for the proposer while it is open.
    pub href: Option<String>,
}

/// Whether the response helped.
#[derive(Debug, Clone, Default)]
pub struct FeedbackView {
    /// How many said that it did.
    pub helpful: i64,
    /// How many said that it did not.
    pub unhelpful: i64,
    /// The instant it is over.
    pub until: DateTime<Utc>,
    /// Whether it goes on.
    pub open: bool,
    /// Its page.
    pub href: String,
}

/// The survey.
#[derive(Debug, Clone, Default)]
pub struct SurveyView {
    /// `ahead`, `open` or `over`.
    pub stand: &'static str,
    /// The instant it begins.
    pub from: DateTime<Utc>,
    /// The instant it is over.
    pub until: DateTime<Utc>,
    /// How many answered.
    pub answers: i64,
    /// Its page.
    pub href: String,
}

/// What was said of a response.
#[derive(Debug, Clone, Default)]
pub struct AfterwardsView {
    /// The proposer's right of reply.
    pub reply: Option<ReplyView>,
    /// Whether it helped.
    pub feedback: Option<FeedbackView>,
    /// The survey.
    pub survey: Option<SurveyView>,
}

/// All of it, below the response.
pub fn afterwards(lang: Lang, view: &AfterwardsView) -> Markup {
    html! {
        @if let Some(reply) = &view.reply { (self::reply(lang, reply)) }
        @if let Some(feedback) = &view.feedback {
            section.panel {
                h2 #feedback { (lang.t("after-feedback")) }
                p.soft { (window(lang, feedback.open, feedback.until, "after-feedback")) }
                (feedback_bars(lang, feedback))
                p { a href=(feedback.href) { (lang.t(if feedback.open { "after-feedback-give" } else { "after-feedback-read" })) } }
            }
        }
        @if let Some(survey) = &view.survey {
            section.panel {
                h2 #survey { (lang.t("after-survey")) }
                p { (survey_stand(lang, survey)) }
                @if survey.stand != "ahead" { p { a href=(survey.href) { (lang.t(&format!("after-survey-{}-link", survey.stand))) } } }
            }
        }
    }
}

fn reply(lang: Lang, reply: &ReplyView) -> Markup {
    html! {
        section.panel {
            h2 #reply { (lang.t("after-reply")) }
            @for words in &reply.words { (self::words(lang, words)) }
            @if reply.words.is_empty() || reply.href.is_some() {
                p.soft { (window(lang, reply.open, reply.until, "after-reply")) }
            }
            @if let Some(href) = &reply.href { p { a.button href=(href) { (lang.t("after-reply-write")) } } }
        }
    }
}

/// Until when something goes on, or that it is over.
pub fn window(lang: Lang, open: bool, until: DateTime<Utc>, key: &str) -> String {
    let key = format!("{key}-{}", if open { "open" } else { "over" });
    lang.with(&key, [("date", format::deadline(lang, until).into())])
}

/// Where a survey stands, in a sentence.
pub fn survey_stand(lang: Lang, survey: &SurveyView) -> String {
    lang.with(
        &format!("after-survey-{}", survey.stand),
        [
            ("from", format::date_of(lang, survey.from).into()),
            ("date", format::deadline(lang, survey.until).into()),
            ("count", survey.answers.into()),
        ],
    )
}

/// How many people said what.
pub fn feedback_bars(lang: Lang, feedback: &FeedbackView) -> Markup {
    let total = feedback.helpful + feedback.unhelpful;
    let rows = [(lang.t("after-helpful"), feedback.helpful), (lang.t("after-unhelpful"), feedback.unhelpful)];
    html! {
        @if total == 0 { p.empty { (lang.t(if feedback.open { "after-feedback-none" } else { "after-feedback-nobody" })) } }
        @else {
            (bars(
                lang,
                &lang.with("after-feedback-summary", [("count", total.into()), ("helpful", feedback.helpful.into())]),
                [&lang.t("after-said"), &lang.t("after-people")],
                &rows,
            ))
        }
    }
}

/// Words with their day, or what stands in their place.
pub fn words(lang: Lang, words: &WordsView) -> Markup {
    html! {
        @match &words.hidden {
            Some((ground, reason)) => div.voice-hidden {
                p { strong { (lang.t("after-hidden")) } " " (lang.t(&format!("ground-{}", ground.replace('_', "-")))) }
                p { span.soft { (lang.t("voice-hidden-reason")) } " " (reason) }
            },
            None => (prose(&words.body)),
        }
        p.soft.small {
            time datetime=(words.at.to_rfc3339()) { (format::date_of(lang, words.at)) }
            @if let Some(href) = &words.moderate_href { " · " a href=(href) { (lang.t("after-moderate")) } }
        }
    }
}
