//! Entering or changing a hearing.

use maud::{Markup, html};

use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, submit};
use crate::components::errors;
use crate::components::field::{Choice, Field};
use crate::context::Ctx;
use crate::form::FormView;
use crate::layout::Page;

/// The codes of the kinds, in the order of the form.
pub const KINDS: [&str; 4] = ["hearing", "public_hearing", "study_meeting", "collaboration_meeting"];

/// The form of a hearing.
#[derive(Debug)]
pub struct HearingFormPage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// What stands in the fields and what is wrong with it.
    pub form: FormView<'a>,
    /// Where it is sent.
    pub action: String,
    /// Whether the hearing is new, so that the proposal is asked for.
    pub new: bool,
}

/// The keys of the fields' words.
const KEYS: [(&str, &str); 6] = [
    ("proposal", "hearing-proposal"),
    ("kind", "hearing-kind"),
    ("title", "hearing-title"),
    ("held_on", "hearing-held-on"),
    ("notice", "hearing-notice"),
    ("recording", "hearing-recording"),
];

impl HearingFormPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t(if self.new { "hearing-new" } else { "hearing-change" });
        let kinds = KINDS.map(|code| {
            let key = format!("hearing-kind-{}", code.replace('_', "-"));
            Choice { hint: ctx.lang.find(&format!("{key}-hint")), ..Choice::new(code, ctx.t(&key)) }
        });
        let body = html! {
            (breadcrumb(ctx, &[("/desk/hearings", &ctx.t("hearings-desk"))]))
            (errors::summary(self.form, &KEYS))
            h1 { (title) }
            form method="post" action=(self.action) novalidate {
                @if self.new { (Field::new(self.form, "proposal").key("hearing-proposal").input("text", None)) }
                (Field::new(self.form, "kind").key("hearing-kind").radios(&kinds))
                (Field::new(self.form, "title").key("hearing-title").input("text", None))
                (Field::new(self.form, "held_on").key("hearing-held-on").input("date", None))
                (Field::new(self.form, "place").optional().input("text", None))
                (Field::new(self.form, "chair").optional().input("text", None))
                (Field::new(self.form, "notice").key("hearing-notice").optional().area(10, Some(20_000)))
                (Field::new(self.form, "recording").key("hearing-recording").optional().input("url", None))
                (submit(Kind::Main, &ctx.t(if self.new { "hearing-create" } else { "hearing-save" })))
            }
        };
        Page::new(ctx, title, body).with_errors(!self.form.errors.is_empty()).render()
    }
}
