//! Opinions of paper forms and counters: a page made for typing one after another, and the originals that wait for a look.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, link, submit, submit_as};
use crate::components::comment_form::all_the_same;
use crate::components::errors;
use crate::components::field::{Choice, Field};
use crate::components::notice::{self, empty, notice};
use crate::context::Ctx;
use crate::form::FormView;
use crate::format;
use crate::layout::Page;

/// What was entered before, as the page lists it.
#[derive(Debug)]
pub struct EnteredLine {
    /// Where it stands.
    pub href: String,
    /// Whose it is; none who gave no name.
    pub name: Option<String>,
    /// The code of its side.
    pub stance: Option<&'static str>,
    /// The first of its words.
    pub words: String,
    /// Its number; may be empty.
    pub number: String,
}

/// The form for one opinion after another.
#[derive(Debug)]
pub struct EnterPage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// The proposal's id.
    pub id: &'a str,
    /// Its number.
    pub number: Option<i64>,
    /// Its title.
    pub title: &'a str,
    /// The form.
    pub form: FormView<'a>,
    /// The opinion that was there already, if the last one was.
    pub already: Option<String>,
    /// What this person entered last, the latest first.
    pub entered: Vec<EnteredLine>,
    /// Where a whole table is entered, for whoever may.
    pub table: Option<String>,
}

const KEYS: [(&str, &str); 9] = [
    ("stance", "opinion-stance"),
    ("body", "opinion-body"),
    ("person", "opinion-person"),
    ("mark", "opinion-mark"),
    ("number", "opinion-number"),
    ("file", "opinion-file"),
    ("channel", "opinion-channel"),
    ("place", "opinion-place"),
    ("day", "opinion-day"),
];

impl EnterPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let field = |name| {
            let key = KEYS.iter().find(|(known, _)| *known == name).map_or(name, |(_, key)| *key);
            Field::new(form, name).key(key)
        };
        let choices = |codes: &[&str], prefix: &str| -> Vec<Choice> {
            codes.iter().map(|code| Choice::new(*code, ctx.t(&format!("{prefix}-{code}")))).collect()
        };
        let body = html! {
            (breadcrumb(ctx, &[("/desk/opinions", &ctx.t("opinions-desk"))]))
            (errors::summary(form, &KEYS))
            h1 { (ctx.t("opinion-title")) }
            p.lead { @if let Some(number) = self.number { "#" (number) " " } a href=(format!("/proposals/{}", self.id)) { (self.title) } }
            @if let Some(href) = &self.already {
                (notice(notice::Kind::Info, html! { p { (ctx.t("opinion-already")) " " a href=(href) { (ctx.t("opinion-already-see")) } } }))
            }
            p { (ctx.t("opinion-lead")) }
            form.panel method="post" enctype="multipart/form-data" action=(format!("/desk/opinions/{}", self.id)) novalidate autocomplete="off" data-quick="" {
                (field("stance").radios(&choices(&["pro", "con", "other"], "stance")))
                (field("body").area(6, Some(5_000)))
                (field("person").optional().input("text", Some("off")))
                (field("mark").optional().input("text", Some("off")))
                (field("number").optional().input("text", Some("off")))
                (file(form))
                fieldset {
                    legend { (ctx.t("opinion-stays")) }
                    p.hint { (ctx.t("opinion-stays-hint")) }
                    (field("channel").radios(&choices(&["paper", "counter"], "channel")))
                    (field("day").input("date", None))
                    (field("place").optional().input("text", Some("off")))
                }
                div.actions {
                    (submit(Kind::Main, &ctx.t("opinion-enter")))
                    (all_the_same(form))
                    span.hint { (ctx.t("opinion-keys")) }
                }
            }
            @if !self.entered.is_empty() {
                h2 { (ctx.t("opinion-entered")) }
                ol.rows { @for line in &self.entered { li { (self.line(line)) } } }
            }
            @if let Some(table) = &self.table { p { a href=(table) { (ctx.t("opinion-table")) } } }
        };
        Page::new(ctx, ctx.t("opinion-title"), body).with_errors(!form.errors.is_empty()).render()
    }

    fn line(&self, line: &EnteredLine) -> Markup {
        let ctx = self.ctx;
        html! {
            div {
                @if let Some(stance) = line.stance { strong { (ctx.t(&format!("stance-{stance}"))) } " · " }
                a href=(line.href) { (line.name.clone().unwrap_or_else(|| ctx.t("voice-unnamed"))) }
                @if !line.number.is_empty() { span.soft.small { " · " (ctx.with("opinion-number-is", [("number", line.number.as_str().into())])) } }
                br; span.small { (line.words) }
            }
        }
    }
}

fn file(form: FormView<'_>) -> Markup {
    let error = form.error("file");
    html! {
        div class=(if error.is_some() { "field has-error" } else { "field" }) {
            label for="file" { (form.lang.t("field-opinion-file")) span.optional { (form.lang.t("field-optional")) } }
            p.hint #file-hint { (form.lang.t("field-opinion-file-hint")) }
            @if let Some(error) = &error {
                p.field-error #file-error { span.visually-hidden { (form.lang.t("title-error-prefix")) } (error) }
            }
            input #file type="file" name="file" accept=".pdf,.png,.jpg,.jpeg,.mp3,.m4a,.ogg,.wav" aria-describedby=(if error.is_some() { "file-hint file-error" } else { "file-hint" });
        }
    }
}

/// A file as the pages show it.
#[derive(Debug)]
pub struct OriginalView {
    /// Its id.
    pub id: String,
    /// The code of what it is.
    pub kind: &'static str,
    /// Its name, for reviewers.
    pub name: String,
    /// Its size in bytes.
    pub size: i64,
    /// When it was handed in.
    pub at: DateTime<Utc>,
    /// `waiting`, `released` or `kept_back`.
    pub state: &'static str,
    /// Why it is kept back.
    pub reason: Option<String>,
    /// When it was erased.
    pub erased_at: Option<DateTime<Utc>>,
    /// Where its opinion stands, and the first of its words.
    pub opinion: (String, String),
}

/// The originals that wait for a reviewer.
#[derive(Debug)]
pub struct OriginalsPage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// The oldest of them.
    pub waiting: Vec<OriginalView>,
    /// How many in all.
    pub count: i64,
}

impl OriginalsPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let body = html! {
            (breadcrumb(ctx, &[("/desk/review", &ctx.t("desk-reviewer"))]))
            h1 { (ctx.t("originals-title")) }
            p.lead { (ctx.t("originals-lead")) }
            @if self.waiting.is_empty() { (empty(&ctx.t("originals-none"))) } @else {
                p { (ctx.with("originals-count", [("count", self.count.into())])) }
                ul.plain-list {
                    @for one in &self.waiting {
                        li.card {
                            a href=(format!("/desk/originals/{}", one.id)) { (ctx.t(&format!("original-kind-{}", one.kind))) " · " (one.opinion.1) }
                            br; span.small.soft { (format::date_time(ctx.lang, one.at)) " · " (size(ctx, one.size)) }
                        }
                    }
                }
            }
        };
        Page::new(ctx, ctx.t("originals-title"), body).render()
    }
}

/// How large a file is, in words.
fn size(ctx: &Ctx, bytes: i64) -> String {
    ctx.with("original-size", [("kb", (bytes / 1024 + 1).into())])
}

/// One original before a reviewer.
#[derive(Debug)]
pub struct OriginalPage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// The file.
    pub one: OriginalView,
    /// All words of its opinion.
    pub words: String,
    /// Whose it is, as it is shown.
    pub name: Option<String>,
    /// The form.
    pub form: FormView<'a>,
}

impl OriginalPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let (ctx, one) = (self.ctx, &self.one);
        let here = format!("/desk/originals/{}", one.id);
        let body = html! {
            (breadcrumb(ctx, &[("/desk/review", &ctx.t("desk-reviewer")), ("/desk/originals", &ctx.t("originals-title"))]))
            (errors::summary(self.form, &[("reason", "original-reason")]))
            h1 { (ctx.t("original-title")) }
            dl.facts {
                dt { (ctx.t("original-what")) } dd { (ctx.t(&format!("original-kind-{}", one.kind))) " · " (size(ctx, one.size)) @if !one.name.is_empty() { br; span.small.soft { (one.name) } } }
                dt { (ctx.t("original-came")) } dd { (format::date_time(ctx.lang, one.at)) }
                dt { (ctx.t("original-state")) } dd { (ctx.t(&format!("original-state-{}", one.state.replace('_', "-")))) @if let Some(reason) = &one.reason { br; (reason) } }
                dt { (ctx.t("original-of")) } dd { a href=(one.opinion.0) { (self.name.clone().unwrap_or_else(|| ctx.t("voice-unnamed"))) } }
            }
            blockquote.said { @for line in self.words.lines() { (line) br; } }
            @match one.erased_at {
                Some(at) => (notice(notice::Kind::Info, html! { p { (ctx.with("original-erased", [("day", format::date_of(ctx.lang, at).into())])) } })),
                None => {
                    p { (ctx.t("original-look")) }
                    div.actions { (link(Kind::Quiet, &format!("{here}/file"), &ctx.t("original-download"))) }
                    form.panel method="post" action=(here) novalidate {
                        (Field::new(self.form, "reason").key("original-reason").area(3, Some(1_000)))
                        div.actions {
                            (submit_as(Kind::Main, "act", "release", &ctx.t("original-release")))
                            (submit_as(Kind::Quiet, "act", "keep_back", &ctx.t("original-keep-back")))
                        }
                    }
                }
            }
        };
        Page::new(ctx, ctx.t("original-title"), body).with_errors(!self.form.errors.is_empty()).render()
    }
}

/// Beside an opinion: where it was handed in, and what of its originals everybody may have.
pub fn beside(ctx: &Ctx, place: &str, originals: &[OriginalView]) -> Markup {
    html! {
        @if !place.is_empty() || !originals.is_empty() {
            section.panel aria-labelledby="handed-in" {
                h2 #handed-in { (ctx.t("opinion-handed-in")) }
                @if !place.is_empty() { p { (ctx.with("opinion-handed-in-at", [("place", place.into())])) } }
                @if !originals.is_empty() {
                    ul {
                        @for one in originals {
                            li {
                                @match (one.erased_at, one.state) {
                                    (Some(at), _) => (ctx.with("original-erased", [("day", format::date_of(ctx.lang, at).into())])),
                                    (None, "released") => a href=(format!("/originals/{}", one.id)) { (ctx.t("original-download")) "（" (ctx.t(&format!("original-kind-{}", one.kind))) "，" (size(ctx, one.size)) "）" },
                                    (None, "kept_back") => (ctx.t("original-public-kept-back")),
                                    (None, _) => (ctx.t("original-public-waiting")),
                                }
                                @if one.erased_at.is_none() && one.state == "kept_back" { @if let Some(reason) = &one.reason { "：" (reason) } }
                            }
                        }
                    }
                }
            }
        }
    }
}
