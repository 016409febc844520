//! The case of a proposal as the public sees it: who owes the answer, by when, what was done so far, who acts next.

use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};

use super::case_way::{AccountView, PauseView, SupplementView, accounts, pauses, supplements};
use super::clocks::{ClockView, clocks};
use super::follow_ups::{FollowUpView, follow_ups};
use super::notice::{Kind, notice};
use super::prose::prose;
use crate::format;
use crate::i18n::Lang;

/// The case of a proposal.
#[derive(Debug, Clone, Default)]
pub struct CasePanel {
    /// The code of its state.
    pub state: &'static str,
    /// Who must act next: `administrator`, `officer`, `approver` or `nobody`.
    pub turn: &'static str,
    /// The code of the next act.
    pub next_act: &'static str,
    /// By how many days the response is overdue.
    pub overdue: Option<i64>,
    /// The agencies that owe the response: name and page.
    pub leads: Vec<(String, String)>,
    /// The agencies that help.
    pub supporting: Vec<(String, String)>,
    /// The clocks.
    pub clocks: Vec<ClockView>,
    /// Where a calendar program reads the dates.
    pub calendar_href: Option<String>,
    /// The timetable in force.
    pub timetable: Option<TimetableView>,
    /// Those it replaced, newest first.
    pub earlier_timetables: Vec<TimetableView>,
    /// The contacts with the proposer.
    pub contacts: Vec<ContactView>,
    /// The extensions.
    pub extensions: Vec<ExtensionView>,
    /// The transfers.
    pub transfers: Vec<TransferView>,
    /// What the proposer was asked for.
    pub supplements: Vec<SupplementView>,
    /// When clocks stood still.
    pub pauses: Vec<PauseView>,
    /// What the agency told of progress, hearings, debates and votes.
    pub accounts: Vec<AccountView>,
    /// The follow-ups.
    pub follow_ups: Vec<FollowUpView>,
    /// The public page of the case.
    pub file_href: Option<String>,
    /// Where the published response stands.
    pub response_href: Option<String>,
    /// What came of a closed case: `follow_ups_done`, `withdrawn`, or the agency's words.
    pub outcome: Option<String>,
}

/// A case handed on.
#[derive(Debug, Clone)]
pub struct TransferView {
    /// Who had it.
    pub from: String,
    /// Who was to have it.
    pub to: String,
    /// Why.
    pub reasons: String,
    /// When.
    pub at: DateTime<Utc>,
    /// When and why the receiving agency refused.
    pub refused: Option<(DateTime<Utc>, String)>,
    /// What the administrator decided then, as a code, and why.
    pub decided: Option<(&'static str, String)>,
}

/// A timetable.
#[derive(Debug, Clone)]
pub struct TimetableView {
    /// How the agency works on the case.
    pub body: String,
    /// Its steps.
    pub steps: Vec<(NaiveDate, String)>,
    /// When it was posted.
    pub at: DateTime<Utc>,
}

/// A contact.
#[derive(Debug, Clone)]
pub struct ContactView {
    /// The day.
    pub on: NaiveDate,
    /// The code of the manner.
    pub manner: &'static str,
    /// What was talked about.
    pub summary: String,
}

/// An extension.
#[derive(Debug, Clone)]
pub struct ExtensionView {
    /// The deadline before.
    pub from: DateTime<Utc>,
    /// The deadline after.
    pub to: DateTime<Utc>,
    /// Why.
    pub reasons: String,
    /// What was done so far.
    pub progress: String,
    /// When it was announced.
    pub at: DateTime<Utc>,
}

/// Names with links, joined.
pub fn agencies(lang: Lang, agencies: &[(String, String)]) -> Markup {
    html! {
        @for (i, (name, href)) in agencies.iter().enumerate() {
            @if i > 0 { (lang.t("cases-and")) }
            a href=(href) { (name) }
        }
    }
}

/// The whole panel, for a section of the proposal's page that has its own `h2`.
pub fn case_panel(lang: Lang, case: &CasePanel) -> Markup {
    html! {
        div {
            @if let Some(days) = case.overdue {
                (notice(Kind::Bad, html! { p { strong { (lang.with("cases-response-overdue", [("days", days.into())])) } } }))
            }
            dl.facts {
                dt { (lang.t("cases-lead")) }
                dd { @if case.leads.is_empty() { (lang.t("cases-no-lead")) } @else { (agencies(lang, &case.leads)) } }
                @if !case.supporting.is_empty() {
                    dt { (lang.t("cases-supporting")) } dd { (agencies(lang, &case.supporting)) }
                }
                @if case.turn != "nobody" {
                    dt { (lang.t("cases-next")) }
                    dd { (lang.t(&format!("cases-turn-{}", case.turn))) " · " (lang.t(&format!("cases-next-{}", case.next_act.replace('_', "-")))) }
                }
                @if let Some(outcome) = &case.outcome {
                    dt { (lang.t("cases-outcome")) } dd { (self::outcome(lang, outcome)) }
                }
            }
            @if let Some(href) = &case.file_href { p { a href=(href) { (lang.t("file-see")) } } }
            h3 { (lang.t("cases-clocks")) }
            (clocks(lang, &case.clocks))
            @if let Some(href) = &case.calendar_href { p { a href=(href) { (lang.t("calendar-add")) } } }
            (progress_so_far(lang, case))
            @if !case.follow_ups.is_empty() {
                h3 { (lang.t("cases-follow-ups")) }
                (follow_ups(lang, &case.follow_ups))
            }
        }
    }
}

/// The outcome of a closed case in words.
pub fn outcome(lang: Lang, outcome: &str) -> Markup {
    match outcome {
        "follow_ups_done" | "withdrawn" => {
            html! { (lang.t(&format!("cases-outcome-{}", outcome.replace('_', "-")))) }
        }
        words => prose(words),
    }
}

/// A timetable with its steps and the day on which it was posted.
fn timetable(lang: Lang, timetable: &TimetableView) -> Markup {
    html! {
        (prose(&timetable.body))
        @if !timetable.steps.is_empty() {
            ul { @for (on, what) in &timetable.steps { li { (format::date_with_weekday(lang, *on)) " " (what) } } }
        }
        p.soft.small { (lang.with("cases-posted-at", [("date", format::date_of(lang, timetable.at).into())])) }
    }
}

impl CasePanel {
    /// Whether nothing was done or said yet.
    pub fn is_blank(&self) -> bool {
        self.timetable.is_none()
            && self.contacts.is_empty()
            && self.extensions.is_empty()
            && self.transfers.is_empty()
            && self.supplements.is_empty()
            && self.pauses.is_empty()
            && self.accounts.is_empty()
    }
}

/// What the agency has done and said so far.
pub fn progress_so_far(lang: Lang, case: &CasePanel) -> Markup {
    html! {
        (supplements(lang, &case.supplements))
        (pauses(lang, &case.pauses))
        (accounts(lang, &case.accounts))
        @for extension in &case.extensions {
            h3 { (lang.with("cases-extension-title", [("date", format::deadline(lang, extension.to).into())])) }
            p.soft.small {
                (lang.with("cases-extension-facts", [
                    ("date", format::date_of(lang, extension.at).into()),
                    ("from", format::deadline(lang, extension.from).into()),
                ]))
            }
            h4 { (lang.t("cases-reasons")) } (prose(&extension.reasons))
            h4 { (lang.t("cases-progress")) } (prose(&extension.progress))
        }
        @if let Some(timetable) = &case.timetable {
            h3 { (lang.t("cases-timetable")) }
            (self::timetable(lang, timetable))
        }
        @if !case.earlier_timetables.is_empty() {
            details {
                summary { (lang.with("cases-timetables-earlier", [("count", case.earlier_timetables.len().into())])) }
                @for earlier in &case.earlier_timetables { (self::timetable(lang, earlier)) }
            }
        }
        @if !case.contacts.is_empty() {
            h3 { (lang.t("cases-contacts")) }
            ul {
                @for contact in &case.contacts {
                    li {
                        (format::date(lang, contact.on)) " · " (lang.t(&format!("cases-manner-{}", contact.manner)))
                        (prose(&contact.summary))
                    }
                }
            }
        }
        @for one in &case.transfers {
            @let between = [("from", one.from.as_str().into()), ("to", one.to.as_str().into())];
            h3 { (lang.with("cases-transferred", between.clone())) }
            p.soft.small { (format::date_of(lang, one.at)) }
            (prose(&one.reasons))
            @if let Some((at, refusal)) = &one.refused {
                h4 { (lang.with("together-refused-by", [("agency", one.to.as_str().into())])) }
                p.soft.small { (format::date_of(lang, *at)) }
                (prose(refusal))
                @match &one.decided {
                    Some((decision, reasons)) => {
                        h4 { (lang.t("together-decided")) }
                        p { strong { (lang.with(&format!("together-decision-{}", decision.replace('_', "-")), between)) } }
                        (prose(reasons))
                    },
                    None => p { (lang.t("together-undecided")) },
                }
            }
        }
    }
}
