//! Entering, changing or calling off a hearing.

use maud::{Markup, html};

use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, link, submit, submit_as};
use crate::components::errors;
use crate::components::field::{Choice, Field};
use crate::components::notice::{self, notice};
use crate::context::Ctx;
use crate::form::FormView;
use crate::layout::Page;

/// The codes of the kinds, in the order of the form.
pub const KINDS: [&str; 7] = [
    "hearing",
    "public_hearing",
    "forum",
    "briefing",
    "consultation",
    "study_meeting",
    "collaboration_meeting",
];

/// The codes of what a hearing may be about.
const SUBJECTS: [&str; 4] = ["proposal", "case", "text", "own"];

/// What the notice of a hearing under the law must say, in the order of the form; the rest stands with every meeting.
const PARTICULARS: [&str; 8] =
    ["basis", "parties", "procedure", "counsel", "rights", "preparatory", "absence", "agency"];

/// How far a hearing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// It is being entered.
    New,
    /// Facilitators alone know of it.
    Draft,
    /// Its notice is public, so that changing it asks for a reason.
    Published,
}

/// The form of a hearing.
#[derive(Debug)]
pub struct HearingFormPage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// What stands in the fields and what is wrong with it.
    pub form: FormView<'a>,
    /// Where it is sent.
    pub action: String,
    /// How far it is.
    pub stage: Stage,
}

/// The keys of the fields' words.
const KEYS: [(&str, &str); 23] = [
    ("proposal", "hearing-proposal"),
    ("subject", "hearing-subject"),
    ("kind", "hearing-kind"),
    ("title", "hearing-title"),
    ("held_on", "hearing-held-on"),
    ("starts_at", "hearing-starts-at"),
    ("ends_at", "hearing-ends-at"),
    ("notice", "hearing-notice"),
    ("recording", "hearing-recording"),
    ("agenda", "hearing-agenda"),
    ("stream", "hearing-stream"),
    ("slides", "hearing-slides"),
    ("registration_until", "hearing-registration-until"),
    ("places", "hearing-places"),
    ("reason", "hearing-reason"),
    ("basis", "hearing-basis"),
    ("parties", "hearing-parties"),
    ("procedure", "hearing-procedure"),
    ("counsel", "hearing-counsel"),
    ("rights", "hearing-rights"),
    ("preparatory", "hearing-preparatory"),
    ("absence", "hearing-absence"),
    ("agency", "hearing-agency"),
];

impl<'a> HearingFormPage<'a> {
    fn field(&self, name: &'a str) -> Field<'a> {
        let key = KEYS.iter().find(|(field, _)| *field == name).map_or(name, |(_, key)| *key);
        Field::new(self.form, name).key(key)
    }

    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let new = self.stage == Stage::New;
        let title = ctx.t(if new { "hearing-new" } else { "hearing-change" });
        let body = html! {
            (breadcrumb(ctx, &[("/desk/hearings", &ctx.t("hearings-desk"))]))
            (errors::summary(self.form, &KEYS))
            h1 { (title) }
            form method="post" action=(self.action) novalidate {
                (self.matter(new))
                h2 { (ctx.t("hearing-part-notice")) }
                (self.field("notice").optional().area(8, Some(20_000)))
                (notice(notice::Kind::Info, html! { p { (ctx.t("hearing-law-note")) } }))
                @for name in PARTICULARS { (self.field(name).optional().area(3, Some(2_000))) }
                h2 { (ctx.t("hearing-part-agenda")) }
                (self.field("agenda").optional().area(8, Some(10_000)))
                (self.field("stream").optional().input("url", None))
                (self.field("slides").optional().input("url", None))
                (self.field("recording").optional().input("url", None))
                h2 { (ctx.t("hearing-part-registration")) }
                (self.choice("registration"))
                (self.field("places").optional().input("numeric", None))
                (self.field("registration_until").optional().input("date", None))
                @match self.stage {
                    Stage::New => div.actions {
                        (submit_as(Kind::Main, "act", "publish", &ctx.t("hearing-publish")))
                        (submit_as(Kind::Quiet, "act", "draft", &ctx.t("hearing-save-draft")))
                    },
                    Stage::Draft => (submit(Kind::Main, &ctx.t("hearing-save"))),
                    Stage::Published => {
                        h2 { (ctx.t("hearing-part-reason")) }
                        (self.field("reason").area(3, Some(1_000)))
                        (submit(Kind::Main, &ctx.t("hearing-save-change")))
                    },
                }
            }
        };
        Page::new(ctx, title, body).with_errors(!self.form.errors.is_empty()).render()
    }

    /// What it is about, when and where.
    fn matter(&self, new: bool) -> Markup {
        let ctx = self.ctx;
        let kinds = KINDS.map(|code| {
            let key = format!("hearing-kind-{}", code.replace('_', "-"));
            Choice { hint: ctx.lang.find(&format!("{key}-hint")), ..Choice::new(code, ctx.t(&key)) }
        });
        let subjects = SUBJECTS.map(|code| Choice::new(code, ctx.t(&format!("hearing-subject-{code}"))));
        html! {
            @if new {
                (self.field("subject").radios(&subjects))
                (self.field("proposal").input("text", None))
            }
            (self.field("kind").radios(&kinds))
            (self.field("title").input("text", None))
            (self.field("held_on").input("date", None))
            (self.choice("historical"))
            (self.field("starts_at").optional().input("time", None))
            (self.field("ends_at").optional().input("time", None))
            (self.field("place").optional().input("text", None))
            (self.field("chair").optional().input("text", None))
        }
    }

    fn choice(&self, name: &str) -> Markup {
        html! {
            div.field { div.choice {
                input id=(name) type="checkbox" name=(name) value="yes" checked[self.form.values.has(name, "yes")];
                label for=(name) { (self.ctx.t(&format!("hearing-choice-{name}"))) }
            } }
        }
    }
}

/// The question before a hearing is called off.
#[derive(Debug)]
pub struct CancelPage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// What stands in the field and what is wrong with it.
    pub form: FormView<'a>,
    /// The hearing's id.
    pub id: String,
    /// Its title.
    pub title: String,
}

impl CancelPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let back = format!("/desk/hearings/{}", self.id);
        let title = ctx.t("hearing-cancel");
        let body = html! {
            (breadcrumb(ctx, &[("/desk/hearings", &ctx.t("hearings-desk")), (&back, &self.title)]))
            (errors::summary(self.form, &KEYS))
            h1 { (title) }
            p.lead { (ctx.with("hearing-cancel-lead", [("title", self.title.clone().into())])) }
            form method="post" action=(format!("{back}/cancel")) novalidate {
                (Field::new(self.form, "reason").key("hearing-cancel-reason").area(4, Some(1_000)))
                div.actions {
                    (submit(Kind::Danger, &ctx.t("hearing-cancel-confirm")))
                    (link(Kind::Quiet, &back, &ctx.t("hearing-cancel-back")))
                }
            }
        };
        Page::new(ctx, title, body).with_errors(!self.form.errors.is_empty()).render()
    }
}
