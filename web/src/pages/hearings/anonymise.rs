//! Taking a speaker's name away: first every place where it stands, then the act.

use maud::{Markup, html};

use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, link, submit_as};
use crate::components::errors;
use crate::components::field::Field;
use crate::components::notice::{self, notice};
use crate::context::Ctx;
use crate::form::FormView;
use crate::format;
use crate::layout::Page;

/// A place where the name stands.
#[derive(Debug)]
pub struct PlaceView {
    /// What kind of place, as a code.
    pub kind: &'static str,
    /// The title of the hearing.
    pub hearing: String,
    /// The statement's place in its record.
    pub position: Option<i64>,
    /// What stands there, cut.
    pub before: String,
    /// What will stand there.
    pub after: String,
}

/// The page.
#[derive(Debug)]
pub struct AnonymisePage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// What stands in the fields and what is wrong with it.
    pub form: FormView<'a>,
    /// The hearing's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The name in the record.
    pub speaker: String,
    /// What they will be called; nothing while the spellings are wrong.
    pub label: Option<String>,
    /// How many places there are.
    pub count: usize,
    /// The first of them.
    pub places: Vec<PlaceView>,
    /// In how many comments the name stands, and the addresses of some.
    pub comments: (usize, Vec<String>),
    /// In how many opinions of paper, counters and tables it is taken away besides, and the addresses of some.
    pub handed_in: (usize, Vec<String>),
}

/// The keys of the fields' words.
const KEYS: [(&str, &str); 2] = [("also", "words-also"), ("reason", "words-request")];

impl AnonymisePage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("words-anonymise");
        let (desk, back) =
            (format!("/desk/hearings/{}", self.id), format!("/desk/hearings/{}/words", self.id));
        let body = html! {
            (breadcrumb(ctx, &[("/desk/hearings", &ctx.t("hearings-desk")), (&desk, &self.title), (&back, &ctx.t("words-title"))]))
            (errors::summary(self.form, &KEYS))
            h1 { (title) }
            @if let Some(label) = &self.label {
                p.lead { del { (self.speaker) } " → " ins { (format::speaker(ctx.lang, label)) } }
            }
            (notice(notice::Kind::Wait, html! { p { (ctx.t("words-anonymise-what")) } }))
            form.panel method="post" action=(format!("/desk/hearings/{}/anonymise", self.id)) novalidate {
                input type="hidden" name="speaker" value=(self.speaker);
                (Field::new(self.form, "also").key("words-also").optional().area(3, None))
                div.actions { (submit_as(Kind::Quiet, "act", "preview", &ctx.t("words-preview"))) }
                (Field::new(self.form, "reason").key("words-request").area(3, Some(1_000)))
                div.actions {
                    (submit_as(Kind::Danger, "act", "confirm", &ctx.t("words-anonymise-confirm")))
                    (link(Kind::Quiet, &back, &ctx.t("words-anonymise-back")))
                }
            }
            h2 #places { (ctx.with("words-places", [("count", self.count.into())])) }
            @if self.places.len() < self.count { p.soft { (ctx.with("words-places-shown", [("count", self.places.len().into())])) } }
            ol.plain-list { @for place in &self.places { li.card { (self.place(place)) } } }
            @if self.handed_in.0 > 0 {
                h2 { (ctx.with("words-handed-in", [("count", self.handed_in.0.into())])) }
                p { (ctx.t("words-handed-in-what")) }
                ul { @for href in &self.handed_in.1 { li { a href=(href) { (href) } } } }
            }
            @if self.comments.0 > 0 {
                h2 { (ctx.with("words-in-comments", [("count", self.comments.0.into())])) }
                p { (ctx.t("words-in-comments-what")) }
                ul { @for href in &self.comments.1 { li { a href=(href) { (href) } } } }
            }
        };
        Page::new(ctx, title, body).with_errors(!self.form.errors.is_empty()).render()
    }

    fn place(&self, place: &PlaceView) -> Markup {
        let ctx = self.ctx;
        html! {
            p.voice-head {
                strong { (ctx.t(&format!("words-place-{}", place.kind))) }
                @if let Some(position) = place.position { span.soft { "#" (position) } }
                span.soft { (place.hearing) }
            }
            p { del { (place.before) } }
            p { ins { (place.after) } }
        }
    }
}
