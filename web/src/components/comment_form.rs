//! The form for a comment or a reply.

use maud::{Markup, html};

use super::button::{Kind, submit, submit_as};
use super::field::{Choice, Field};
use super::notice::{self, notice};
use crate::context::Ctx;
use crate::form::FormView;
use crate::pages::accounts::identity::identity_path;

/// Whether the reader may write here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writing {
    /// Yes.
    Open,
    /// They must sign in first.
    SignIn,
    /// They must confirm their mobile number first.
    Confirm,
    /// An identity provider must vouch for them first.
    Identify,
    /// The proposal takes no comments in its state.
    Closed,
}

/// The keys of the words of a comment's fields, or of a reply's.
pub fn comment_keys(reply: bool) -> &'static [(&'static str, &'static str)] {
    if reply {
        &[("body", "reply-body"), ("stance", "comment-stance")]
    } else {
        &[("body", "comment-body"), ("stance", "comment-stance")]
    }
}

/// The button that publishes what looks like personal data all the same; only in a form that was asked about it.
pub fn all_the_same(form: FormView<'_>) -> Markup {
    html! {
        @if form.errors.0.iter().any(|error| error.code == "personal_data") {
            (submit_as(Kind::Quiet, "personal", "ok", &form.lang.t("personal-all-the-same")))
        }
    }
}

/// The form, or what must be done before one may write.
#[derive(Debug)]
pub struct CommentForm<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// Whether the reader may write.
    pub writing: Writing,
    /// What was typed and what is wrong with it.
    pub form: FormView<'a>,
    /// Where it is sent.
    pub action: String,
    /// Whether it is a reply, which needs no stance.
    pub reply: bool,
    /// The greatest length in characters.
    pub max: usize,
    /// The agency for which the reader may speak.
    pub speaks_for: Option<&'a str>,
    /// What is sent with it.
    pub hidden: Vec<(&'static str, String)>,
}

impl CommentForm<'_> {
    /// The form.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        match self.writing {
            Writing::Closed => notice(notice::Kind::Info, html! { p { (ctx.t("comment-closed")) } }),
            Writing::SignIn => notice(
                notice::Kind::Info,
                html! { p { a href=(format!("/sign-in?back={}", ctx.path.split('?').next().unwrap_or("/"))) { (ctx.t("comment-sign-in")) } (ctx.t("comment-sign-in-after")) } },
            ),
            Writing::Confirm => notice(
                notice::Kind::Wait,
                html! { p { (ctx.t("comment-confirm")) " " a href="/account" { (ctx.t("comment-confirm-link")) } } },
            ),
            Writing::Identify => notice(
                notice::Kind::Wait,
                html! { p { (ctx.t("comment-identify")) " " a href=(identity_path(ctx.path.split('?').next().unwrap_or("/"))) { (ctx.t("comment-confirm-link")) } } },
            ),
            Writing::Open => self.fields(),
        }
    }

    fn fields(&self) -> Markup {
        let ctx = self.ctx;
        let stances = ["pro", "con", "other"].map(|code| Choice::new(code, ctx.t(&format!("stance-{code}"))));
        let body = Field::new(self.form, "body").key(if self.reply { "reply-body" } else { "comment-body" });
        html! {
            form.comment-form method="post" action=(self.action) novalidate {
                @for (name, value) in &self.hidden { input type="hidden" name=(name) value=(value); }
                @if !self.reply {
                    div.choices-inline-group { (Field::new(self.form, "stance").key("comment-stance").radios(&stances)) }
                }
                (body.area(4, Some(self.max)))
                p.soft.small { (ctx.t("comment-markdown")) }
                @if let Some(agency) = self.speaks_for {
                    div.choice {
                        input #official type="checkbox" name="official" value="yes" checked[self.form.values.get("official") == "yes"];
                        label for="official" { (ctx.with("comment-as-agency", [("agency", agency.to_owned().into())])) }
                    }
                }
                div.actions {
                    (submit(Kind::Main, &ctx.t(if self.reply { "comment-send-reply" } else { "comment-send" })))
                    (all_the_same(self.form))
                }
            }
        }
    }
}
