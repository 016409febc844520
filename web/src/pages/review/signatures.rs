//! Signatures that wait for a check: the groups, one group with its evidence, and the question before a decision.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use crate::components::badge::{Tone, badge};
use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, link, post, submit};
use crate::components::check::why;
use crate::components::disclosure_table::disclosure_table;
use crate::components::errors::summary;
use crate::components::field::{Choice, Field};
use crate::components::notice;
use crate::context::Ctx;
use crate::form::FormView;
use crate::format::{self, number};
use crate::layout::Page;

const DESK: &str = "/desk/review/signatures";

/// A group in the list.
#[derive(Debug, Clone)]
pub struct GroupRow {
    /// Its page.
    pub href: String,
    /// The proposal's title.
    pub title: String,
    /// What was conspicuous, as a code.
    pub signal: String,
    /// The label of what they have in common.
    pub label: String,
    /// How many wait.
    pub waiting: i64,
    /// When the first was signed.
    pub first: DateTime<Utc>,
    /// When the last was signed.
    pub last: DateTime<Utc>,
}

/// A decision that was made.
#[derive(Debug, Clone)]
pub struct PastRow {
    /// The proposal's title.
    pub title: String,
    /// `confirmed` or `invalidated`.
    pub outcome: String,
    /// Why, as a code.
    pub reason: String,
    /// The label of the group.
    pub label: String,
    /// Who decided.
    pub reviewer: String,
    /// When.
    pub decided_at: DateTime<Utc>,
    /// When it was undone, if it was.
    pub undone_at: Option<DateTime<Utc>>,
    /// Where it is undone, while it can be.
    pub undo: Option<String>,
}

/// The groups and the last decisions.
#[derive(Debug)]
pub struct GroupsPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// How many signatures wait.
    pub total: i64,
    /// The groups, greatest first.
    pub groups: Vec<GroupRow>,
    /// The last decisions, newest first.
    pub past: Vec<PastRow>,
}

impl GroupsPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("checks-title");
        let body = html! {
            (breadcrumb(ctx, &[("/desk/review", &ctx.t("review-title"))]))
            h1 { (title) }
            p.lead { (ctx.with("checks-total", [("count", self.total.into())])) }
            p { (ctx.t("checks-text")) }
            @if self.groups.is_empty() { (notice::empty(&ctx.t("checks-empty"))) }
            @else {
                div.table-scroll { table.as-cards {
                    caption.visually-hidden { (title) }
                    thead { tr {
                        th scope="col" { (ctx.t("review-proposal")) }
                        th scope="col" { (ctx.t("checks-signal")) }
                        th scope="col" { (ctx.t("checks-waiting")) }
                        th scope="col" { (ctx.t("checks-when")) }
                    } }
                    tbody { @for group in &self.groups {
                        tr {
                            th scope="row" { a href=(group.href) { (group.title) } }
                            td { (signal(ctx, &group.signal)) " " code { (group.label) } }
                            td { strong { (number(group.waiting)) } }
                            td.small { (format::date_time(ctx.lang, group.first)) br; (format::date_time(ctx.lang, group.last)) }
                        }
                    } }
                } }
            }
            @if !self.past.is_empty() {
                h2 { (ctx.t("checks-past")) }
                ul { @for past in &self.past { (self.past_row(past)) } }
            }
        };
        Page::new(ctx, title, body).wide().render()
    }

    fn past_row(&self, past: &PastRow) -> Markup {
        let ctx = self.ctx;
        html! {
            li {
                p {
                    (outcome(ctx, &past.outcome)) " " (past.title) " " code { (past.label) } br;
                    span.small { (why(ctx.lang, &past.reason)) " " (past.reviewer) " " (format::date_time(ctx.lang, past.decided_at)) }
                    @if let Some(at) = past.undone_at {
                        br; span.small { (ctx.with("checks-undone", [("at", format::date_time(ctx.lang, at).into())])) }
                    }
                }
                @if let Some(action) = &past.undo { (post(Kind::Quiet, action, &[], &ctx.t("checks-undo"))) }
            }
        }
    }
}

fn signal(ctx: &Ctx, code: &str) -> String {
    ctx.t(&format!("signal-{}", code.replace('_', "-")))
}

fn outcome(ctx: &Ctx, code: &str) -> Markup {
    let tone = if code == "confirmed" { Tone::Good } else { Tone::Bad };
    badge(tone, &ctx.t(&format!("checks-{code}")))
}

/// A signature of a group.
#[derive(Debug, Clone)]
pub struct LineRow {
    /// Its id.
    pub id: String,
    /// When it was signed.
    pub at: DateTime<Utc>,
    /// The region.
    pub region: Option<String>,
    /// When the account was made.
    pub account: Option<DateTime<Utc>>,
    /// The label of the session.
    pub session: Option<String>,
    /// The label of the mail domain.
    pub domain: Option<String>,
}

/// What is known of a group.
#[derive(Debug, Clone)]
pub struct GroupView {
    /// Its page.
    pub path: String,
    /// The proposal's path.
    pub proposal: String,
    /// The proposal's title.
    pub title: String,
    /// What was conspicuous, as a code.
    pub signal: String,
    /// The label of what they have in common.
    pub label: String,
    /// How many wait.
    pub waiting: i64,
}

/// One group with its evidence and the form.
#[derive(Debug)]
pub struct GroupPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The group.
    pub group: GroupView,
    /// How many were signed when.
    pub times: Vec<(DateTime<Utc>, usize)>,
    /// How many were given with an account.
    pub accounts: usize,
    /// The minutes in which most of the accounts were made.
    pub made: Vec<(DateTime<Utc>, usize)>,
    /// In how many sessions they were given.
    pub sessions: usize,
    /// The most frequent mail domain and how many have it.
    pub domain: Option<(String, usize)>,
    /// How many signatures that count came from there in that time, and how many came in all.
    pub around: (i64, i64),
    /// The signatures, the first of them.
    pub lines: Vec<LineRow>,
    /// The codes of the reasons for which signatures are invalidated.
    pub reasons: &'a [&'a str],
    /// Whether it is the reader's own proposal.
    pub own: bool,
    /// What was typed.
    pub form: FormView<'a>,
}

impl GroupPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let (ctx, group) = (self.ctx, &self.group);
        let title = ctx.t("checks-group-title");
        let body = html! {
            (breadcrumb(ctx, &[("/desk/review", &ctx.t("review-title")), (DESK, &ctx.t("checks-title"))]))
            (summary(self.form, &[("reason", "check-reason")]))
            h1 { (title) }
            p.lead { a href=(group.proposal) { (group.title) } }
            p { (signal(ctx, &group.signal)) " " code { (group.label) } }
            (self.evidence())
            @if self.own { (notice::notice(notice::Kind::Wait, html! { p { (ctx.t("fault-check-own")) } })) }
            @else { (self.decision()) }
        };
        Page::new(ctx, title, body).wide().with_errors(!self.form.errors.is_empty()).render()
    }

    fn evidence(&self) -> Markup {
        let ctx = self.ctx;
        let rows: Vec<[String; 2]> = self
            .times
            .iter()
            .map(|(at, count)| [format::date_time(ctx.lang, *at), count.to_string()])
            .collect();
        let lines = self.lines.len().max(1);
        html! {
            section aria-labelledby="evidence-title" {
                h2 #evidence-title { (ctx.t("checks-evidence")) }
                dl.facts {
                    dt { (ctx.t("checks-waiting")) } dd { (number(self.group.waiting)) }
                    dt { (ctx.t("checks-around")) }
                    dd { (ctx.with("checks-around-count", [("alike", self.around.0.into()), ("all", self.around.1.into())])) }
                    dt { (ctx.t("checks-accounts")) }
                    dd {
                        (self.accounts)
                        @for (at, count) in &self.made {
                            br; span.small { (ctx.with("checks-made", [("at", format::date_time(ctx.lang, *at).into()), ("count", count.to_string().into())])) }
                        }
                    }
                    dt { (ctx.t("checks-sessions")) } dd { (self.sessions) }
                    @if let Some((label, count)) = &self.domain {
                        dt { (ctx.t("checks-domain")) }
                        dd { code { (label) } " " (count) " (" (count * 100 / lines) "%)" }
                    }
                }
                (disclosure_table(&ctx.t("checks-times"), &[&ctx.t("checks-when"), &ctx.t("checks-waiting")], &rows))
            }
        }
    }

    fn decision(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let code = |code: &&str| Choice::new(*code, why(ctx.lang, code));
        let reasons: Vec<Choice> = self.reasons.iter().map(code).collect();
        let outcomes = ["confirmed", "invalidated"]
            .map(|code| Choice::new(code, ctx.t(&format!("checks-{code}-choice"))));
        html! {
            form method="post" action=(self.group.path) novalidate {
                input type="hidden" name="seen" value=(self.group.waiting);
                h2 { (ctx.t("checks-lines")) }
                p { (ctx.t("checks-lines-text")) }
                details open[!form.values.get("line").is_empty()] {
                    summary { (ctx.with("checks-lines-choose", [("count", self.lines.len().to_string().into())])) }
                    ul.check-lines { @for line in &self.lines { (self.line(line)) } }
                }
                h2 { (ctx.t("checks-decide")) }
                (Field::new(form, "outcome").key("check-outcome").radios(&outcomes))
                (Field::new(form, "reason").key("check-reason").optional().select(Some(&ctx.t("checks-reason-none")), &reasons))
                div.actions { (submit(Kind::Main, &ctx.t("checks-preview"))) }
            }
        }
    }

    fn line(&self, line: &LineRow) -> Markup {
        let ctx = self.ctx;
        html! {
            li {
                label {
                    input type="checkbox" name="line" value=(line.id) checked[self.form.values.has("line", &line.id)];
                    " " (format::date_time(ctx.lang, line.at))
                    @if let Some(region) = &line.region { " " (region) }
                    span.small.soft {
                        @if let Some(at) = line.account { " " (ctx.with("checks-account-made", [("at", format::date_time(ctx.lang, at).into())])) }
                        @if let Some(label) = &line.session { " " (ctx.t("checks-session")) " " code { (label) } }
                        @if let Some(label) = &line.domain { " " (ctx.t("checks-domain")) " " code { (label) } }
                    }
                }
            }
        }
    }
}

/// A threshold before and after.
#[derive(Debug, Clone)]
pub struct EffectRow {
    /// The count that reaches it.
    pub threshold: i64,
    /// Whether the count holds it now.
    pub before: bool,
    /// Whether it will.
    pub after: bool,
}

/// The question before a decision, with what follows from it.
#[derive(Debug)]
pub struct PreviewPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The group.
    pub group: GroupView,
    /// The ids of the chosen signatures; none for the whole group.
    pub lines: Vec<String>,
    /// `confirmed` or `invalidated`.
    pub outcome: &'a str,
    /// Why, as a code; empty for what is confirmed.
    pub reason: &'a str,
    /// About how many it is decided.
    pub signatures: i64,
    /// The count now and afterwards.
    pub counts: (i64, i64),
    /// The thresholds, lowest first.
    pub thresholds: Vec<EffectRow>,
}

impl PreviewPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let (ctx, group) = (self.ctx, &self.group);
        let title = ctx.t("checks-preview-title");
        let mut fields = vec![
            ("seen", group.waiting.to_string()),
            ("outcome", self.outcome.to_owned()),
            ("reason", self.reason.to_owned()),
            ("sure", "yes".to_owned()),
        ];
        fields.extend(self.lines.iter().map(|line| ("line", line.clone())));
        let kind = if self.outcome == "confirmed" { Kind::Main } else { Kind::Danger };
        let body = html! {
            (breadcrumb(ctx, &[(DESK, &ctx.t("checks-title"))]))
            h1 { (title) }
            p.lead { (group.title) }
            p {
                (outcome(ctx, self.outcome)) " "
                (ctx.with("checks-preview-about", [("count", self.signatures.into()), ("waiting", group.waiting.into())]))
            }
            @if !self.reason.is_empty() { p { (ctx.t("check-why")) (why(ctx.lang, self.reason)) } }
            dl.facts {
                dt { (ctx.t("checks-count")) }
                dd { (ctx.with("checks-from-to", [("from", number(self.counts.0).into()), ("to", number(self.counts.1).into())])) }
                @for effect in &self.thresholds {
                    dt { (ctx.with("threshold-count", [("count", number(effect.threshold).into())])) }
                    dd { (ctx.t(match (effect.before, effect.after) {
                        (false, true) => "checks-threshold-reaches",
                        (true, false) => "checks-threshold-falls",
                        (true, true) => "checks-threshold-holds",
                        (false, false) => "checks-threshold-below",
                    })) }
                }
            }
            p.small { (ctx.t("checks-preview-undo")) }
            form method="post" action=(group.path) {
                @for (name, value) in &fields { input type="hidden" name=(name) value=(value); }
                div.actions {
                    (submit(kind, &ctx.t(&format!("checks-{}-do", self.outcome))))
                    (link(Kind::Quiet, &group.path, &ctx.t("checks-preview-back")))
                }
            }
        };
        Page::new(ctx, title, body).render()
    }
}
