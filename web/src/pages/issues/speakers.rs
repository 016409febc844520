//! Who spoke at a hearing, and whose account that is: so that whoever spoke and posted counts once.

use maud::{Markup, html};

use crate::components::badge::{Tone, badge};
use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, link, post, submit};
use crate::components::errors;
use crate::components::field::Field;
use crate::components::notice::empty;
use crate::context::Ctx;
use crate::form::FormView;
use crate::format;
use crate::layout::Page;
use crate::pages::hearings::own::{CorrectionView, OwnStatement, own_statements};

/// How a name of the record stands with the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mine {
    /// They may say that it is theirs.
    Open,
    /// They must sign in first.
    SignIn,
    /// A code shows it, and nothing else.
    ByCode,
    /// They said so; nobody has decided.
    Asked,
    /// It is theirs.
    Confirmed,
    /// A facilitator did not find it so.
    Refused,
    /// It is somebody else of those with an account.
    Taken,
}

/// A name of the record.
#[derive(Debug)]
pub struct SpeakerLine {
    /// The name as the record has it.
    pub name: String,
    /// The name as it is shown.
    pub shown: String,
    /// How many speeches.
    pub speeches: i64,
    /// How it stands with the reader.
    pub mine: Mine,
}

/// A claim that a facilitator decides.
#[derive(Debug)]
pub struct ClaimLine {
    /// Its id.
    pub id: String,
    /// The name in the record.
    pub speaker: String,
    /// The nickname of who says so.
    pub person: String,
}

/// The speakers of a hearing.
#[derive(Debug)]
pub struct SpeakersPage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// The code that was typed and what is wrong with it.
    pub form: FormView<'a>,
    /// Whether the reader has signed in.
    pub signed_in: bool,
    /// The days for corrections.
    pub window: CorrectionView,
    /// What the reader is confirmed to have said.
    pub mine: Vec<OwnStatement>,
    /// The hearing's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Who spoke.
    pub speakers: Vec<SpeakerLine>,
    /// What waits for a facilitator; shown to them alone.
    pub claims: Option<Vec<ClaimLine>>,
}

impl SpeakersPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let home = format!("/hearings/{}", self.id);
        let body = html! {
            (breadcrumb(ctx, &[("/hearings", &ctx.t("nav-hearings")), (&home, &self.title)]))
            h1 { (ctx.t("speakers-title")) }
            p.lead { (self.title) }
            (errors::summary(self.form, &[("code", "words-code")]))
            p { (ctx.t("speakers-lead")) }
            @if !self.mine.is_empty() { (own_statements(ctx, self.window, &self.mine)) }
            (self.code())
            @if let Some(claims) = &self.claims {
                h2 { (ctx.t("speakers-claims")) }
                p.hint { (ctx.t("speakers-claims-hint")) }
                @if claims.is_empty() { (empty(&ctx.t("speakers-claims-none"))) }
                @for claim in claims {
                    div.panel {
                        p { (ctx.with("speakers-claim", [("person", claim.person.as_str().into()), ("speaker", claim.speaker.as_str().into())])) }
                        div.actions {
                            @let action = format!("/desk/hearings/{}/claims", self.id);
                            (post(Kind::Main, &action, &[("claim", &claim.id), ("act", "confirm")], &ctx.t("speakers-confirm")))
                            (post(Kind::Quiet, &action, &[("claim", &claim.id), ("act", "refuse")], &ctx.t("speakers-refuse")))
                        }
                    }
                }
            }
            h2 { (ctx.t("hearing-who-spoke")) }
            @if self.speakers.is_empty() { (empty(&ctx.t("hearing-no-record"))) } @else {
                div.table-scroll {
                    table.as-cards {
                        thead { tr {
                            th scope="col" { (ctx.t("speakers-name")) }
                            th scope="col" { (ctx.t("speakers-speeches")) }
                            th scope="col" { (ctx.t("speakers-mine")) }
                        } }
                        tbody { @for speaker in &self.speakers { (self.row(speaker)) } }
                    }
                }
            }
        };
        Page::new(ctx, format!("{} – {}", ctx.t("speakers-title"), self.title), body)
            .with_errors(!self.form.errors.is_empty())
            .render()
    }

    /// The form for a code of the hall.
    fn code(&self) -> Markup {
        let ctx = self.ctx;
        let page = format!("/hearings/{}/speakers", self.id);
        html! {
            h2 #code { (ctx.t("words-have-code")) }
            @if self.signed_in {
                form.panel method="post" action=(format!("{page}/code")) novalidate {
                    (Field::new(self.form, "code").key("words-code").input("text", Some("one-time-code")))
                    (submit(Kind::Main, &ctx.t("words-code-send")))
                }
            } @else {
                p { (link(Kind::Main, &format!("/sign-in?back={page}"), &ctx.t("words-code-sign-in"))) }
            }
        }
    }

    fn row(&self, speaker: &SpeakerLine) -> Markup {
        let ctx = self.ctx;
        let action = format!("/hearings/{}/speakers", self.id);
        html! {
            tr {
                th scope="row" { (speaker.shown) }
                td.number data-label=(ctx.t("speakers-speeches")) { (format::number(speaker.speeches)) }
                td {
                    @match speaker.mine {
                        Mine::Open => {
                            form.inline method="post" action=(action) {
                                input type="hidden" name="speaker" value=(speaker.name);
                                button.quiet.small type="submit" { (ctx.t("speakers-it-is-me")) span.visually-hidden { " " (speaker.shown) } }
                            }
                        }
                        Mine::SignIn => a href=(format!("/sign-in?back={action}")) { (ctx.t("speakers-it-is-me")) span.visually-hidden { " " (speaker.shown) } },
                        Mine::ByCode => span.soft { (ctx.t("words-by-code")) },
                        Mine::Asked => (badge(Tone::Wait, &ctx.t("speakers-asked"))),
                        Mine::Confirmed => (badge(Tone::Good, &ctx.t("speakers-confirmed"))),
                        Mine::Refused => (badge(Tone::Plain, &ctx.t("speakers-refused"))),
                        Mine::Taken => span.soft { (ctx.t("speakers-taken")) },
                    }
                }
            }
        }
    }
}
