//! What somebody is told of: one sentence, what happens next, and what was said; on pages and in mails alike.

use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};

use crate::components::prose::prose;
use crate::context::Ctx;
use crate::format;
use crate::i18n::Lang;

/// Something a person is told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// The kind of the event, such as `proposal.opened`.
    pub kind: String,
    /// As what the reader is told: `proposer`, `author`, `officers`, `approvers`, `reviewers`, `administrators`, `co_signers`, `followers`, `topics`.
    pub audience: String,
    /// The proposal's title.
    pub title: String,
    /// Where to look, as a path.
    pub href: String,
    /// When co-signing begins and the first instant it is over.
    pub window: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// The new last day.
    pub until: Option<NaiveDate>,
    /// The last day that was missed.
    pub due: Option<NaiveDate>,
    /// The code of the clock.
    pub clock: Option<String>,
    /// Why a signature is or was checked, as a code.
    pub why: Option<String>,
    /// Reasons or other words that were written.
    pub said: Option<String>,
    /// The title of another proposal that it is about.
    pub other: Option<String>,
    /// The progress that was reported.
    pub progress: Option<String>,
    /// How what it is about stands, as a code.
    pub state: Option<String>,
    /// Which of what the reader follows it is about: the code of its kind, and its names in Chinese and in English.
    pub via: Option<(String, String, String)>,
}

impl Told {
    /// What happened, in one sentence without a full stop: also the subject of the mail.
    pub fn sentence(&self, lang: Lang) -> String {
        self.words(lang, "").unwrap_or_else(|| self.title.clone())
    }

    /// What happens next.
    pub fn next(&self, lang: Lang) -> Option<String> {
        self.words(lang, "-next")
    }

    fn words(&self, lang: Lang, suffix: &str) -> Option<String> {
        let date =
            |day: Option<NaiveDate>| day.map(|day| format::date_with_weekday(lang, day)).unwrap_or_default();
        let clock = self.clock.as_deref().unwrap_or("other");
        let clock = lang.find(&format!("told-clock-{clock}")).unwrap_or_else(|| lang.t("told-clock-other"));
        let why = self.why.as_deref().unwrap_or("other").replace('_', "-");
        let why = lang.find(&format!("check-why-{why}")).unwrap_or_else(|| lang.t("check-why-other"));
        let proposal = lang.with(
            "told-proposal",
            [("audience", self.audience.as_str().into()), ("title", self.title.as_str().into())],
        );
        let words = |key: &str| {
            let args = [
                ("proposal", proposal.as_str().into()),
                ("title", self.title.as_str().into()),
                ("opens", self.window.map(|w| format::date_of(lang, w.0)).unwrap_or_default().into()),
                ("closes", self.window.map(|w| format::deadline(lang, w.1)).unwrap_or_default().into()),
                ("until", date(self.until).into()),
                ("due", date(self.due).into()),
                ("clock", clock.as_str().into()),
                ("why", why.as_str().into()),
                ("other", self.other.clone().unwrap_or_default().into()),
                ("state", self.state.clone().unwrap_or_default().into()),
                ("followed", self.followed(lang).unwrap_or_default().into()),
            ];
            lang.find_with(key, args)
        };
        let kind = self.kind.replace(['.', '_'], "-");
        // What is news to whoever follows much is told in other words than to those it is about.
        let own = format!("told-topics-{kind}");
        match words(&own).filter(|_| self.audience == "topics") {
            Some(sentence) if suffix.is_empty() => Some(sentence),
            Some(_) => words(&format!("{own}{suffix}")),
            None => words(&format!("told-{kind}{suffix}")),
        }
    }

    /// What of that which the reader follows it is about, by name.
    fn followed(&self, lang: Lang) -> Option<String> {
        self.via.as_ref().map(|(_, zh, en)| lang.pick(zh.as_str(), en.as_str()).to_owned())
    }

    /// Why the reader is told, if it is because of something they follow.
    pub fn because(&self, lang: Lang) -> Option<String> {
        let (kind, ..) = self.via.as_ref()?;
        let name = self.followed(lang)?;
        let topic = lang.with("follow-topic", [("kind", kind.as_str().into()), ("name", name.into())]);
        Some(lang.with("told-because", [("topic", topic.into())]))
    }

    /// Whether it tells of a promise not kept.
    pub fn is_bad(&self) -> bool {
        matches!(self.kind.as_str(), "case.missed" | "case.follow_up_overdue")
    }
}

/// A notice as a page shows it.
#[derive(Debug, Clone)]
pub struct NoticeView {
    /// Its id.
    pub id: String,
    /// What is told.
    pub told: Told,
    /// When the person was told.
    pub at: DateTime<Utc>,
    /// Whether it was marked read.
    pub read: bool,
}

/// Notices in a list, each with a button to mark it read.
pub fn notices(ctx: &Ctx, notices: &[NoticeView], back: &str) -> Markup {
    html! {
        ul.told-list {
            @for notice in notices {
                li.told.is-unread[!notice.read].is-bad[notice.told.is_bad()] {
                    p.told-sentence {
                        @if !notice.read { span.told-new { (ctx.t("notices-new")) } " " }
                        a href=(notice.told.href) { (notice.told.sentence(ctx.lang)) }
                    }
                    @if let Some(next) = notice.told.next(ctx.lang) { p.small { (next) } }
                    @if let Some(said) = &notice.told.said {
                        blockquote.said { (prose(said)) }
                    }
                    div.told-foot {
                        @if let Some(because) = notice.told.because(ctx.lang) { span.small.soft { (because) } }
                        time.small.soft datetime=(notice.at.to_rfc3339()) { (format::date_time(ctx.lang, notice.at)) }
                        @if !notice.read {
                            form.inline method="post" action=(format!("/my/notices/{}/read", notice.id)) {
                                input type="hidden" name="back" value=(back);
                                button.link type="submit" {
                                    (ctx.t("notices-mark-read"))
                                    span.visually-hidden { " " (notice.told.sentence(ctx.lang)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(kind: &str, audience: &str) -> Told {
        Told {
            kind: kind.to_owned(),
            audience: audience.to_owned(),
            title: "擴大參與式預算".to_owned(),
            until: NaiveDate::from_ymd_opt(2026, 5, 6),
            due: NaiveDate::from_ymd_opt(2026, 3, 2),
            clock: Some("response".to_owned()),
            ..Told::default()
        }
    }

    #[test]
    fn a_sentence_says_how_the_reader_stands_to_it() {
        let one = told("proposal.reached", "co_signers");
        assert_eq!(one.sentence(Lang::ZhTw), "您附議的「擴大參與式預算」已成案");
        assert_eq!(one.sentence(Lang::En), "“擴大參與式預算”, which you co-signed, reached its threshold");
        let missed = told("case.missed", "proposer");
        assert_eq!(missed.sentence(Lang::ZhTw), "您的提議「擴大參與式預算」逾期：正式回應");
        assert!(missed.next(Lang::En).unwrap().contains("Mon 2 March 2026"));
        assert_eq!(told("nothing.known", "proposer").sentence(Lang::En), "擴大參與式預算");
    }
}
