//! Drafting a text, and looking at what was found in it before it is published.

use maud::{Markup, html};

use super::changes::{ChangedArticle, differences};
use super::{ArticleView, chapter, paragraphs, reason};
use crate::FormView;
use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, link, post, submit};
use crate::components::errors;
use crate::components::field::{Choice, Field};
use crate::components::notice::{self, notice};
use crate::components::prose::prose;
use crate::context::Ctx;
use crate::layout::Page;

/// The keys of the fields' words.
pub const KEYS: [(&str, &str); 6] = [
    ("file", "draft-file"),
    ("title", "text-title"),
    ("kind", "text-kind"),
    ("note", "text-note"),
    ("change", "text-change"),
    ("body", "text-body"),
];

/// What was read out of a file into the form.
#[derive(Debug)]
pub struct Taken {
    /// Its name.
    pub name: String,
    /// How many articles begin in it.
    pub articles: usize,
    /// How many footnotes were left out.
    pub footnotes: usize,
    /// Whether words that somebody proposed to delete were left out.
    pub deletions: bool,
    /// Whether tables became plain words.
    pub tables: bool,
    /// What stood in the field before.
    pub before: Option<String>,
}

impl Taken {
    fn notice(&self, ctx: &Ctx) -> Markup {
        let key = if self.articles > 0 { "draft-file-done" } else { "draft-file-done-none" };
        let kind = if self.articles > 0 { notice::Kind::Done } else { notice::Kind::Wait };
        notice(
            kind,
            html! {
                p { (ctx.with(key, [("name", self.name.clone().into()), ("articles", self.articles.into())])) }
                @if self.deletions { p { (ctx.t("draft-file-deletions")) } }
                @if self.footnotes > 0 { p { (ctx.with("draft-file-notes", [("count", self.footnotes.into())])) } }
                @if self.tables { p { (ctx.t("draft-file-tables")) } }
                @if let Some(before) = &self.before { details { summary { (ctx.t("draft-file-before")) } pre { (before) } } }
            },
        )
    }
}

/// The form of a draft.
#[derive(Debug)]
pub struct EditText<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// The proposal's title and address.
    pub proposal: (String, String),
    /// Where the form is sent.
    pub action: String,
    /// Where it is sent with a file whose words are to fill it.
    pub take: String,
    /// What was read out of a file.
    pub taken: Option<Taken>,
    /// What was typed and what is wrong with it.
    pub form: FormView<'a>,
    /// The mark of the draft that the form was made from.
    pub mark: i64,
    /// The number of the newest version, 0 before there is one.
    pub latest: i64,
    /// Whether the draft is there already and may be thrown away.
    pub discard: bool,
    /// What a colleague saved meanwhile and differs, each with its field's name.
    pub theirs: Option<Vec<(&'static str, String)>>,
}

impl EditText<'_> {
    /// The file whose words fill the form: the whole form goes with it, so that what was typed comes back.
    fn file(&self) -> Markup {
        let ctx = self.ctx;
        let error = self.form.error("file");
        html! {
            details.field open[error.is_some() || (self.mark == 0 && self.taken.is_none())] {
                summary { (ctx.t("draft-file")) }
                div class=(if error.is_some() { "field has-error" } else { "field" }) {
                    label for="file" { (ctx.t("field-draft-file")) }
                    p.hint #file-hint { (ctx.t("draft-file-hint")) }
                    @if let Some(error) = &error {
                        p.field-error #file-error { span.visually-hidden { (ctx.t("title-error-prefix")) } (error) }
                    }
                    input #file type="file" name="file" accept=".docx,.odt,.txt,.md,.markdown" aria-describedby=(if error.is_some() { "file-hint file-error" } else { "file-hint" }) aria-invalid=[error.is_some().then_some("true")];
                }
                div.actions { button.quiet type="submit" formaction=(self.take) formenctype="multipart/form-data" { (ctx.t("draft-file-put")) } }
            }
        }
    }

    /// The page.
    pub fn render(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let title = ctx.t(if self.mark == 0 { "text-new" } else { "text-edit" });
        let kinds =
            ["regulation", "policy"].map(|code| Choice::new(code, ctx.t(&format!("text-kind-{code}"))));
        let body = html! {
            (breadcrumb(ctx, &[("/proposals", &ctx.t("nav-proposals")), (&self.proposal.1, &self.proposal.0)]))
            (errors::summary(form, &KEYS))
            h1 { (title) }
            p.lead { (self.proposal.0) }
            @if self.latest > 0 { p { (ctx.with("text-edit-lead", [("next", (self.latest + 1).into())])) } }
            @if let Some(theirs) = &self.theirs {
                (notice(notice::Kind::Bad, html! {
                    p { (ctx.t("text-theirs")) }
                    @for (name, words) in theirs {
                        details {
                            summary { (ctx.with("text-theirs-field", [("field", ctx.t(&format!("field-text-{name}")).into())])) }
                            @if words.is_empty() { p { (ctx.t("text-theirs-empty")) } } @else { pre { (words) } }
                        }
                    }
                }))
            }
            @if let Some(taken) = &self.taken { (taken.notice(ctx)) }
            form.panel method="post" action=(self.action) novalidate {
                input type="hidden" name="mark" value=(self.mark);
                // What the Enter key presses: saving, and not the button of the file.
                button type="submit" hidden tabindex="-1" { (ctx.t("text-save")) }
                (self.file())
                @if self.latest == 0 { (Field::new(form, "kind").key("text-kind").radios(&kinds)) }
                (Field::new(form, "title").key("text-title").input("text", None))
                (Field::new(form, "note").key("text-note").optional().area(4, Some(5_000)))
                @if self.latest > 0 { (Field::new(form, "change").key("text-change").area(3, Some(2_000))) }
                (Field::new(form, "body").key("text-body").area(24, Some(100_000)))
                details { summary { (ctx.t("text-example")) } pre { (ctx.t("text-example-text")) } }
                div.actions { (submit(Kind::Main, &ctx.t("text-save"))) }
            }
            @if self.discard { div.actions { (post(Kind::Danger, &format!("{}/discard", self.action), &[], &ctx.t("text-discard"))) } }
        };
        Page::new(ctx, title, body).with_errors(!form.errors.is_empty()).render()
    }
}

/// What would become of the comments.
#[derive(Debug, Clone, Copy, Default)]
pub struct Followed {
    /// How many go on to the same or changed words.
    pub on: i64,
    /// How many lose their place.
    pub gone: i64,
}

/// What was found in a draft.
#[derive(Debug)]
pub struct PreviewText<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// The proposal's title and address.
    pub proposal: (String, String),
    /// Where the draft is edited.
    pub edit: String,
    /// The title.
    pub title: String,
    /// The explanatory note.
    pub note: String,
    /// The articles that were found.
    pub articles: Vec<ArticleView>,
    /// The number the version would have.
    pub next: i64,
    /// The mark of the draft.
    pub mark: i64,
    /// Whether whoever looks may publish it.
    pub publishes: bool,
    /// Against the newest version, where there is one.
    pub changed: Option<Vec<ChangedArticle>>,
    /// What would become of the comments.
    pub followed: Followed,
    /// What is wrong.
    pub form: FormView<'a>,
}

impl PreviewText<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let count: usize = self.articles.iter().map(|one| one.paragraphs.len()).sum();
        let mark = self.mark.to_string();
        let publish = format!("{}/publish", self.edit);
        let buttons = || {
            html! {
                div.actions {
                    @if self.publishes { (post(Kind::Main, &publish, &[("mark", mark.as_str())], &ctx.with("text-publish", [("number", self.next.into())]))) }
                    (link(Kind::Quiet, &self.edit, &ctx.t("text-back-to-edit")))
                }
            }
        };
        let body = html! {
            (breadcrumb(ctx, &[("/proposals", &ctx.t("nav-proposals")), (&self.proposal.1, &self.proposal.0), (&self.edit, &ctx.t("text-edit"))]))
            (errors::summary(self.form, &KEYS))
            h1 { (ctx.t("text-preview")) }
            p.lead { (self.title) }
            (notice(notice::Kind::Info, html! {
                p { (ctx.with("text-found", [("articles", self.articles.len().into()), ("paragraphs", count.into())])) }
                @if self.followed.on + self.followed.gone > 0 {
                    p { (ctx.with("text-will-follow", [("on", self.followed.on.into()), ("gone", self.followed.gone.into())])) }
                }
                p { (ctx.t(if self.publishes { "text-publish-lead" } else { "text-publish-others" })) }
            }))
            (buttons())
            @if let Some(changed) = &self.changed {
                h2 { (ctx.with("text-changes-title", [("from", (self.next - 1).into()), ("to", self.next.into())])) }
                (differences(ctx, changed, 3))
            }
            h2 { (ctx.t("text-as-read")) }
            @if !self.note.is_empty() { details { summary { (ctx.t("text-note")) } (prose(&self.note)) } }
            @for article in &self.articles {
                (chapter(article))
                section.text-article { h3 { (article.name()) } (paragraphs(article, None, |_, _| html! {})) (reason(ctx, article)) }
            }
            (buttons())
        };
        Page::new(ctx, ctx.t("text-preview"), body).with_errors(!self.form.errors.is_empty()).render()
    }
}
