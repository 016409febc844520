//! A case as its officers work on it.

use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};

use super::CaseHead;
use crate::components::badge::{Tone, badge};
use crate::components::button::{Kind, link, post, submit};
use crate::components::case_file::{ChangeView, FileView, QuestionView, demands, files, questions};
use crate::components::case_list::case_state;
use crate::components::case_panel::{CasePanel, agencies, outcome, progress_so_far};
use crate::components::clocks::clocks;
use crate::components::errors::summary;
use crate::components::field::Field;
use crate::components::follow_ups::follow_ups;
use crate::components::notice::{Kind as Notice, notice};
use crate::components::prose::prose;
use crate::context::Ctx;
use crate::form::FormView;
use crate::format;
use crate::layout::Page;

/// The draft of the response, in a line.
#[derive(Debug, Clone)]
pub struct DraftLine {
    /// Its newest version.
    pub version: i64,
    /// Who saved it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The approver's note, if it was sent back.
    pub sent_back: Option<String>,
    /// Where it is read, if the reader may.
    pub href: Option<String>,
}

/// An addendum.
#[derive(Debug, Clone)]
pub struct AddendumLine {
    /// What it says.
    pub body: String,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// `waiting`, `signed` or `declined`.
    pub state: &'static str,
    /// The approver's note, if declined.
    pub note: Option<String>,
}

/// A note that only the case's agencies read.
#[derive(Debug, Clone)]
pub struct NoteView {
    /// What it says.
    pub body: String,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// The people of an agency who work on the case.
#[derive(Debug, Clone)]
pub struct PeopleOf {
    /// The agency.
    pub agency: String,
    /// Its officers.
    pub officers: Vec<String>,
    /// Its approvers.
    pub approvers: Vec<String>,
}

/// What was asked of an agency.
#[derive(Debug, Clone)]
pub struct TaskView {
    /// The agency.
    pub agency: String,
    /// What is asked.
    pub asked: String,
    /// The last day.
    pub due_on: NaiveDate,
    /// `open`, `overdue`, `delivered`, `delivered_late` or `withdrawn`.
    pub state: &'static str,
    /// Days to the last day, negative once it has passed.
    pub days_left: i64,
    /// What was delivered, and when.
    pub delivered: Option<(String, DateTime<Utc>)>,
    /// Where the reader delivers it, if they may.
    pub deliver_href: Option<String>,
    /// Where the reader takes it back, if they may.
    pub withdraw_action: Option<String>,
}

/// The case file, beside what was done.
#[derive(Debug)]
pub struct FileOfCase<'a> {
    /// The changes of demands that were suggested.
    pub changes: Vec<ChangeView>,
    /// The questions to the proposer.
    pub questions: Vec<QuestionView>,
    /// The files.
    pub files: Vec<FileView>,
    /// What was asked of the agencies.
    pub tasks: Vec<TaskView>,
    /// Cases that are handled together with this one: title, where, whether its answer is still owed.
    pub combined: Vec<(String, String, bool)>,
    /// The notes.
    pub notes: Vec<NoteView>,
    /// The form of a note; nothing for readers who only look.
    pub note: Option<FormView<'a>>,
    /// Who of which agency works on it.
    pub people: Vec<PeopleOf>,
    /// The hearings.
    pub hearings: Markup,
    /// Proposals with a title like this one's: title and page.
    pub similar: Vec<(String, String)>,
    /// The timeline.
    pub timeline: Markup,
    /// The public page of the case.
    pub public_href: String,
}

/// The page.
#[derive(Debug)]
pub struct CasePage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The case.
    pub head: CaseHead,
    /// The proposal's page.
    pub proposal_href: String,
    /// The state, the clocks and what was done.
    pub panel: CasePanel,
    /// The demands.
    pub demands: Vec<String>,
    /// What the officer may do now: the code and where; the first is the next act.
    pub acts: Vec<(&'static str, String)>,
    /// Advisory clocks that were missed and wait for an explanation: name and where to explain.
    pub to_explain: Vec<(String, String)>,
    /// The draft.
    pub draft: Option<DraftLine>,
    /// The addenda.
    pub addenda: Vec<AddendumLine>,
    /// The case file.
    pub file: FileOfCase<'a>,
}

impl CasePage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let body = html! {
            (self.head.breadcrumb(ctx, false))
            p.meta {
                @if let Some(number) = self.head.number { span { (ctx.with("cases-number", [("number", number.into())])) } }
                (case_state(ctx.lang, self.panel.state))
            }
            h1 { (self.head.title) }
            p { a href=(self.proposal_href) { (ctx.t("cases-see-proposal")) } " · " a href=(self.file.public_href) { (ctx.t("file-see-public")) } " · " a href=(format!("{}#texts", self.proposal_href)) { (ctx.t("text-part")) } }
            @if let Some(days) = self.panel.overdue {
                (notice(Notice::Bad, html! { p { strong { (ctx.with("cases-response-overdue", [("days", days.into())])) } } }))
            }
            @if let Some(note) = self.draft.as_ref().and_then(|draft| draft.sent_back.as_ref()) {
                (notice(Notice::Wait, html! { h2 { (ctx.t("cases-sent-back")) } (prose(note)) }))
            }
            (self.acts())
            div.two-columns {
                div { (self.matter()) }
                aside aria-label=(ctx.t("cases-clocks")) {
                    section.panel { h2 { (ctx.t("cases-clocks")) } (clocks(ctx.lang, &self.panel.clocks)) }
                    section.panel { h2 { (ctx.t("cases-agencies-of-case")) } (self.people()) }
                }
            }
        };
        let wrong = self.file.note.is_some_and(|form| !form.errors.is_empty());
        Page::new(ctx, self.head.title.clone(), body).wide().with_errors(wrong).render()
    }

    fn acts(&self) -> Markup {
        let ctx = self.ctx;
        let label = |code: &str| ctx.t(&format!("cases-act-{}", code.replace('_', "-")));
        html! {
            @let next = self.acts.iter().find(|(code, _)| *code == self.panel.next_act);
            @if self.panel.turn != "nobody" {
                section.panel.next-step aria-labelledby="next-step" {
                    h2 #next-step { (ctx.t("cases-next")) }
                    @match next {
                        Some((code, href)) => div.actions { (link(Kind::Main, href, &label(code))) },
                        None => p { (label(self.panel.next_act)) " · " (ctx.t(&format!("cases-turn-{}", self.panel.turn))) },
                    }
                }
            }
            @if self.acts.len() > usize::from(next.is_some()) {
                nav.act-groups aria-label=(ctx.t("cases-acts")) {
                    @for group in ACT_GROUPS {
                        @let of_group = |code: &str| group_of(code) == group && code != self.panel.next_act;
                        @if self.acts.iter().any(|(code, _)| of_group(code)) {
                            div {
                                h3 { (ctx.t(&format!("cases-acts-{group}"))) }
                                ul {
                                    @for (code, href) in self.acts.iter().filter(|(code, _)| of_group(code)) {
                                        li { a href=(href) { (label(code)) } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
            @for (clock, href) in &self.to_explain {
                (notice(Notice::Wait, html! {
                    p { (ctx.with("cases-explain-wanted", [("clock", clock.as_str().into())])) }
                    p { (link(Kind::Quiet, href, &ctx.t("cases-act-explain"))) }
                }))
            }
        }
    }

    fn matter(&self) -> Markup {
        let ctx = self.ctx;
        html! {
            h2 { (ctx.t("cases-demands")) }
            (demands(ctx.lang, &self.demands, &self.file.changes))
            h2 { (ctx.t("cases-response")) }
            @if let Some(href) = &self.panel.response_href { p { a href=(href) { (ctx.t("cases-read-response")) } } }
            @else if let Some(draft) = &self.draft {
                p {
                    (ctx.with("cases-draft-line", [
                        ("version", draft.version.into()),
                        ("by", draft.by.as_str().into()),
                        ("date", format::date_time(ctx.lang, draft.at).into()),
                    ]))
                }
                @if let Some(href) = &draft.href { p { a href=(href) { (ctx.t("draft-read")) } } }
            } @else { p.soft { (ctx.t("cases-no-draft")) } }
            @if !self.addenda.is_empty() {
                h3 { (ctx.t("cases-addenda")) }
                @for addendum in &self.addenda {
                    div.panel {
                        p.meta {
                            span { (format::date_of(ctx.lang, addendum.at)) }
                            (badge(tone(addendum.state), &ctx.t(&format!("cases-addendum-{}", addendum.state))))
                        }
                        (prose(&addendum.body))
                        @if let Some(note) = &addendum.note { p { strong { (ctx.t("cases-note")) } } (prose(note)) }
                    }
                }
            }
            @if !self.panel.follow_ups.is_empty() {
                h2 { (ctx.t("cases-follow-ups")) }
                (follow_ups(ctx.lang, &self.panel.follow_ups))
            }
            @if let Some(words) = &self.panel.outcome { h2 { (ctx.t("cases-outcome")) } (outcome(ctx.lang, words)) }
            h2 { (ctx.t("cases-so-far")) }
            @if self.panel.is_blank() {
                p.soft { (ctx.t("cases-nothing-yet")) }
            }
            (progress_so_far(ctx.lang, &self.panel))
            (self.rest_of_file())
        }
    }

    fn rest_of_file(&self) -> Markup {
        let (ctx, file) = (self.ctx, &self.file);
        html! {
            @if !file.tasks.is_empty() {
                h2 #parts { (ctx.t("together-parts")) }
                p.soft { (ctx.t("together-parts-about")) }
                @for one in &file.tasks { (self.task(one)) }
            }
            @if !file.combined.is_empty() {
                h2 #group { (ctx.t("group-title")) }
                (super::case_file::combined(ctx, &file.combined))
            }
            h2 #questions { (ctx.t("file-questions")) }
            (questions(ctx.lang, &file.questions, true))
            h2 #files { (ctx.t("file-files")) }
            (files(ctx.lang, &file.files, true))
            h2 #notes { (ctx.t("file-notes")) }
            p.soft { (ctx.t("file-notes-about")) }
            @if let Some(form) = file.note {
                form method="post" action=(format!("{}/notes", self.head.href)) novalidate {
                    (summary(form, &[("note", "file-new-note")]))
                    (Field::new(form, "note").key("file-new-note").area(3, Some(4000)))
                    (submit(Kind::Quiet, &ctx.t("file-do-note")))
                }
            }
            @for note in &file.notes {
                article.panel {
                    p.meta { span { (note.by) } span { (format::date_time(ctx.lang, note.at)) } }
                    (prose(&note.body))
                }
            }
            @if !file.hearings.0.is_empty() { h2 { (ctx.t("file-hearings")) } (file.hearings) }
            @if !file.similar.is_empty() {
                h2 { (ctx.t("file-similar")) }
                ul { @for (title, href) in &file.similar { li { a href=(href) { (title) } } } }
            }
            details {
                summary { (ctx.t("file-timeline")) }
                (file.timeline)
            }
        }
    }

    fn task(&self, one: &TaskView) -> Markup {
        let ctx = self.ctx;
        let tone = match one.state {
            "overdue" | "delivered_late" => Tone::Bad,
            "delivered" => Tone::Good,
            _ => Tone::Wait,
        };
        let state = format!("together-part-{}", one.state.replace('_', "-"));
        html! {
            article.panel {
                h3 { (one.agency) }
                p.meta {
                    span { (ctx.t("cases-due")) " " (format::date_with_weekday(ctx.lang, one.due_on)) }
                    (badge(tone, &ctx.with(&state, [("days", one.days_left.abs().into())])))
                }
                (prose(&one.asked))
                @if let Some((text, at)) = &one.delivered {
                    h4 { (ctx.with("together-delivered-at", [("date", format::date_of(ctx.lang, *at).into())])) }
                    (prose(text))
                }
                div.actions {
                    @if let Some(href) = &one.deliver_href { (link(Kind::Main, href, &ctx.t("cases-act-deliver"))) }
                    @if let Some(action) = &one.withdraw_action { (post(Kind::Quiet, action, &[], &ctx.t("file-take-back"))) }
                }
            }
        }
    }

    fn people(&self) -> Markup {
        let ctx = self.ctx;
        html! {
            dl.facts {
                dt { (ctx.t("cases-lead")) }
                dd { @if self.panel.leads.is_empty() { (ctx.t("cases-no-lead")) } @else { (agencies(ctx.lang, &self.panel.leads)) } }
                @if !self.panel.supporting.is_empty() {
                    dt { (ctx.t("cases-supporting")) } dd { (agencies(ctx.lang, &self.panel.supporting)) }
                }
            }
            @for one in &self.file.people {
                h3 { (one.agency) }
                dl.facts {
                    @for (key, names) in [("file-officers", &one.officers), ("file-approvers", &one.approvers)] {
                        dt { (ctx.t(key)) }
                        dd { @if names.is_empty() { (ctx.t("file-nobody")) } @else { (names.join(&ctx.t("cases-and"))) } }
                    }
                }
            }
        }
    }
}

/// The groups of what can be done with a case, in their order.
const ACT_GROUPS: [&str; 4] = ["answer", "way", "proposer", "agencies"];

/// The group in which an act is found.
fn group_of(code: &str) -> &'static str {
    match code {
        "draft" | "finish_draft" | "sign" | "write_addendum" | "add_follow_up" | "close" => "answer",
        "ask_proposer" | "ask_supplement" | "suggest_demands" | "record_contact" => "proposer",
        "assign" | "ask_agency" | "combine" | "separate" | "refuse_transfer" | "transfer" => "agencies",
        _ => "way",
    }
}

fn tone(state: &str) -> Tone {
    match state {
        "signed" => Tone::Good,
        "declined" => Tone::Bad,
        _ => Tone::Wait,
    }
}
