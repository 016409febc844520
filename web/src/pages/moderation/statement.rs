//! The statement of reasons that an author gets: what was decided, why, by which rule, until when, and how to appeal.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use crate::components::button::{Kind, submit};
use crate::components::errors;
use crate::components::field::Field;
use crate::components::markdown::markdown;
use crate::components::notice::{self, notice};
use crate::context::Ctx;
use crate::form::FormView;
use crate::format;
use crate::layout::Page;

/// An appeal as its author and moderators see it.
#[derive(Debug, Clone)]
pub struct AppealView {
    /// Its id.
    pub id: String,
    /// Why.
    pub words: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Whether it was upheld, why, and when, once it was decided.
    pub outcome: Option<(bool, String, DateTime<Utc>)>,
}

/// A decision as the author reads it.
#[derive(Debug)]
pub struct StatementPage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// The decision's id.
    pub id: String,
    /// The proposal's title and address.
    pub proposal: (String, String),
    /// The address of the voice.
    pub voice: String,
    /// The author's own words.
    pub body: Option<String>,
    /// The code of what was decided.
    pub act: &'static str,
    /// The code of the ground.
    pub ground: Option<&'static str>,
    /// The reason.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Until when a pause lasts.
    pub until: Option<DateTime<Utc>>,
    /// When it was undone.
    pub undone_at: Option<DateTime<Utc>>,
    /// The appeal, if there is one.
    pub appeal: Option<AppealView>,
    /// Until when one may appeal, if the reader may.
    pub appeal_until: Option<DateTime<Utc>>,
    /// Where the author changes the words, if that was asked.
    pub edit: Option<String>,
    /// What was typed and what is wrong with it.
    pub form: FormView<'a>,
    /// The greatest length of an appeal.
    pub max: usize,
}

impl StatementPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let act = self.act.replace('_', "-");
        let row = |key: &str, value: Markup| html! { div { dt { (ctx.t(key)) } dd { (value) } } };
        let body = html! {
            (errors::summary(self.form, &[("words", "appeal-words")]))
            h1 { (ctx.t("statement-title")) }
            p { a href=(self.proposal.1) { (self.proposal.0) } " · " a href=(self.voice) { (ctx.t("statement-voice")) } }
            @if let Some(at) = self.undone_at {
                (notice(notice::Kind::Done, html! { p { (ctx.with("statement-undone", [("date", format::date_time(ctx.lang, at).into())])) } }))
            }
            @if let Some(said) = &self.body { blockquote { (markdown(said)) } }
            dl.facts {
                (row("statement-what", html! { strong { (ctx.t(&format!("statement-act-{act}"))) } }))
                (row("statement-when", html! { (format::date_time(ctx.lang, self.at)) }))
                @if let Some(ground) = self.ground {
                    (row("statement-rule", html! { (ctx.t(&format!("ground-{}", ground.replace('_', "-")))) br; span.soft { (ctx.t("statement-rulebook")) } }))
                }
                (row("statement-why", html! { (self.reason) }))
                (row("statement-until", html! {
                    @match self.until {
                        Some(until) => (format::date_time(ctx.lang, until)),
                        None => (ctx.t(&format!("statement-until-{act}"))),
                    }
                }))
            }
            @if let Some(edit) = &self.edit { p { a.button href=(edit) { (ctx.t("statement-edit")) } } }
            (self.appeal())
        };
        Page::new(ctx, ctx.t("statement-title"), body).with_errors(!self.form.errors.is_empty()).render()
    }

    fn appeal(&self) -> Markup {
        let ctx = self.ctx;
        html! {
            @if let Some(appeal) = &self.appeal {
                h2 { (ctx.t("appeal-title")) }
                (appeal_view(ctx, appeal))
            } @else if let Some(until) = self.appeal_until {
                h2 #appeal { (ctx.t("appeal-title")) }
                p { (ctx.with("appeal-how", [("date", format::date_time(ctx.lang, until).into())])) }
                form.panel method="post" action=(format!("/decisions/{}/appeal", self.id)) novalidate {
                    (Field::new(self.form, "words").key("appeal-words").area(4, Some(self.max)))
                    (submit(Kind::Main, &ctx.t("appeal-send")))
                }
            } @else {
                p.soft { (ctx.t("appeal-none")) }
            }
        }
    }
}

/// An appeal with what came of it.
pub fn appeal_view(ctx: &Ctx, appeal: &AppealView) -> Markup {
    html! {
        blockquote { p { (appeal.words) } p.soft { (format::date_time(ctx.lang, appeal.at)) } }
        @match &appeal.outcome {
            None => (notice(notice::Kind::Wait, html! { p { (ctx.t("appeal-waits")) } })),
            Some((upheld, reason, at)) => {
                @let (kind, key) = if *upheld { (notice::Kind::Done, "appeal-upheld") } else { (notice::Kind::Info, "appeal-dismissed") };
                (notice(kind, html! {
                    p { strong { (ctx.t(key)) } " " (format::date_time(ctx.lang, *at)) }
                    p { (reason) }
                }))
            }
        }
    }
}
