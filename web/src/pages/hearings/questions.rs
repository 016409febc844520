//! Questions for a hearing, as people look at them on their phones in the hall.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, link, post, submit, submit_as};
use crate::components::comment_form::{Writing, all_the_same};
use crate::components::errors;
use crate::components::field::Field;
use crate::components::notice::{self, empty, notice};
use crate::components::pager::pager;
use crate::components::prose::prose;
use crate::components::voice::hidden;
use crate::context::Ctx;
use crate::form::FormView;
use crate::format;
use crate::layout::Page;
use crate::pages::accounts::identity::identity_path;

/// What the page of a hearing says of its questions.
#[derive(Debug, Clone)]
pub struct QuestionsPart {
    /// Where they are.
    pub href: String,
    /// Whether more are taken.
    pub open: bool,
    /// How many were asked.
    pub asked: i64,
    /// How many of them wait for an answer.
    pub unanswered: i64,
}

impl QuestionsPart {
    /// On the page of the hearing.
    pub fn render(&self, ctx: &Ctx) -> Markup {
        html! {
            section #questions {
                h2 { (ctx.t("questions-title")) }
                p {
                    @if self.asked == 0 { (ctx.t("questions-none-yet")) }
                    @else { (ctx.with("questions-count", [("asked", self.asked.into()), ("open", self.unanswered.into())])) }
                }
                div.actions { (link(Kind::Quiet, &self.href, &ctx.t(if self.open { "questions-go" } else { "questions-look" }))) }
            }
        }
    }
}

/// A question.
#[derive(Debug, Clone)]
pub struct QuestionView {
    /// Its id.
    pub id: String,
    /// How many people want to hear the answer.
    pub marks: i64,
    /// Whether the reader is one of them.
    pub marked: bool,
    /// Who asked.
    pub name: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
    /// The words, if the reader may see them.
    pub body: Option<String>,
    /// Ground and reason, if a moderator hid it.
    pub hidden: Option<(&'static str, String)>,
    /// Whether it is the reader's own.
    pub mine: bool,
    /// Where it stands in the discussion, and how many replies it has there.
    pub thread: (String, i64),
    /// Why it was set aside.
    pub reason: Option<String>,
    /// The statement that answers it.
    pub statement: Option<String>,
    /// Since when that stands.
    pub handled_at: Option<DateTime<Utc>>,
}

/// The questions for a hearing in one state.
#[derive(Debug)]
pub struct QuestionsPage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// What stands in the fields and what is wrong with it.
    pub form: FormView<'a>,
    /// The hearing's address and title.
    pub hearing: (String, String),
    /// The address of this page.
    pub base: String,
    /// When the meeting ends, and with it the taking of questions.
    pub until: DateTime<Utc>,
    /// The code of why no more are taken.
    pub closed: Option<&'static str>,
    /// Whether the reader may ask and mark.
    pub writing: Writing,
    /// The greatest length of a question.
    pub max: usize,
    /// The code of the state shown.
    pub state: &'static str,
    /// The states: code, how many, address.
    pub states: Vec<(&'static str, i64, String)>,
    /// The questions, those first that most people want answered.
    pub questions: Vec<QuestionView>,
    /// Whether the reader says what became of them.
    pub facilitates: bool,
    /// Whether there is a record with statements that may answer them.
    pub has_record: bool,
    /// The address of the stream that tells of new ones.
    pub live: String,
    /// Where the first page is, if this is a later one.
    pub first: Option<String>,
    /// Where the next page is.
    pub next: Option<String>,
}

impl QuestionsPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("questions-title");
        let keys: Vec<(String, &str)> = self
            .questions
            .iter()
            .flat_map(|q| {
                [
                    (format!("reason-{}", q.id), "question-reason"),
                    (format!("statement-{}", q.id), "question-statement"),
                ]
            })
            .chain([("question".to_owned(), "question")])
            .collect();
        let keys: Vec<(&str, &str)> = keys.iter().map(|(field, key)| (field.as_str(), *key)).collect();
        let open = self.state == "open";
        let body = html! {
            (breadcrumb(ctx, &[("/hearings", &ctx.t("nav-hearings")), (&self.hearing.0, &self.hearing.1)]))
            (errors::summary(self.form, &keys))
            h1 { (title) }
            p.lead { (self.hearing.1) }
            @if self.first.is_none() && open { (self.ask()) }
            nav.filters aria-label=(ctx.t("questions-states")) {
                ul.filters {
                    @for (code, count, href) in &self.states {
                        li { a href=(href) aria-current=[(*code == self.state).then_some("true")] {
                            (ctx.t(&format!("questions-{code}"))) " " span.number { (format::number(*count)) }
                        } }
                    }
                }
            }
            @if open && self.closed.is_none() && self.first.is_none() {
                @let all: i64 = self.states.iter().map(|(_, count, _)| count).sum();
                div.live-voices data-hall=(self.live) data-hall-questions=(all) data-words=(ctx.t("questions-new")) {
                    a.button hidden href=(self.base) {}
                    p.visually-hidden role="status" {}
                }
            }
            (pager(ctx, self.first.as_deref(), None))
            @if self.questions.is_empty() { (empty(&ctx.t(&format!("questions-empty-{}", self.state)))) }
            @else { ol.voices.questions { @for question in &self.questions { li { (self.question(question)) } } } }
            (pager(ctx, None, self.next.as_deref()))
        };
        Page::new(ctx, title, body).with_errors(!self.form.errors.is_empty()).script("hall.js").render()
    }

    /// The form, or why there is none.
    fn ask(&self) -> Markup {
        let ctx = self.ctx;
        let back = ctx.path.split('?').next().unwrap_or("/");
        let wait = |words: Markup| notice(notice::Kind::Wait, html! { p { (words) } });
        if let Some(code) = self.closed {
            let key = code.replace('_', "-");
            return notice(notice::Kind::Info, html! { p { (ctx.t(&format!("fault-{key}"))) } });
        }
        match self.writing {
            Writing::Closed => html! {},
            Writing::SignIn => html! {
                div.actions { (link(Kind::Main, &format!("/sign-in?back={back}"), &ctx.t("questions-sign-in"))) }
                p.hint { (self.until()) }
            },
            Writing::Confirm => wait(
                html! { (ctx.t("questions-confirm")) " " a href="/account" { (ctx.t("comment-confirm-link")) } },
            ),
            Writing::Identify => wait(
                html! { (ctx.t("questions-confirm")) " " a href=(identity_path(back)) { (ctx.t("comment-confirm-link")) } },
            ),
            Writing::Open => html! {
                form.panel method="post" action=(self.base) novalidate {
                    (Field::new(self.form, "question").area(3, Some(self.max)))
                    div.actions { (submit(Kind::Main, &ctx.t("questions-ask"))) (all_the_same(self.form)) }
                    p.hint { (self.until()) }
                }
            },
        }
    }

    fn until(&self) -> String {
        self.ctx.with("questions-until", [("time", format::date_time(self.ctx.lang, self.until).into())])
    }

    fn question(&self, question: &QuestionView) -> Markup {
        let ctx = self.ctx;
        let gap = question.hidden.is_some();
        html! {
            article class=(if gap { "question voice voice-gap" } else { "question voice" }) id=(format!("voice-{}", question.id)) {
                @if let Some((ground, reason)) = &question.hidden { (hidden(ctx, ground, reason)) }
                @if let Some(body) = &question.body { div.question-words { (prose(body)) } }
                p.voice-head {
                    span.soft { (question.name.clone().unwrap_or_else(|| ctx.t("voice-unnamed"))) }
                    span.voice-time { (format::date_time(ctx.lang, question.at)) }
                }
                (self.outcome(question))
                @if !gap {
                    div.actions {
                        (self.mark(question))
                        @if question.mine {
                            (post(Kind::Danger, &format!("{}/{}/withdraw", self.base, question.id), &[], &ctx.t("question-withdraw")))
                        } @else {
                            a href=(format!("/voices/{}/report", question.id)) { (ctx.t("voice-report")) span.visually-hidden { " " (question.name.as_deref().unwrap_or_default()) } }
                        }
                        @let (href, replies) = &question.thread;
                        @if *replies > 0 { a href=(href) { (ctx.with("thread-replies", [("count", (*replies).into())])) } }
                    }
                    @if self.facilitates { (self.handling(question)) }
                }
            }
        }
    }

    /// What became of it.
    fn outcome(&self, question: &QuestionView) -> Markup {
        let ctx = self.ctx;
        let at = question.handled_at.map(|at| format::date_time(ctx.lang, at)).unwrap_or_default();
        html! {
            @match self.state {
                "answered" => p {
                    (ctx.with("question-answered-at", [("time", at.into())]))
                    @if let Some(href) = &question.statement { " " a href=(href) { (ctx.t("question-answer")) } }
                },
                "aside" => div.voice-hidden {
                    p { strong { (ctx.with("question-aside-at", [("time", at.into())])) } }
                    @if let Some(reason) = &question.reason { p { span.soft { (ctx.t("voice-hidden-reason")) } " " (reason) } }
                },
                _ => {},
            }
        }
    }

    /// The one big button, or the number alone where it can't be pressed.
    fn mark(&self, question: &QuestionView) -> Markup {
        let ctx = self.ctx;
        let number = format::number(question.marks);
        let may =
            self.writing == Writing::Open && self.closed.is_none() && !question.mine && self.state == "open";
        html! {
            @if may {
                form.inline.question-mark method="post" action=(format!("{}/{}/mark", self.base, question.id)) {
                    input type="hidden" name="on" value=(if question.marked { "no" } else { "yes" });
                    button class=(if question.marked { "" } else { "quiet" }) type="submit" aria-pressed=(question.marked.to_string()) {
                        (ctx.t("question-mark")) " " span.number { (number) }
                    }
                }
            } @else { p.question-marks { (ctx.with("question-marks", [("count", question.marks.into())])) } }
        }
    }

    /// What the facilitator says became of it.
    fn handling(&self, question: &QuestionView) -> Markup {
        let ctx = self.ctx;
        let action = format!("{}/{}/handle", self.base, question.id);
        let was = || html! { input type="hidden" name="was" value=(self.state); };
        let statement = format!("statement-{}", question.id);
        let reason = format!("reason-{}", question.id);
        let wrong = self.form.error(&statement).or_else(|| self.form.error(&reason)).is_some();
        html! {
            details open[wrong] {
                summary { (ctx.t("question-handle")) span.visually-hidden { " " (question.name.as_deref().unwrap_or_default()) } }
                @if self.state != "answered" || self.has_record {
                    form method="post" action=(action) novalidate {
                        (was())
                        @if self.has_record { (renamed(self.form, &statement, "statement", "question-statement")) }
                        (submit_as(Kind::Quiet, "act", "answered", &ctx.t("question-answered")))
                    }
                }
                @if self.state != "aside" {
                    form method="post" action=(action) novalidate {
                        (was())
                        (renamed(self.form, &reason, "reason", "question-reason"))
                        (submit_as(Kind::Quiet, "act", "aside", &ctx.t("question-set-aside")))
                    }
                }
                @if self.state != "open" {
                    (post(Kind::Quiet, &action, &[("act", "open"), ("was", self.state)], &ctx.t("question-reopen")))
                }
            }
        }
    }
}

/// A field whose id tells it from those of other questions, sent under a name that all share.
fn renamed(form: FormView<'_>, id: &str, name: &str, key: &str) -> Markup {
    let lang = form.lang;
    let error = form.error(id);
    let described = format!("{id}-error");
    html! {
        div class=(if error.is_some() { "field has-error" } else { "field" }) {
            label for=(id) { (lang.t(&format!("field-{key}"))) }
            @if let Some(error) = &error { p.field-error id=(described) { (error) } }
            input id=(id) name=(name) type="text" value=(form.values.get(id))
                aria-describedby=[error.is_some().then_some(described.as_str())] aria-invalid=[error.is_some().then_some("true")];
        }
    }
}
