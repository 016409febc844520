//! One proposal: where it stands, signing, its words, the answer, and what was said about it.

use maud::{Markup, html};

use super::history::{Coming, Happening, history};
use crate::components::badge;
use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, link, post};
use crate::components::notice;
use crate::components::progress::progress;
use crate::components::prose::prose;
use crate::components::standing::Standing;
use crate::context::Ctx;
use crate::format;
use crate::layout::Page;

/// The words of a proposal as they are shown.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// The title.
    pub title: String,
    /// What is demanded.
    pub demands: Vec<String>,
    /// The content.
    pub content: String,
    /// Benefits and impact.
    pub benefits: String,
    /// Evidence.
    pub evidence: String,
    /// Links to evidence.
    pub links: Vec<String>,
    /// The name of the category.
    pub category: Option<String>,
    /// The name of the county.
    pub county: Option<String>,
    /// The names of the chosen agencies.
    pub agencies: Vec<String>,
    /// The names of the fields, from the rulebook.
    pub names: Names,
}

/// The names of the fields.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// 訴求
    pub demands: String,
    /// 提議內容或建議事項
    pub content: String,
    /// 利益與影響
    pub benefits: String,
    /// 佐證資料
    pub evidence: String,
}

/// What the reader may do with the proposal beyond reading.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct May {
    /// Edit and submit it.
    pub edit: bool,
    /// Take it back.
    pub withdraw: bool,
    /// Decide on it.
    pub review: bool,
}

/// Why a proposal is in no list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotListed {
    /// It looks for supporters; whoever has the link may be one.
    Supporters {
        /// Its address.
        link: String,
        /// At most so many people, until the review has passed.
        most: Option<i64>,
    },
    /// Too few have signed yet.
    Listing {
        /// Its address.
        link: String,
        /// From so many signatures on it is listed.
        count: i64,
    },
    /// Its words are not shown.
    Hidden {
        /// Whether the reader sees them nevertheless.
        read: bool,
    },
}

impl NotListed {
    fn render(&self, ctx: &Ctx) -> Markup {
        let share = |link: &str| {
            html! {
                div.field {
                    label for="share-link" { (ctx.t("unlisted-link")) }
                    input #share-link type="text" readonly value=(link);
                }
            }
        };
        let words = match self {
            Self::Supporters { link, most } => html! {
                p { (ctx.t("unlisted-supporters")) }
                @if let Some(most) = most { p { (ctx.with("unlisted-most", [("most", (*most).into())])) } }
                (share(link))
            },
            Self::Listing { link, count } => html! {
                p { (ctx.with("unlisted-listing", [("count", format::number(*count).into())])) }
                (share(link))
            },
            Self::Hidden { read: true } => html! { p { (ctx.t("unlisted-hidden-read")) } },
            Self::Hidden { read: false } => html! { p { (ctx.t("unlisted-hidden")) } },
        };
        notice::notice(notice::Kind::Info, words)
    }
}

/// The page of a proposal.
#[derive(Debug)]
pub struct ShowPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// Its path, without a slash at the end.
    pub path: String,
    /// The number people call it by.
    pub number: Option<i64>,
    /// The words.
    pub words: Words,
    /// The proposer's nickname.
    pub proposer: String,
    /// Where it stands.
    pub standing: Standing,
    /// Whether it is in no list.
    pub is_unlisted: bool,
    /// Why it is in no list, where that is to be said.
    pub unlisted: Option<NotListed>,
    /// Why it was refused, sent back or withdrawn, with the grounds.
    pub reason: Option<(Vec<String>, String)>,
    /// The similar proposal that was named when this was withdrawn.
    pub similar: Option<(String, String)>,
    /// What the reader may do.
    pub may: May,
    /// How many times it was submitted.
    pub revision: i64,
    /// The name of the rulebook and the page that explains it.
    pub rulebook: (String, String),
    /// Whether it has a drive.
    pub has_drive: bool,
    /// The box for signing.
    pub sign_box: Markup,
    /// Where paper sheets are printed, and where a facilitator works on them.
    pub paper: (Option<String>, Option<String>),
    /// The button for following.
    pub follow: Markup,
    /// The case: clocks and what the agency has done.
    pub case: Markup,
    /// The summary of the response.
    pub response: Markup,
    /// The hearings.
    pub hearings: Markup,
    /// The draft texts.
    pub texts: Markup,
    /// What was said.
    pub discussion: Markup,
    /// What happened.
    pub happened: Vec<Happening>,
    /// What is to come.
    pub coming: Vec<Coming>,
}

fn is_empty(markup: &Markup) -> bool {
    markup.0.is_empty()
}

impl ShowPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let body = html! {
            (breadcrumb(ctx, &[("/proposals", &ctx.t("nav-proposals"))]))
            div.proposal-head {
                p.meta {
                    @if self.standing.paused { (badge::badge(badge::Tone::Wait, &ctx.t("state-paused"))) }
                    @else { (badge::proposal_state(ctx, self.standing.state, self.standing.opens_at)) }
                    @if let Some(number) = self.number { span { (ctx.with("proposal-number", [("number", number.into())])) } }
                }
                h1 { (self.words.title) }
                p.meta {
                    span { (ctx.with("proposal-by", [("name", self.proposer.as_str().into())])) }
                    @if let Some(category) = &self.words.category { span { (category) } }
                    @if let Some(county) = &self.words.county { span { (county) } }
                }
            }
            (self.standing.render(ctx))
            @if let Some(why) = &self.unlisted { (why.render(ctx)) }
            @if let Some((grounds, reason)) = &self.reason { (self.reason(grounds, reason)) }
            (self.acts())
            div.proposal-grid {
                aside {
                    @if self.has_drive {
                        section.panel #sign aria-labelledby="sign-title" {
                            h2 #sign-title { (ctx.t("proposal-sign")) }
                            (progress(ctx.lang, self.standing.count, self.standing.threshold))
                            (self.sign_box)
                            @if let Some(href) = &self.paper.0 { p.small { a href=(href) { (ctx.t("paper-blank")) } } }
                            @if let Some(href) = &self.paper.1 { p.small { a href=(href) { (ctx.t("paper-title")) } } }
                        }
                    }
                    (self.follow)
                    (self.contents())
                }
                div.proposal-main {
                    @if !is_empty(&self.response) { section #response { h2 { (ctx.t("proposal-response")) } (self.response) } }
                    @if !is_empty(&self.case) { section #case { h2 { (ctx.t("proposal-case")) } (self.case) } }
                    @if self.unlisted != Some(NotListed::Hidden { read: false }) { (words(ctx, &self.words, 2)) }
                    section #timeline {
                        h2 { (ctx.t("proposal-timeline")) }
                        (history(ctx, &self.happened, &self.coming))
                        p.soft.small {
                            a href=(self.rulebook.1) { (ctx.with("proposal-rulebook", [("name", self.rulebook.0.as_str().into())])) }
                            @if self.revision > 1 { " · " a href=(format!("{}/revisions", self.path)) { (ctx.t("proposal-revisions")) } }
                            " · " a href=(format!("/api/v1{}", self.path)) { (ctx.t("proposal-as-data")) }
                            " · " a href=(format!("/feeds{}.atom", self.path)) type="application/atom+xml" { (ctx.t("feed-subscribe")) }
                        }
                    }
                    @if !is_empty(&self.hearings) { section #hearings { h2 { (ctx.t("nav-hearings")) } (self.hearings) } }
                    @if !is_empty(&self.texts) { section #texts { h2 { (ctx.t("text-part")) } (self.texts) } }
                    @if !is_empty(&self.discussion) { section #discussion { h2 { (ctx.t("proposal-discussion")) } (self.discussion) } }
                }
            }
        };
        Page::new(ctx, self.words.title.clone(), body)
            .wide()
            .description(folkmoot_foundation::text::excerpt(&self.words.content, 140))
            .unlisted(self.is_unlisted)
            .render()
    }

    fn contents(&self) -> Markup {
        let ctx = self.ctx;
        let entry = |there: bool, id: &str, key: &str| {
            html! { @if there { li { a href=(format!("#{id}")) { (ctx.t(key)) } } } }
        };
        html! {
            nav.contents aria-label=(ctx.t("proposal-contents")) {
                ul {
                    (entry(!is_empty(&self.response), "response", "proposal-response"))
                    (entry(!is_empty(&self.case), "case", "proposal-case"))
                    (entry(self.unlisted != Some(NotListed::Hidden { read: false }), "words", "proposal-words"))
                    (entry(true, "timeline", "proposal-timeline"))
                    (entry(!is_empty(&self.hearings), "hearings", "nav-hearings"))
                    (entry(!is_empty(&self.texts), "texts", "text-part"))
                    (entry(!is_empty(&self.discussion), "discussion", "proposal-discussion"))
                }
            }
        }
    }

    fn reason(&self, grounds: &[String], reason: &str) -> Markup {
        let ctx = self.ctx;
        let asked = self.standing.variant == Some("sent-back-asked");
        let key = if asked {
            "proposal-reason-asked".to_owned()
        } else {
            format!("proposal-reason-{}", self.standing.state.replace('_', "-"))
        };
        let kind = if self.standing.state == "withdrawn" { notice::Kind::Info } else { notice::Kind::Bad };
        notice::notice(
            kind,
            html! {
                h2 { (ctx.t(&key)) }
                @if !grounds.is_empty() { ul { @for ground in grounds { li { (ground) } } } }
                (prose(reason))
                @if let Some((href, title)) = &self.similar {
                    p { (ctx.t("proposal-similar")) a href=(href) { (title) } }
                    p.small { a href=(format!("{}/similar", self.path)) { (ctx.t("proposal-similar-ask")) } }
                }
            },
        )
    }

    fn acts(&self) -> Markup {
        let ctx = self.ctx;
        html! {
            @if self.may != May::default() {
                div.actions {
                    @if self.may.review { (link(Kind::Main, &format!("/desk/review{}", self.path.trim_start_matches("/proposals")), &ctx.t("proposal-review"))) }
                    @if self.may.edit { (link(Kind::Main, &format!("{}/edit/check", self.path), &ctx.t("proposal-edit"))) }
                    @if self.may.withdraw { (link(Kind::Danger, &format!("{}/withdraw", self.path), &ctx.t("proposal-withdraw"))) }
                    @if self.may.edit && self.standing.state == "draft" {
                        (post(Kind::Danger, &format!("{}/delete", self.path), &[], &ctx.t("proposal-delete")))
                    }
                }
            }
        }
    }
}

/// The words of a proposal, with headings of the given level, 2 or 3.
pub fn words(ctx: &Ctx, words: &Words, level: u8) -> Markup {
    let heading = |text: &str| html! { @if level == 2 { h2 { (text) } } @else { h3 { (text) } } };
    html! {
        section id=[(level == 2).then_some("words")] {
            // A procedure may ask for no list of demands, as the title says it, and for no benefits.
            @if !words.demands.is_empty() {
                (heading(&words.names.demands))
                ol.demands { @for demand in &words.demands { li { (demand) } } }
            }
            (heading(&words.names.content))
            (prose(&words.content))
            @if !words.benefits.is_empty() {
                (heading(&words.names.benefits))
                (prose(&words.benefits))
            }
            @if !words.evidence.is_empty() || !words.links.is_empty() {
                (heading(&words.names.evidence))
                (prose(&words.evidence))
                @if !words.links.is_empty() {
                    ul { @for address in &words.links { li { a href=(address) rel="nofollow ugc noopener" { (address) } } } }
                }
            }
            dl.facts {
                dt { (ctx.t("proposal-agencies")) }
                dd { @if words.agencies.is_empty() { (ctx.t("proposal-agencies-platform")) } @else { (words.agencies.join(ctx.lang.pick("、", ", "))) } }
                dt { (ctx.t("proposals-county")) }
                dd { @if let Some(county) = &words.county { (county) } @else { (ctx.t("proposal-county-all")) } }
            }
        }
    }
}
