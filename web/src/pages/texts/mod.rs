//! Draft texts: their articles with what is said about them, their versions, and drafting them.

pub mod changes;
pub mod edit;
pub mod gone;
pub mod part;
pub mod place;
pub mod show;

use maud::{Markup, html};

use crate::context::Ctx;

/// A paragraph of an article.
#[derive(Debug, Clone)]
pub struct ParagraphView {
    /// Its words.
    pub words: String,
    /// How many comments stand at it.
    pub count: i64,
}

/// An article of a text.
#[derive(Debug, Clone)]
pub struct ArticleView {
    /// Its place, from 1.
    pub place: usize,
    /// Its number as it is written.
    pub label: String,
    /// Its title; may be empty.
    pub title: String,
    /// The chapter that begins with it.
    pub chapter: Option<String>,
    /// Its paragraphs.
    pub paragraphs: Vec<ParagraphView>,
    /// Why it is so; may be empty.
    pub reason: String,
    /// How many comments stand at it and its paragraphs.
    pub count: i64,
}

impl ArticleView {
    /// Number and title.
    pub fn name(&self) -> String {
        let sign = if self.label.is_ascii() || self.title.is_ascii() { " " } else { "　" };
        if self.title.is_empty() { self.label.clone() } else { format!("{}{sign}{}", self.label, self.title) }
    }
}

/// The chapter that begins with an article.
fn chapter(article: &ArticleView) -> Markup {
    html! { @if let Some(chapter) = &article.chapter { p.text-chapter { (chapter) } } }
}

/// The paragraphs of an article, each with its address; numbered where there are several. The words stand in an element of
/// their own, so that what is selected can be counted.
fn paragraphs(
    article: &ArticleView,
    chosen: Option<usize>,
    after: impl Fn(usize, &ParagraphView) -> Markup,
) -> Markup {
    let several = article.paragraphs.len() > 1;
    html! {
        @for (number, paragraph) in (1..).zip(&article.paragraphs) {
            div.text-paragraph.text-chosen[chosen == Some(number)] id=(format!("p-{}-{number}", article.place)) {
                @if several { span.text-number aria-hidden="true" { (number) } }
                p.text-words data-article=(article.place) data-paragraph=(number) { (paragraph.words) }
                (after(number, paragraph))
            }
        }
    }
}

fn reason(ctx: &Ctx, article: &ArticleView) -> Markup {
    html! {
        @if !article.reason.is_empty() {
            details.text-reason { summary { (ctx.t("text-reason")) } (crate::components::prose::prose(&article.reason)) }
        }
    }
}

/// What a paragraph is called.
pub fn paragraph_name(ctx: &Ctx, article: &str, paragraph: usize) -> String {
    ctx.with(
        "text-place-paragraph",
        [("article", article.to_owned().into()), ("paragraph", i64::try_from(paragraph).unwrap_or(0).into())],
    )
}
