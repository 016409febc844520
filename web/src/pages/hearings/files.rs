//! Slides and documents of a hearing.

use maud::{Markup, html};

use crate::FormView;
use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, submit};
use crate::components::errors;
use crate::components::field::Field;
use crate::components::notice::empty;
use crate::context::Ctx;
use crate::layout::Page;

/// A file.
#[derive(Debug, Clone)]
pub struct FileView {
    /// Its id.
    pub id: String,
    /// Where it can be had.
    pub href: String,
    /// What it is.
    pub title: String,
    /// When it is shown in the meeting.
    pub shown_at: Option<String>,
    /// How its name ends.
    pub kind: &'static str,
    /// Its size in bytes.
    pub size: i64,
}

/// The files as a list, each with its time and size.
pub fn list(ctx: &Ctx, files: &[FileView], act: impl Fn(&FileView) -> Markup) -> Markup {
    html! {
        ul.plain-list {
            @for file in files {
                li {
                    @if let Some(time) = &file.shown_at { span.number { (time) } " " }
                    a href=(file.href) download { (file.title) }
                    " " span.soft.small { (ctx.with("hall-file-size", [("kind", file.kind.to_uppercase().into()), ("kib", (file.size / 1024 + 1).into())])) }
                    (act(file))
                }
            }
        }
    }
}

/// The facilitator's page of files.
#[derive(Debug)]
pub struct FilesPage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// What was typed and what is wrong with it.
    pub form: FormView<'a>,
    /// The hearing's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The files that are there.
    pub files: Vec<FileView>,
    /// The greatest size of a file, in mebibytes.
    pub most: usize,
}

impl FilesPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let desk = format!("/desk/hearings/{}", self.id);
        let action = format!("{desk}/files");
        let keys = [("file", "hall-file"), ("file_title", "hall-file-title"), ("shown_at", "hall-file-time")];
        let remove = |file: &FileView| {
            html! {
                form.inline method="post" action=(format!("{action}/{}/remove", file.id)) {
                    button.danger.button-small type="submit" { (ctx.t("hall-file-remove")) span.visually-hidden { " " (file.title) } }
                }
            }
        };
        let body = html! {
            (breadcrumb(ctx, &[("/desk/hearings", &ctx.t("hearings-desk")), (&desk, &self.title)]))
            (errors::summary(form, &keys))
            h1 { (ctx.t("hall-files-title")) }
            p.lead { (self.title) }
            @if self.files.is_empty() { (empty(&ctx.t("hall-files-none"))) } @else { (list(ctx, &self.files, remove)) }
            h2 { (ctx.t("hall-file-add")) }
            form.panel method="post" action=(action) enctype="multipart/form-data" novalidate {
                (Field::new(form, "file_title").key("hall-file-title").input("text", None))
                (Field::new(form, "shown_at").key("hall-file-time").optional().input("time", None))
                div class=(if form.error("file").is_some() { "field has-error" } else { "field" }) {
                    label for="file" { (ctx.t("field-hall-file")) }
                    p.hint #file-hint { (ctx.with("field-hall-file-hint", [("max", self.most.into())])) }
                    @if let Some(error) = form.error("file") {
                        p.field-error #file-error { span.visually-hidden { (ctx.t("title-error-prefix")) } (error) }
                    }
                    input #file type="file" name="file" aria-invalid=[form.error("file").map(|_| "true")]
                        aria-describedby=(if form.error("file").is_some() { "file-hint file-error" } else { "file-hint" })
                        accept=".pdf,.png,.jpg,.jpeg,.webp,.odt,.ods,.odp,.docx,.xlsx,.pptx,.csv,.txt";
                }
                (submit(Kind::Main, &ctx.t("hall-file-send")))
            }
        };
        Page::new(ctx, ctx.t("hall-files-title"), body).with_errors(!form.errors.is_empty()).render()
    }
}
