//! A draft as its agency reads it: the text as it will be published, its versions, what colleagues say of it, and what
//! changed between two versions.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::CaseHead;
use crate::components::badge::{Tone, badge};
use crate::components::button::{Kind, link, submit};
use crate::components::changes::{Word, changes};
use crate::components::errors::summary;
use crate::components::field::{Choice, Field};
use crate::components::notice::{Kind as Notice, notice};
use crate::components::prose::prose;
use crate::components::response_body::{ResponseBody, response_body};
use crate::context::Ctx;
use crate::form::FormView;
use crate::format;
use crate::layout::Page;

/// A version of a draft in a line.
#[derive(Debug, Clone)]
pub struct VersionRow {
    /// Its number.
    pub version: i64,
    /// Who saved it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Whether it was saved by itself.
    pub automatic: bool,
}

/// What a colleague said of a version.
#[derive(Debug, Clone)]
pub struct CommentRow {
    /// Of which version.
    pub version: i64,
    /// Of which piece, in words; nothing for the whole.
    pub about: Option<String>,
    /// What they said.
    pub body: String,
    /// Whether the draft was sent back with it.
    pub sent_back: bool,
    /// Who.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// The page of a draft.
#[derive(Debug)]
pub struct DraftPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The case.
    pub head: CaseHead,
    /// The state of the case, as a code.
    pub state: &'static str,
    /// The version that is shown.
    pub shown: VersionRow,
    /// What it says.
    pub body: ResponseBody,
    /// All versions, newest first.
    pub versions: Vec<VersionRow>,
    /// What colleagues said, newest first.
    pub comments: Vec<CommentRow>,
    /// The form of a comment: `about`, `comment`; nothing where none is taken any more.
    pub form: Option<FormView<'a>>,
    /// What a comment can be about.
    pub abouts: Vec<Choice>,
    /// Where the reader goes on writing, if they may.
    pub edit_href: Option<String>,
    /// Where the reader signs, if they may.
    pub sign_href: Option<String>,
    /// Why a comment was not taken.
    pub refused: Option<String>,
}

/// The page of a draft under that of its case.
fn draft_href(head: &CaseHead) -> String {
    format!("{}/draft", head.href)
}

impl DraftPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let (ctx, shown) = (self.ctx, &self.shown);
        let title = ctx.with("draft-title", [("version", shown.version.into())]);
        let newest = self.versions.first().map_or(shown.version, |one| one.version);
        let body = html! {
            (self.head.breadcrumb(ctx, true))
            h1 { (title) }
            p.lead { (self.head.title) }
            @if let Some(refused) = &self.refused { (super::refused(ctx, refused)) }
            p.meta {
                (crate::components::case_list::case_state(ctx.lang, self.state))
                span { (saved(ctx, shown)) }
            }
            @if shown.version < newest {
                (notice(Notice::Wait, html! {
                    p { (ctx.with("draft-older", [("newest", newest.into())])) " "
                        a href=(draft_href(&self.head)) { (ctx.t("draft-see-newest")) } }
                }))
            }
            @if self.edit_href.is_some() || self.sign_href.is_some() {
                div.actions {
                    @if let Some(href) = &self.sign_href { (link(Kind::Main, href, &ctx.t("cases-act-sign"))) }
                    @if let Some(href) = &self.edit_href { (link(Kind::Main, href, &ctx.t("cases-act-finish-draft"))) }
                }
            }
            article.preview { (response_body(ctx.lang, &self.body)) }
            (self.comments())
            (self.versions())
        };
        let wrong = self.refused.is_some() || self.form.is_some_and(|form| !form.errors.is_empty());
        Page::new(ctx, title, body).with_errors(wrong).render()
    }

    fn comments(&self) -> Markup {
        let ctx = self.ctx;
        html! {
            h2 #comments { (ctx.t("draft-comments")) }
            p.soft { (ctx.t("draft-comments-about")) }
            @if let Some(form) = self.form {
                form method="post" action=(format!("{}/comments", draft_href(&self.head))) novalidate {
                    (summary(form, &[("about", "draft-about"), ("comment", "draft-comment")]))
                    input type="hidden" name="version" value=(self.shown.version);
                    (Field::new(form, "about").key("draft-about").optional().select(Some(&ctx.t("draft-whole")), &self.abouts))
                    (Field::new(form, "comment").key("draft-comment").area(4, Some(4000)))
                    div.actions { (submit(Kind::Quiet, &ctx.t("draft-do-comment"))) }
                }
            }
            @if self.comments.is_empty() { p.soft { (ctx.t("draft-no-comments")) } }
            @for one in &self.comments {
                article.panel {
                    p.meta {
                        @if one.sent_back { (badge(Tone::Bad, &ctx.t("draft-sent-back"))) }
                        span { (one.by) }
                        span { (format::date_time(ctx.lang, one.at)) }
                        span { (ctx.with("draft-version", [("version", one.version.into())])) }
                        @if let Some(about) = &one.about { span { (about) } }
                    }
                    (prose(&one.body))
                }
            }
        }
    }

    fn versions(&self) -> Markup {
        let ctx = self.ctx;
        html! {
            h2 #versions { (ctx.t("draft-versions")) }
            ul.plain-list {
                @for one in &self.versions {
                    li {
                        a href=(format!("{}?version={}", draft_href(&self.head), one.version))
                            aria-current=[(one.version == self.shown.version).then_some("page")] {
                            (ctx.with("draft-version", [("version", one.version.into())]))
                        }
                        " " (saved(ctx, one))
                    }
                }
            }
            @if self.versions.len() > 1 {
                (compare_form(ctx, &self.head, &self.versions, None))
            }
        }
    }
}

fn saved(ctx: &Ctx, one: &VersionRow) -> Markup {
    let key = if one.automatic { "draft-saved-automatically" } else { "draft-saved" };
    let date = format::date_time(ctx.lang, one.at);
    html! { (ctx.with(key, [("by", one.by.as_str().into()), ("date", date.into())])) }
}

/// Which two versions are compared: the newest with the one before, unless others were chosen.
fn compare_form(ctx: &Ctx, head: &CaseHead, versions: &[VersionRow], chosen: Option<(i64, i64)>) -> Markup {
    let second = |at: usize| versions.get(at).map_or(0, |one| one.version);
    let (from, to) = chosen.unwrap_or((second(1), second(0)));
    let list = |name: &'static str, chosen: i64| {
        html! {
            div.field {
                label for=(name) { (ctx.t(&format!("draft-compare-{name}"))) }
                select id=(name) name=(name) {
                    @for one in versions {
                        option value=(one.version) selected[one.version == chosen] {
                            (ctx.with("draft-version", [("version", one.version.into())])) " " (one.by)
                        }
                    }
                }
            }
        }
    };
    html! {
        form.compare method="get" action=(format!("{}/compare", draft_href(head))) {
            (list("from", from))
            (list("to", to))
            (submit(Kind::Quiet, &ctx.t("draft-do-compare")))
        }
    }
}

/// A piece in which two versions differ.
#[derive(Debug, Clone)]
pub struct ChangedPiece {
    /// Which, in words.
    pub name: String,
    /// What changed.
    pub words: Vec<Word>,
}

/// The page on which two versions are compared.
#[derive(Debug)]
pub struct ComparePage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The case.
    pub head: CaseHead,
    /// All versions, newest first.
    pub versions: Vec<VersionRow>,
    /// The two that are compared.
    pub compared: (i64, i64),
    /// In what they differ.
    pub changed: Vec<ChangedPiece>,
}

impl ComparePage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let (ctx, (from, to)) = (self.ctx, self.compared);
        let title = ctx.with("draft-compare-title", [("from", from.into()), ("to", to.into())]);
        let body = html! {
            (self.head.breadcrumb(ctx, true))
            h1 { (title) }
            p.lead { (self.head.title) }
            p { a href=(draft_href(&self.head)) { (ctx.t("draft-back")) } }
            (compare_form(ctx, &self.head, &self.versions, Some(self.compared)))
            @if self.changed.is_empty() { p { (ctx.t("draft-compare-same")) } }
            @else { p.soft { (ctx.t("draft-compare-legend")) " " del { (ctx.t("draft-removed")) } " " ins { (ctx.t("draft-added")) } } }
            @for piece in &self.changed {
                section.panel { h2 { (piece.name) } (changes(&piece.words)) }
            }
        };
        Page::new(ctx, title, body).render()
    }
}
