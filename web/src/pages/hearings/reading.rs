//! How speakers were told in a file, and the form in which a facilitator corrects it.

use maud::{Markup, html};

use crate::components::button::{Kind, submit};
use crate::context::Ctx;
use crate::format::number;

/// Headings of one level.
#[derive(Debug)]
pub struct HeadingView {
    /// The level.
    pub level: u8,
    /// How many.
    pub count: usize,
    /// The first of them.
    pub example: String,
    /// `section` or `speaker`.
    pub role: &'static str,
}

/// A pattern: the code of its words, how many times it was seen, and whether it is followed.
#[derive(Debug)]
pub struct PatternView {
    /// `bold`, `colon` or `tables`.
    pub code: &'static str,
    /// How many times.
    pub count: usize,
    /// Whether it is followed.
    pub used: bool,
}

/// Somebody who may have spoken.
#[derive(Debug)]
pub struct NameView {
    /// The name.
    pub name: String,
    /// How many times it stands there.
    pub count: usize,
    /// Whether it is taken for a speaker's.
    pub speaks: bool,
}

/// What was found.
#[derive(Debug, Default)]
pub struct ReadingView {
    /// Headings by level.
    pub headings: Vec<HeadingView>,
    /// Patterns that were seen.
    pub patterns: Vec<PatternView>,
    /// Names.
    pub names: Vec<NameView>,
    /// How many more names there are than are shown.
    pub more_names: usize,
}

/// The codes of what headings may be.
const ROLES: [&str; 2] = ["section", "speaker"];

/// The form; it is sent to `action`.
pub fn reading_form(ctx: &Ctx, action: &str, reading: &ReadingView) -> Markup {
    html! {
        details open {
            summary { (ctx.t("reading-title")) }
            form.panel method="post" action=(action) novalidate {
                input type="hidden" name="act" value="reading";
                p { (ctx.t("reading-lead")) }
                @for heading in &reading.headings {
                    @let id = format!("heading-{}", heading.level);
                    div.field {
                        label for=(id) { (ctx.with("reading-heading", [("level", i64::from(heading.level).into()), ("count", heading.count.into())])) }
                        p.hint id=(format!("{id}-hint")) { (ctx.with("reading-heading-example", [("example", heading.example.clone().into())])) }
                        select id=(id) name=(id) aria-describedby=(format!("{id}-hint")) {
                            @for role in ROLES { option value=(role) selected[role == heading.role] { (ctx.t(&format!("reading-role-{role}"))) } }
                        }
                    }
                }
                @if !reading.patterns.is_empty() {
                    fieldset.field {
                        legend { (ctx.t("reading-patterns")) }
                        @for pattern in &reading.patterns {
                            div.choice {
                                input id=(format!("pattern-{}", pattern.code)) type="checkbox" name="pattern" value=(pattern.code) checked[pattern.used];
                                label for=(format!("pattern-{}", pattern.code)) { (ctx.with(&format!("reading-{}", pattern.code), [("count", pattern.count.into())])) }
                            }
                        }
                    }
                }
                @if !reading.names.is_empty() {
                    fieldset.field {
                        legend { (ctx.t("reading-names")) }
                        p.hint { (ctx.t("reading-names-hint")) }
                        @for (at, name) in reading.names.iter().enumerate() {
                            div.choice {
                                input id=(format!("name-{at}")) type="checkbox" name="name" value=(name.name) checked[name.speaks];
                                label for=(format!("name-{at}")) { (name.name) " " span.soft.number { (number(i64::try_from(name.count).unwrap_or(i64::MAX))) } }
                            }
                        }
                        @if reading.more_names > 0 { p.soft { (ctx.with("reading-more-names", [("count", reading.more_names.into())])) } }
                    }
                }
                (submit(Kind::Quiet, &ctx.t("reading-again")))
            }
        }
    }
}
