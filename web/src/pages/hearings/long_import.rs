//! A long file while it is read, compared and imported, and what came of it.

use maud::{Markup, html};

use super::manage::{ProblemView, problems};
use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, link, post};
use crate::components::notice::{self, notice};
use crate::context::Ctx;
use crate::format::number;
use crate::layout::Page;

/// After how many seconds the page loads itself again while the work goes on.
const AGAIN: u32 = 5;

/// How a job stands, with what its page says of it.
#[derive(Debug)]
pub enum JobState {
    /// Nobody has taken it up yet.
    Waiting,
    /// It is at a step, of which so many parts of so many are done; 0 of 0 while that is not known.
    Working {
        /// The code of the step; none before the first.
        stage: Option<&'static str>,
        /// How many statements are done.
        done: usize,
        /// Of how many.
        total: usize,
    },
    /// It was imported.
    Imported {
        /// The number of the record's version.
        version: i64,
        /// Whether this very file was the last one imported, so that nothing changed.
        same_file: bool,
        /// What happened to how many statements, by the code of the kind of change.
        counts: Vec<(&'static str, usize)>,
    },
    /// It can't be read.
    Refused(Vec<ProblemView>),
    /// It came to nothing: the code of why.
    Failed(String),
}

/// A long file that is worked on.
#[derive(Debug)]
pub struct JobPage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// The hearing's id.
    pub hearing: String,
    /// Its title.
    pub hearing_title: String,
    /// The file's name.
    pub file: String,
    /// Whether it is imported, rather than looked at only.
    pub imports: bool,
    /// The codes of the steps it goes through, in their order.
    pub steps: Vec<&'static str>,
    /// How it stands.
    pub state: JobState,
    /// Its address.
    pub action: String,
    /// Whether the page is to stay as it is until the reader loads it again.
    pub still: bool,
}

fn size(n: usize) -> String {
    number(i64::try_from(n).unwrap_or(i64::MAX))
}

impl JobPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let manage = format!("/desk/hearings/{}", self.hearing);
        let (key, goes_on) = match (&self.state, self.imports) {
            (JobState::Waiting | JobState::Working { .. }, true) => ("longjob-importing", true),
            (JobState::Waiting | JobState::Working { .. }, false) => ("longjob-looking", true),
            (JobState::Imported { .. }, _) => ("longjob-imported", false),
            (JobState::Refused(_), _) => ("import-refused", false),
            (JobState::Failed(_), _) => ("longjob-failed", false),
        };
        let title = ctx.with(key, [("file", self.file.clone().into())]);
        let body = html! {
            (breadcrumb(ctx, &[("/desk/hearings", &ctx.t("hearings-desk")), (&manage, &self.hearing_title)]))
            h1 { (title) }
            @match &self.state {
                JobState::Waiting => (self.under_way(None, 0, 0)),
                JobState::Working { stage, done, total } => (self.under_way(*stage, *done, *total)),
                JobState::Imported { version, same_file, counts } => (self.imported(*version, *same_file, counts)),
                JobState::Refused(list) => {
                    p { (ctx.t("import-refused-note")) }
                    (problems(ctx, list))
                    div.actions { (link(Kind::Main, &manage, &ctx.t("longjob-other-file"))) }
                }
                JobState::Failed(code) => (self.failed(code, &manage)),
            }
        };
        let refresh = (goes_on && !self.still).then_some(AGAIN);
        let wrong = matches!(self.state, JobState::Refused(_));
        Page::new(ctx, title, body).with_errors(wrong).refresh(refresh).render()
    }

    /// How far it is, and what to do meanwhile.
    fn under_way(&self, stage: Option<&str>, done: usize, total: usize) -> Markup {
        let ctx = self.ctx;
        let at = stage.and_then(|stage| self.steps.iter().position(|step| *step == stage));
        let what = match stage {
            Some(stage) => ctx.t(&format!("longjob-{stage}")),
            None => ctx.t("longjob-waiting"),
        };
        let numbers = (total > 0).then(|| {
            ctx.with("longjob-statements", [("done", size(done).into()), ("total", size(total).into())])
        });
        let known = total > 0 && done > 0;
        html! {
            div.progress role="status" {
                p.progress-figures {
                    strong #longjob-now { (what) }
                    @if let Some(numbers) = &numbers { span.soft #longjob-numbers { (numbers) } }
                }
                progress aria-labelledby="longjob-now" aria-describedby=[numbers.is_some().then_some("longjob-numbers")]
                    max=[known.then_some(total)] value=[known.then_some(done)] { (numbers.as_deref().unwrap_or(&what)) }
            }
            ol.longjob-steps {
                @for (place, step) in self.steps.iter().enumerate() {
                    @let state = match at {
                        Some(at) if place < at => "done",
                        Some(at) if place == at => "now",
                        _ => "ahead",
                    };
                    li class=(format!("longjob-{state}")) aria-current=[(state == "now").then_some("step")] {
                        (ctx.t(&format!("longjob-step-{step}"))) " · " span.soft { (ctx.t(&format!("longjob-is-{state}"))) }
                    }
                }
            }
            p { (ctx.t(if self.imports { "longjob-leave-import" } else { "longjob-leave-look" })) }
            p.hint {
                @if self.still { (ctx.t("longjob-still")) " " a href=(self.action) { (ctx.t("longjob-by-itself")) } }
                @else {
                    (ctx.with("longjob-refreshes", [("seconds", i64::from(AGAIN).into())])) " "
                    a href=(format!("{}?still=yes", self.action)) { (ctx.t("longjob-stop-refreshing")) }
                }
            }
            div.actions {
                @let here = if self.still { format!("{}?still=yes", self.action) } else { self.action.clone() };
                (link(Kind::Main, &here, &ctx.t("longjob-refresh")))
                (link(Kind::Quiet, &format!("/desk/hearings/{}", self.hearing), &ctx.t("longjob-back")))
                @if !self.imports { (post(Kind::Quiet, &self.action, &[("act", "discard")], &ctx.t("plan-discard"))) }
            }
        }
    }

    fn imported(&self, version: i64, same_file: bool, counts: &[(&'static str, usize)]) -> Markup {
        let ctx = self.ctx;
        html! {
            @if same_file {
                (notice(notice::Kind::Info, html! { p { (ctx.t("longjob-same-file")) } }))
            } @else {
                (notice(notice::Kind::Done, html! { p { (ctx.with("longjob-version", [("version", version.into())])) } }))
                dl.figures {
                    @for (code, count) in counts { div { dt { (ctx.t(&format!("plan-{code}"))) } dd { (size(*count)) } } }
                }
            }
            div.actions {
                (link(Kind::Main, &format!("/hearings/{}", self.hearing), &ctx.t("longjob-read")))
                (link(Kind::Quiet, &format!("/desk/hearings/{}", self.hearing), &ctx.t("longjob-back")))
            }
        }
    }

    fn failed(&self, code: &str, manage: &str) -> Markup {
        let ctx = self.ctx;
        let known = ctx.lang.find(&format!("fault-{}", code.replace('_', "-")));
        html! {
            (notice(notice::Kind::Bad, html! {
                p { (known.unwrap_or_else(|| ctx.t("fault-import-interrupted"))) }
                p { (ctx.t("longjob-nothing-changed")) }
            }))
            div.actions {
                (post(Kind::Main, &self.action, &[("act", "again")], &ctx.t("longjob-again")))
                (link(Kind::Quiet, manage, &ctx.t("longjob-back")))
            }
        }
    }
}

/// What the desk of a hearing says of long files and waiting ones.
#[derive(Debug, Default)]
pub struct Works {
    /// The import that is under way: the file, who imports it unless it is the reader, and its page if it is.
    pub importing: Option<(String, Option<String>, Option<String>)>,
    /// The reader's own file: its name, its page, and `looking`, `ready`, `refused` or `failed`.
    pub mine: Option<(String, String, &'static str)>,
}

impl Works {
    /// Whether a file may be sent now.
    pub fn takes_files(&self) -> bool {
        self.importing.is_none()
    }

    /// On the desk.
    pub fn render(&self, ctx: &Ctx) -> Markup {
        html! {
            @if let Some((file, by, href)) = &self.importing {
                (notice(notice::Kind::Wait, html! {
                    p { strong { (match by {
                        Some(by) => ctx.with("longjob-desk-others", [("file", file.clone().into()), ("name", by.clone().into())]),
                        None => ctx.with("longjob-importing", [("file", file.clone().into())]),
                    }) } }
                    p { (ctx.t("longjob-desk-wait")) }
                    @if let Some(href) = href { div.actions { (link(Kind::Main, href, &ctx.t("longjob-see"))) } }
                }))
            }
            @if let Some((file, href, state)) = &self.mine {
                (notice(notice::Kind::Info, html! {
                    p { (ctx.with(&format!("longjob-mine-{state}"), [("file", file.clone().into())])) }
                    div.actions { (link(Kind::Main, href, &ctx.t(&format!("longjob-go-{state}")))) }
                }))
            }
        }
    }
}
