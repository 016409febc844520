//! One issue on the facilitator's desk: its words, its voices, and making another issue of some of them.

use maud::{Markup, html};

use super::filing::Waiting;
use crate::FormView;
use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, link, submit_as};
use crate::components::errors;
use crate::components::field::Field;
use crate::components::notice::empty;
use crate::components::pager::pager;
use crate::components::voice::{channel_badge, stance_badge};
use crate::context::Ctx;
use crate::layout::Page;

/// An issue on the desk.
#[derive(Debug)]
pub struct ManageIssue<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// Its id.
    pub id: String,
    /// The id of the proposal.
    pub proposal: String,
    /// The question as it stands.
    pub title: String,
    /// How many voices it has.
    pub count: i64,
    /// The other issues: id and title.
    pub others: Vec<(String, String)>,
    /// The voices of this page.
    pub voices: Vec<Waiting>,
    /// The form, with what was typed.
    pub form: FormView<'a>,
    /// Where the first page is, if this is a later one.
    pub first: Option<String>,
    /// Where the next page is.
    pub next: Option<String>,
}

impl ManageIssue<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let action = format!("/desk/issues/{}", self.id);
        let desk = format!("/desk/proposals/{}/issues", self.proposal);
        let body = html! {
            (breadcrumb(ctx, &[("/desk/hearings", &ctx.t("hearings-desk")), (&desk, &ctx.t("issues-desk"))]))
            (errors::summary(form, &KEYS))
            h1 { (self.title) }
            div.actions {
                (link(Kind::Quiet, &format!("/issues/{}", self.id), &ctx.t("issue-public")))
                (link(Kind::Quiet, &format!("/desk/proposals/{}/filing?near={}", self.proposal, self.id), &ctx.t("issue-near")))
            }
            form.panel method="post" action=(action) novalidate {
                (Field::new(form, "title").key("issue-title").input("text", None))
                (Field::new(form, "summary").key("issue-summary").optional().area(3, Some(500)))
                (submit_as(Kind::Main, "act", "rename", &ctx.t("issue-save")))
            }
            h2 { (ctx.t("issue-voices")) " " span.soft { (self.count) } }
            @if self.voices.is_empty() { (empty(&ctx.t("issue-none-here"))) } @else { (self.list(&action)) }
            (pager(ctx, self.first.as_deref(), self.next.as_deref()))
            h2 { (ctx.t("issue-remove-title")) }
            form.panel method="post" action=(action) {
                p { (ctx.t("issue-remove-lead")) }
                (submit_as(Kind::Quiet, "act", "remove", &ctx.t("issue-remove")))
            }
        };
        Page::new(ctx, self.title.clone(), body).wide().with_errors(!form.errors.is_empty()).render()
    }

    fn list(&self, action: &str) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        html! {
            form method="post" action=(action) novalidate {
                @for voice in &self.voices { input type="hidden" name="shown" value=(voice.id); }
                label.tick { input type="checkbox" name="all" value="yes"; span { (ctx.with("filing-all", [("count", self.voices.len().into())])) } }
                ul.plain-list.filing #voices {
                    @for voice in &self.voices {
                        @let id = format!("v-{}", voice.id);
                        li.voice id=(format!("voice-{}", voice.id)) {
                            label.tick for=(id) {
                                input id=(id) type="checkbox" name="voice" value=(voice.id) checked[form.values.has("voice", &voice.id)];
                                span { (voice.words) }
                            }
                            p.voice-head {
                                a href=(voice.href) { (voice.name.clone().unwrap_or_else(|| ctx.t("voice-unnamed"))) }
                                (channel_badge(ctx.lang, voice.channel))
                                @if let Some(stance) = voice.stance { (stance_badge(ctx.lang, stance)) }
                                @if voice.same > 0 { span.soft { (ctx.with("filing-same", [("count", voice.same.into())])) } }
                            }
                        }
                    }
                }
                p.hint { (ctx.t("issue-with-same")) }
                div.panel {
                    (submit_as(Kind::Quiet, "act", "take_out", &ctx.t("issue-take-out")))
                    @if !self.others.is_empty() {
                        div.field {
                            label for="to" { (ctx.t("issue-move-to")) }
                            div.search-row {
                                select #to name="to" { @for (id, title) in &self.others { option value=(id) selected[form.values.get("to") == id] { (title) } } }
                                (submit_as(Kind::Quiet, "act", "move", &ctx.t("issue-move")))
                                (submit_as(Kind::Quiet, "act", "copy", &ctx.t("issue-copy")))
                            }
                        }
                    }
                    (Field::new(form, "new_title").key("issue-split-title").optional().input("text", None))
                    (submit_as(Kind::Quiet, "act", "split", &ctx.t("issue-split")))
                }
            }
        }
    }
}

/// The words of the fields.
const KEYS: [(&str, &str); 4] = [
    ("title", "issue-title"),
    ("summary", "issue-summary"),
    ("new_title", "issue-split-title"),
    ("voices", "issue-voices"),
];
