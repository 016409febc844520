//! A version of a draft text. On the newest one, what is said stands folded below each article.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::{ArticleView, chapter, paragraph_name, paragraphs, reason};
use crate::components::badge::{Tone, badge};
use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, link};
use crate::components::notice::{self, notice};
use crate::components::prose::prose;
use crate::components::voice::{ThreadView, threads};
use crate::context::Ctx;
use crate::format;
use crate::layout::Page;

/// A version, as lists name it.
#[derive(Debug, Clone)]
pub struct VersionLine {
    /// Its number.
    pub number: i64,
    /// When it was published.
    pub at: DateTime<Utc>,
    /// What changed against the one before it.
    pub change: String,
}

/// A version of a text.
#[derive(Debug)]
pub struct TextPage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// The proposal's title and address.
    pub proposal: (String, String),
    /// The address of the text.
    pub path: String,
    /// The code of its kind.
    pub kind: &'static str,
    /// The title of this version.
    pub title: String,
    /// Whose draft it is.
    pub agency: Option<String>,
    /// The number of this version.
    pub number: i64,
    /// When it was published.
    pub published_at: DateTime<Utc>,
    /// The number of the newest one.
    pub latest: i64,
    /// The explanatory note.
    pub note: String,
    /// All versions, the newest first.
    pub versions: Vec<VersionLine>,
    /// The articles.
    pub articles: Vec<ArticleView>,
    /// What is said most usefully of each, by its place from 1.
    pub said: Vec<(usize, Vec<ThreadView>)>,
    /// How many comments have no place any more.
    pub gone: i64,
    /// Whether comments are taken.
    pub open: bool,
    /// Where it is edited, for those who may.
    pub edit: Option<String>,
}

impl TextPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let newest = self.number == self.latest;
        let body = html! {
            (breadcrumb(ctx, &[("/proposals", &ctx.t("nav-proposals")), (&self.proposal.1, &self.proposal.0)]))
            p.meta {
                (badge(Tone::Active, &ctx.t(&format!("text-kind-{}", self.kind))))
                span { (ctx.with("text-version", [("number", self.number.into())])) }
                span { (ctx.with("text-published-on", [("date", format::date_of(ctx.lang, self.published_at).into())])) }
                @if let Some(agency) = &self.agency { span { (agency) } }
            }
            h1 { (self.title) }
            p.lead { a href=(self.proposal.1) { (self.proposal.0) } }
            @if !newest {
                (notice(notice::Kind::Wait, html! { p { (ctx.with("text-not-newest", [("latest", self.latest.into())])) " " a href=(self.path) { (ctx.t("text-to-newest")) } } }))
            } @else if self.open {
                p { (ctx.t("text-how")) }
                p.text-how-select hidden data-with-script { (ctx.t("text-how-select")) }
            }
            @if let Some(href) = &self.edit { div.actions { (link(Kind::Quiet, href, &ctx.t("text-edit"))) } }
            (self.history())
            @if !self.note.is_empty() {
                details.text-note open[newest && self.note.chars().count() < 400] { summary { (ctx.t("text-note")) } (prose(&self.note)) }
            }
            (self.contents())
            div.text-body data-text-body=[(newest && self.open).then_some(self.path.as_str())] data-words=(ctx.t("text-select")) {
                @for article in &self.articles { (self.article(article, newest)) }
            }
            @if newest && self.gone > 0 {
                section #gone {
                    h2 { (ctx.t("text-gone-title")) }
                    p { a href=(format!("{}/gone", self.path)) { (ctx.with("text-gone-count", [("count", self.gone.into())])) } }
                }
            }
        };
        Page::new(ctx, self.title.clone(), body).script("texts.js").render()
    }

    fn history(&self) -> Markup {
        let ctx = self.ctx;
        let of = |number: i64| match number == self.latest {
            true => self.path.clone(),
            false => format!("{}/versions/{number}", self.path),
        };
        html! {
            @if self.latest > 1 {
                details.text-versions open[self.number != self.latest] {
                    summary { (ctx.with("text-versions", [("count", self.latest.into())])) }
                    ol.plain-list {
                        @for one in &self.versions {
                            li {
                                @let name = ctx.with("text-version", [("number", one.number.into())]);
                                @if one.number == self.number { strong { (name) } } @else { a href=(of(one.number)) { (name) } }
                                " " span.soft { (format::date_of(ctx.lang, one.at)) }
                                @if one.number > 1 {
                                    " · " a href=(format!("{}/changes?from={}&to={}", self.path, one.number - 1, one.number)) { (ctx.with("text-see-changes", [("from", (one.number - 1).into()), ("to", one.number.into())])) }
                                }
                                @if !one.change.is_empty() { (prose(&one.change)) }
                            }
                        }
                    }
                }
            }
        }
    }

    fn contents(&self) -> Markup {
        let ctx = self.ctx;
        html! {
            @if self.articles.len() > 4 {
                details.text-contents {
                    summary { (ctx.with("text-contents", [("count", self.articles.len().into())])) }
                    ul.plain-list {
                        @for article in &self.articles {
                            li {
                                a href=(format!("#article-{}", article.place)) { (article.name()) }
                                @if article.count > 0 { " " span.soft { (ctx.with("text-comments", [("count", article.count.into())])) } }
                            }
                        }
                    }
                }
            }
        }
    }

    fn article(&self, article: &ArticleView, newest: bool) -> Markup {
        let ctx = self.ctx;
        let here = format!("{}/articles/{}", self.path, article.place);
        let several = article.paragraphs.len() > 1;
        html! {
            (chapter(article))
            section.text-article id=(format!("article-{}", article.place)) aria-labelledby=(format!("article-{}-title", article.place)) {
                h2 id=(format!("article-{}-title", article.place)) { (article.name()) }
                (paragraphs(article, None, |number, paragraph| html! {
                    @if newest && several && (self.open || paragraph.count > 0) {
                        a.text-paragraph-link href=(format!("{here}?paragraph={number}#write")) {
                            @if paragraph.count > 0 { (ctx.with("text-comments", [("count", paragraph.count.into())])) } @else { (ctx.t("text-comment-paragraph")) }
                            span.visually-hidden { (ctx.with("voice-of", [("name", paragraph_name(ctx, &article.label, number).into())])) }
                        }
                    }
                }))
                (reason(ctx, article))
                @if newest { (self.below(article, &here)) }
            }
        }
    }

    /// What is said about an article, folded, and where one writes.
    fn below(&self, article: &ArticleView, here: &str) -> Markup {
        let ctx = self.ctx;
        let said =
            self.said.iter().find(|(place, _)| *place == article.place).map(|(_, said)| said.as_slice());
        let said = said.unwrap_or_default();
        let of = || ctx.with("voice-of", [("name", article.label.clone().into())]);
        html! {
            div.text-talk {
                @if !said.is_empty() {
                    details {
                        summary { (ctx.with("text-comments", [("count", article.count.into())])) span.visually-hidden { (of()) } }
                        (threads(ctx, said, &self.path))
                        @if article.count > i64::try_from(said.len()).unwrap_or(0) {
                            p { a href=(here) { (ctx.with("text-all-comments", [("count", article.count.into())])) span.visually-hidden { (of()) } } }
                        }
                    }
                }
                @if self.open { (link(Kind::Quiet, &format!("{here}#write"), &ctx.with("text-comment-article", [("article", article.label.clone().into())]))) }
            }
        }
    }
}
