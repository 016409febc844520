//! The merged page of a proposal: its issues as an outline, and what each side says of them, from all channels.

use maud::{Markup, html};

use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, link};
use crate::components::discussion::{Chosen, choices};
use crate::components::follow::TopicView;
use crate::components::issue::{IssueAnswer, Numbers, answer, numbers};
use crate::components::notice::empty;
use crate::components::voice::{channel_badge, same_link};
use crate::context::Ctx;
use crate::layout::Page;

/// A voice as the outline quotes it.
#[derive(Debug, Clone)]
pub struct Said {
    /// Where it stands.
    pub href: String,
    /// Whose it is.
    pub name: Option<String>,
    /// The code of its channel.
    pub channel: &'static str,
    /// The code of its side.
    pub stance: Option<&'static str>,
    /// The first of its words.
    pub words: String,
    /// How many others say nearly the same, and where they are.
    pub same: Option<(i64, String)>,
}

/// An issue of the outline.
#[derive(Debug, Clone)]
pub struct IssueLine {
    /// Its id.
    pub id: String,
    /// Its place.
    pub number: i64,
    /// The question.
    pub title: String,
    /// What it is about.
    pub summary: String,
    /// Where all its voices are.
    pub href: String,
    /// How many.
    pub numbers: Numbers,
    /// The button to follow it.
    pub follow: Option<TopicView>,
    /// What the agency says of it.
    pub answer: Option<IssueAnswer>,
    /// What is said of it first on each side.
    pub said: Vec<Said>,
}

/// How many voices there are, and where they are in all this.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filed {
    /// All voices.
    pub voices: i64,
    /// All people.
    pub people: i64,
    /// Those under an issue.
    pub filed: i64,
    /// Those that belong to none.
    pub aside: i64,
    /// Those that nobody has filed yet.
    pub waiting: i64,
}

/// The merged page.
#[derive(Debug)]
pub struct MergedPage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// The proposal's title and address.
    pub proposal: (String, String),
    /// How many voices are filed.
    pub filed: Filed,
    /// The channels to choose from.
    pub channels: Vec<Chosen>,
    /// The sides to choose from.
    pub sides: Vec<Chosen>,
    /// The issues in their order.
    pub issues: Vec<IssueLine>,
    /// Where the record can be had as a file: the format's code and the address.
    pub downloads: Vec<(&'static str, String)>,
    /// Where the facilitator works on it.
    pub manage: Option<String>,
}

/// Where all the voices are in all this, in a sentence.
pub fn filed_words(ctx: &Ctx, filed: &Filed) -> String {
    ctx.with(
        "merged-filed",
        [
            ("voices", filed.voices.into()),
            ("people", filed.people.into()),
            ("filed", filed.filed.into()),
            ("waiting", filed.waiting.into()),
            ("aside", filed.aside.into()),
        ],
    )
}

impl MergedPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let (title, href) = (&self.proposal.0, &self.proposal.1);
        let body = html! {
            (breadcrumb(ctx, &[("/proposals", &ctx.t("nav-proposals")), (href, title)]))
            h1 { (ctx.t("merged-title")) }
            p.lead { a href=(href) { (title) } }
            p { (ctx.t("merged-lead")) }
            p.soft { (filed_words(ctx, &self.filed)) }
            div.actions {
                @if let Some(manage) = &self.manage { (link(Kind::Main, manage, &ctx.t("issues-manage"))) }
                @if !self.issues.is_empty() { (link(Kind::Quiet, &format!("{href}/booklet"), &ctx.t("booklet-title"))) }
                (link(Kind::Quiet, &format!("{href}/discussion"), &ctx.t("merged-discussion")))
            }
            @if self.issues.is_empty() {
                (empty(&ctx.t("merged-empty")))
            } @else {
                nav.panel.no-print aria-labelledby="outline" {
                    h2 #outline { (ctx.with("merged-outline", [("count", self.issues.len().into())])) }
                    ol.outline { @for issue in &self.issues { (entry(ctx, issue)) } }
                }
                (choices(ctx, &[(&ctx.t("discussion-channel"), &self.channels), (&ctx.t("issue-sides"), &self.sides)]))
                @for issue in &self.issues { (self.issue(issue)) }
            }
            @if !self.downloads.is_empty() && !self.issues.is_empty() {
                details.no-print {
                    summary { (ctx.t("merged-downloads")) }
                    p.hint { (ctx.t("merged-downloads-hint")) }
                    ul { @for (format, href) in &self.downloads { li { a href=(href) { (ctx.t(&format!("download-{format}"))) } } } }
                }
            }
        };
        Page::new(ctx, format!("{} – {title}", ctx.t("merged-title")), body).wide().render()
    }

    fn issue(&self, issue: &IssueLine) -> Markup {
        let ctx = self.ctx;
        let heading = format!("title-{}", issue.id);
        html! {
            section.panel.issue id=(format!("issue-{}", issue.id)) aria-labelledby=(heading) {
                h2 id=(heading) { span.issue-number { (issue.number) } " " a href=(issue.href) { (issue.title) } }
                @if !issue.summary.is_empty() { p { (issue.summary) } }
                @if let Some(one) = &issue.answer { (answer(ctx, one)) }
                (numbers(ctx, &issue.numbers))
                (said(ctx, &issue.said))
                @if let Some(follow) = &issue.follow { div.no-print { (follow.button(ctx, &ctx.path)) } }
                @if issue.numbers.voices > 0 {
                    p.no-print { a href=(issue.href) { (ctx.with("issue-all-voices", [("count", issue.numbers.voices.into())])) span.visually-hidden { " " (issue.title) } } }
                }
            }
        }
    }
}

/// A line of the outline: the question, and how the sides stand.
fn entry(ctx: &Ctx, issue: &IssueLine) -> Markup {
    html! {
        li {
            a href=(format!("#issue-{}", issue.id)) { (issue.title) }
            " "
            span.soft.small {
                @for (code, people, voices) in issue.numbers.sides.iter().filter(|(_, _, voices)| *voices > 0) {
                    span.outline-side {
                        (ctx.t(&format!("issue-side-{code}"))) " "
                        @if *people > 0 { (ctx.with("issue-people", [("count", (*people).into())])) }
                        @else { (ctx.with("issue-part-posts", [("voices", (*voices).into())])) }
                    }
                    " "
                }
                @match &issue.answer {
                    Some(answer) if answer.open => (ctx.t("issue-left-open")),
                    Some(_) => (ctx.t("issue-answered")),
                    None => {}
                }
            }
        }
    }
}

/// What is said first, for and against beside each other.
pub fn said(ctx: &Ctx, all: &[Said]) -> Markup {
    let of = |side: &'static str| all.iter().filter(move |one| one.stance == Some(side)).collect::<Vec<_>>();
    let others: Vec<&Said> = all.iter().filter(|one| !matches!(one.stance, Some("pro" | "con"))).collect();
    html! {
        @if all.iter().any(|one| matches!(one.stance, Some("pro" | "con"))) {
            div.sides {
                @for side in ["pro", "con"] {
                    div {
                        h3 class=(format!("side-title side-title-{side}")) { (ctx.t(&format!("issue-say-{side}"))) }
                        @let said = of(side);
                        @if said.is_empty() { p.soft { (ctx.t("issue-say-nobody")) } }
                        @for one in said { (quote(ctx, one)) }
                    }
                }
            }
        }
        @if !others.is_empty() {
            h3.side-title { (ctx.t("issue-say-other")) }
            div.sides { @for one in others { (quote(ctx, one)) } }
        }
    }
}

fn quote(ctx: &Ctx, one: &Said) -> Markup {
    html! {
        figure.quoted {
            blockquote { p { (one.words) } }
            figcaption.small {
                (channel_badge(ctx.lang, one.channel)) " "
                a href=(one.href) { (one.name.clone().unwrap_or_else(|| ctx.t("voice-unnamed"))) }
                @if let Some(same) = &one.same { " · " (same_link(ctx, same)) }
            }
        }
    }
}
