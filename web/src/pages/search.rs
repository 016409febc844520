//! One search over everything that is public.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use crate::components::badge::{self, Tone, badge};
use crate::components::notice::{Kind, notice};
use crate::components::pager::pager;
use crate::context::Ctx;
use crate::format;
use crate::layout::Page;
use crate::pages::proposals::list::Choice;

/// A piece of a text and whether it is what was looked for.
pub type Piece = (String, bool);

/// Something that was found.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The code of what it is.
    pub kind: &'static str,
    /// Where it stands.
    pub href: String,
    /// Who speaks, for a statement.
    pub speaker: Vec<Piece>,
    /// The title of the proposal, with what was found in it if it is the proposal itself.
    pub title: Vec<Piece>,
    /// The code of the proposal's state.
    pub state: &'static str,
    /// The first instant at which it can be signed.
    pub opens_at: Option<DateTime<Utc>>,
    /// A piece of the text.
    pub excerpt: Vec<Piece>,
    /// The code of the channel, where it tells more than the kind.
    pub channel: Option<String>,
    /// The code of the side it takes.
    pub side: Option<String>,
    /// Its time.
    pub at: DateTime<Utc>,
}

/// One choice of the form.
#[derive(Debug)]
pub struct Select {
    /// The name it is sent under.
    pub name: &'static str,
    /// The key of its label.
    pub key: &'static str,
    /// What there is to choose.
    pub choices: Vec<Choice>,
}

/// The page.
#[derive(Debug)]
pub struct SearchPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// What was typed.
    pub text: String,
    /// The kinds, each a link; the first is that of all.
    pub kinds: Vec<Choice>,
    /// The kind that is chosen, kept when the form is sent.
    pub kind: String,
    /// The other choices.
    pub selects: Vec<Select>,
    /// The first day, as typed.
    pub from: String,
    /// The last day, as typed.
    pub to: String,
    /// The orders, each a link.
    pub sorts: Vec<Choice>,
    /// The order that is chosen, kept when the form is sent.
    pub sort: String,
    /// Whether anything but words and kind is chosen.
    pub narrowed: bool,
    /// The address with the words and the kind alone.
    pub wide: String,
    /// The names of filters that were left out, since their values are none.
    pub unknown: Vec<String>,
    /// How many were found, and whether there are more.
    pub total: (u64, bool),
    /// Words that stand nowhere, and those looked for instead.
    pub corrected: Vec<(String, Vec<String>)>,
    /// Whether these have only most of what was looked for.
    pub close: bool,
    /// What was found.
    pub hits: Vec<Hit>,
    /// Back to the first page.
    pub first: Option<String>,
    /// The next page.
    pub next: Option<String>,
}

/// A text with what was looked for marked.
pub fn marked(pieces: &[Piece]) -> Markup {
    html! {
        @for (text, hit) in pieces {
            @if *hit { mark { (text) } } @else { (text) }
        }
    }
}

impl SearchPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let asked = !self.text.is_empty();
        let body = html! {
            h1 { (ctx.t("search-title")) }
            form.finder method="get" action="/search" role="search" {
                @if !self.kind.is_empty() { input type="hidden" name="kind" value=(self.kind); }
                @if !self.sort.is_empty() { input type="hidden" name="sort" value=(self.sort); }
                div.finder-text {
                    label for="q" { (ctx.t("search-words")) }
                    p.hint id="q-hint" { (ctx.t("search-hint")) }
                    div.search-line {
                        input id="q" name="q" type="search" value=(self.text) maxlength="200" aria-describedby="q-hint" enterkeyhint="search";
                        button type="submit" { (ctx.t("proposals-find")) }
                    }
                }
                @if asked {
                    details.finder-text.search-more open[self.narrowed] {
                        summary { (ctx.t("search-narrow")) }
                        div.search-choices {
                            @for select in &self.selects { (self.select(select)) }
                            (self.day("from", "search-from", &self.from))
                            (self.day("to", "search-to", &self.to))
                        }
                        div.finder-go {
                            button.quiet type="submit" { (ctx.t("search-apply")) }
                            @if self.narrowed { a href=(self.wide) { (ctx.t("proposals-clear")) } }
                        }
                    }
                }
            }
            @if !self.unknown.is_empty() {
                @let names = self.unknown.join(ctx.lang.pick("、", ", "));
                (notice(Kind::Wait, html! { p { (ctx.with("proposals-unknown", [("names", names.into())])) } }))
            }
            @if asked { (self.results()) } @else { p.soft { (ctx.t("search-begin")) } }
        };
        let title = match asked {
            true => ctx.with("search-title-of", [("text", self.text.clone().into())]),
            false => ctx.t("search-title"),
        };
        Page::new(ctx, title, body).wide().unlisted(asked).render()
    }

    fn results(&self) -> Markup {
        let ctx = self.ctx;
        html! {
            @if self.kinds.iter().any(|kind| kind.count > 0) {
                nav aria-label=(ctx.t("search-kinds")) { (links(&self.kinds, true)) }
            }
            div.section-head {
                p role="status" { (self.status()) }
                @if self.hits.len() > 1 && !self.close {
                    nav.inline-links aria-label=(ctx.t("proposals-sorts")) { (links(&self.sorts, false)) }
                }
            }
            @for (typed, instead) in &self.corrected {
                @let instead = instead.join(ctx.lang.pick("、", ", "));
                p { (ctx.with("search-corrected", [("typed", typed.clone().into()), ("instead", instead.into())])) }
            }
            @if self.hits.is_empty() {
                (notice(Kind::Info, html! {
                    p { (ctx.t("search-nothing")) }
                    ul {
                        li { (ctx.t("search-nothing-shorter")) }
                        @if self.narrowed || !self.kind.is_empty() { li { (ctx.t("search-nothing-wider")) } }
                        li { a href="/proposals" { (ctx.t("search-nothing-list")) } }
                    }
                }))
            } @else {
                ol.search-hits { @for hit in &self.hits { (self.hit(hit)) } }
            }
            (pager(ctx, self.first.as_deref(), self.next.as_deref()))
        }
    }

    fn status(&self) -> String {
        let (total, more) = self.total;
        let count = i64::try_from(total).unwrap_or(i64::MAX);
        let shown = format!("{}{}", format::number(count), if more { "+" } else { "" });
        let key = if self.close { "search-close" } else { "search-total" };
        self.ctx.with(key, [("count", count.into()), ("shown", shown.into())])
    }

    fn hit(&self, hit: &Hit) -> Markup {
        let ctx = self.ctx;
        let of_proposal = hit.kind == "proposal";
        html! {
            li {
                h2 { a href=(hit.href) { (marked(&hit.title)) } }
                p.search-meta {
                    (badge(Tone::Plain, &ctx.t(&format!("search-kind-{}", hit.kind))))
                    @if of_proposal { (badge::proposal_state(ctx, hit.state, hit.opens_at)) }
                    @if let Some(side) = &hit.side { span { (ctx.t(&format!("stance-{side}"))) } }
                    @if !hit.speaker.is_empty() { span { (marked(&hit.speaker)) } }
                    @if let Some(channel) = &hit.channel { span { (ctx.t(&format!("channel-{channel}"))) } }
                    time.soft datetime=(hit.at.to_rfc3339()) { (format::date_of(ctx.lang, hit.at)) }
                }
                @if !hit.excerpt.is_empty() { p.search-excerpt { (marked(&hit.excerpt)) } }
            }
        }
    }

    fn select(&self, select: &Select) -> Markup {
        html! {
            @if !select.choices.is_empty() {
                div {
                    label for=(select.name) { (self.ctx.t(select.key)) }
                    select id=(select.name) name=(select.name) {
                        option value="" { (self.ctx.t("proposals-any")) }
                        @for choice in &select.choices {
                            option value=(choice.value) selected[choice.chosen] { (choice.label) " (" (choice.count) ")" }
                        }
                    }
                }
            }
        }
    }

    fn day(&self, name: &str, key: &str, value: &str) -> Markup {
        html! {
            div {
                label for=(name) { (self.ctx.t(key)) }
                input id=(name) name=(name) type="date" value=(value);
            }
        }
    }
}

fn links(choices: &[Choice], counted: bool) -> Markup {
    html! {
        ul.filters {
            @for choice in choices.iter().filter(|choice| !counted || choice.count > 0 || choice.chosen) {
                li { a href=(choice.href) aria-current=[choice.chosen.then_some("true")] {
                    (choice.label)
                    @if counted { " " span.number { (choice.count) } }
                } }
            }
        }
    }
}
