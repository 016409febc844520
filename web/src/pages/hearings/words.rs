//! The facilitator's page about those who spoke, and the sheet of codes they are given.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::own::CorrectionView;
use crate::components::badge::{Tone, badge};
use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, link, post, submit};
use crate::components::errors;
use crate::components::field::Field;
use crate::components::notice::{self, empty, notice};
use crate::components::qr::qr;
use crate::context::Ctx;
use crate::form::FormView;
use crate::format;
use crate::layout::Page;

/// A code as it is listed, without its signs.
#[derive(Debug)]
pub struct CodeLine {
    /// Its number.
    pub number: i64,
    /// Whose words it gives.
    pub speaker: Option<String>,
    /// The last day on which it is good.
    pub valid_until: NaiveDate,
    /// `open`, `used`, `withdrawn` or `expired`.
    pub state: &'static str,
}

/// The facilitator's page.
#[derive(Debug)]
pub struct WordsPage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// What stands in the fields and what is wrong with it.
    pub form: FormView<'a>,
    /// The hearing's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Whether its day has come.
    pub held: bool,
    /// The days for corrections.
    pub window: CorrectionView,
    /// The codes so far.
    pub codes: Vec<CodeLine>,
    /// Who spoke: as it is shown, as it stands in the record, and how many speeches.
    pub speakers: Vec<(String, String, i64)>,
}

/// The keys of the fields' words.
const KEYS: [(&str, &str); 7] = [
    ("correction_from", "words-from"),
    ("correction_until", "words-until"),
    ("reason", "words-reason"),
    ("speakers", "words-speakers"),
    ("blanks", "words-blanks"),
    ("valid_until", "words-valid-until"),
    ("speaker", "words-speaker"),
];

impl<'a> WordsPage<'a> {
    fn field(&self, name: &'a str) -> Field<'a> {
        let key = KEYS.iter().find(|(field, _)| *field == name).map_or(name, |(_, key)| *key);
        Field::new(self.form, name).key(key)
    }

    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let (title, back) = (ctx.t("words-title"), format!("/desk/hearings/{}", self.id));
        let body = html! {
            (breadcrumb(ctx, &[("/desk/hearings", &ctx.t("hearings-desk")), (&back, &self.title)]))
            (errors::summary(self.form, &KEYS))
            h1 { (title) }
            p.lead { (ctx.t("words-lead")) }
            h2 #window { (ctx.t("words-window")) }
            (self.days())
            h2 #codes { (ctx.t("words-codes")) }
            p { (ctx.t("words-codes-lead")) }
            (self.sheet())
            @if !self.codes.is_empty() { (self.list()) (self.hand_out()) }
            h2 #speakers { (ctx.t("words-who")) }
            p { a href=(format!("/hearings/{}/speakers", self.id)) { (ctx.t("words-claims")) } }
            p { (ctx.t("words-anonymise-lead")) }
            (self.people())
        };
        Page::new(ctx, title, body).with_errors(!self.form.errors.is_empty()).render()
    }

    fn action(&self) -> String {
        format!("/desk/hearings/{}/words", self.id)
    }

    fn days(&self) -> Markup {
        let ctx = self.ctx;
        let named = !matches!(self.window, CorrectionView::None);
        html! {
            (self.window.told(ctx))
            @if !self.held {
                p.soft { (ctx.t("words-window-later")) }
            } @else if !matches!(self.window, CorrectionView::Over(_)) {
                form.panel method="post" action=(self.action()) novalidate {
                    input type="hidden" name="act" value="window";
                    (self.field("correction_from").input("date", None))
                    (self.field("correction_until").input("date", None))
                    @if named { (self.field("reason").area(2, Some(1_000))) }
                    (submit(Kind::Quiet, &ctx.t("words-save-window")))
                }
            }
        }
    }

    fn sheet(&self) -> Markup {
        html! {
            form.panel method="post" action=(format!("/desk/hearings/{}/codes", self.id)) novalidate {
                (self.field("speakers").optional().area(6, None))
                (self.field("blanks").optional().input("number", None))
                (self.field("valid_until").optional().input("date", None))
                (submit(Kind::Main, &self.ctx.t("words-print")))
                p.hint { (self.ctx.t("words-print-hint")) }
            }
        }
    }

    fn list(&self) -> Markup {
        let ctx = self.ctx;
        html! {
            details {
                summary { (ctx.with("words-codes-made", [("count", self.codes.len().into())])) }
                div.table-scroll {
                    table.as-cards {
                        thead { tr {
                            th scope="col" { (ctx.t("words-number")) }
                            th scope="col" { (ctx.t("field-words-speaker")) }
                            th scope="col" { (ctx.t("field-words-valid-until")) }
                            th scope="col" { (ctx.t("words-state")) }
                        } }
                        tbody { @for code in &self.codes {
                            tr {
                                th scope="row" { (code.number) }
                                td { @match &code.speaker { Some(name) => (name), None => span.soft { (ctx.t("words-blank")) } } }
                                td { (format::date(ctx.lang, code.valid_until)) }
                                td {
                                    @let tone = match code.state { "used" => Tone::Good, "open" => Tone::Wait, _ => Tone::Plain };
                                    (badge(tone, &ctx.t(&format!("words-state-{}", code.state))))
                                    @if code.state == "open" {
                                        " " (post(Kind::Quiet, &self.action(), &[("act", "withdraw"), ("number", &code.number.to_string())], &ctx.with("words-withdraw", [("number", code.number.into())])))
                                    }
                                }
                            }
                        } }
                    }
                }
            }
        }
    }

    /// The form that says who got a blank code; nothing if none is blank.
    fn hand_out(&self) -> Markup {
        let ctx = self.ctx;
        let blank: Vec<&CodeLine> =
            self.codes.iter().filter(|code| code.speaker.is_none() && code.state == "open").collect();
        html! {
            @if !blank.is_empty() {
                form.panel method="post" action=(self.action()) novalidate {
                    h3 { (ctx.t("words-hand-out")) }
                    input type="hidden" name="act" value="hand_out";
                    div.field {
                        label for="number" { (ctx.t("words-number")) }
                        select #number name="number" {
                            @for code in blank {
                                @let number = code.number.to_string();
                                option value=(number) selected[self.form.values.get("number") == number] { (number) }
                            }
                        }
                    }
                    (self.field("speaker").input("text", None))
                    (submit(Kind::Quiet, &ctx.t("words-hand-out-save")))
                }
            }
        }
    }

    fn people(&self) -> Markup {
        let ctx = self.ctx;
        html! {
            @if self.speakers.is_empty() { (empty(&ctx.t("hearing-no-record"))) } @else {
                ul {
                    @for (shown, name, speeches) in &self.speakers {
                        li {
                            (shown) " " span.soft { (ctx.with("hearing-speeches", [("count", (*speeches).into())])) } " "
                            // A name never stands in an address.
                            form.inline method="post" action=(format!("/desk/hearings/{}/anonymise", self.id)) {
                                input type="hidden" name="speaker" value=(name);
                                button.quiet.small type="submit" { (ctx.t("words-anonymise")) span.visually-hidden { " " (shown) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A code as it is printed.
#[derive(Debug)]
pub struct PrintedCode {
    /// Its number.
    pub number: i64,
    /// Whose words it gives, if that is known.
    pub speaker: Option<String>,
    /// The code.
    pub code: String,
}

/// The sheet, to be printed and cut.
#[derive(Debug)]
pub struct CodeSheet<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// The hearing's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The day.
    pub held_on: NaiveDate,
    /// Where the code is typed in.
    pub address: String,
    /// The codes.
    pub codes: Vec<PrintedCode>,
}

impl CodeSheet<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let (desk, back) =
            (format!("/desk/hearings/{}", self.id), format!("/desk/hearings/{}/words", self.id));
        let body = html! {
            (breadcrumb(ctx, &[("/desk/hearings", &ctx.t("hearings-desk")), (&desk, &self.title), (&back, &ctx.t("words-title"))]))
            h1 { (ctx.t("words-sheet")) }
            div.no-print { (notice(notice::Kind::Wait, html! { p { (ctx.t("words-sheet-once")) } })) }
            ul.code-slips {
                @for code in &self.codes {
                    li.code-slip {
                        p { strong { (self.title) } " " (format::date(ctx.lang, self.held_on)) }
                        p { (ctx.with("words-slip-number", [("number", code.number.into())])) " "
                            @match &code.speaker { Some(name) => strong { (name) }, None => span.paper-sheet-blank { (ctx.t("words-slip-name")) } }
                        }
                        p.code-slip-code { code { (code.code) } }
                        p.small { (ctx.t("words-slip-what")) }
                        // A phone reads where the code goes; the code itself stands in no address.
                        (qr(&self.address, &ctx.t("words-slip-qr")))
                        p.small { (self.address) }
                    }
                }
            }
            div.actions { (link(Kind::Quiet, &back, &ctx.t("words-sheet-back"))) }
        };
        Page::new(ctx, ctx.t("words-sheet"), body).wide().render()
    }
}
