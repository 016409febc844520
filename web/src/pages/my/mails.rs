//! Which mails a person wants: on their own pages, or by the link at the foot of a mail.

use maud::{Markup, html};

use crate::components::button::{Kind, submit};
use crate::components::errors;
use crate::components::field::{Choice, Field};
use crate::context::Ctx;
use crate::form::FormView;
use crate::layout::Page;

/// The choice of mails.
#[derive(Debug)]
pub struct MailsPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// Where the form goes: `/my/mails`, or the link of a mail.
    pub action: &'a str,
    /// Whether it was reached by the link of a mail, without signing in.
    pub by_link: bool,
    /// The codes of the choices.
    pub choices: &'a [&'a str],
    /// The form; `choice` holds what is chosen now.
    pub form: FormView<'a>,
}

impl MailsPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("mails-title");
        let choices: Vec<Choice> = self
            .choices
            .iter()
            .map(|code| Choice {
                value: (*code).to_owned(),
                label: ctx.t(&format!("mails-choice-{code}")),
                hint: ctx.lang.find(&format!("mails-choice-{code}-hint")),
            })
            .collect();
        let body = html! {
            (errors::summary(self.form, &[("choice", "mails-choice")]))
            h1 { (title) }
            @if self.by_link { p.lead { (ctx.t("mails-by-link")) } }
            form method="post" action=(self.action) novalidate {
                (Field::new(self.form, "choice").key("mails-choice").radios(&choices))
                (submit(Kind::Main, &ctx.t("mails-save")))
            }
            p.small.soft { (ctx.t("mails-always")) }
        };
        Page::new(ctx, title, body).with_errors(!self.form.errors.is_empty()).render()
    }
}
