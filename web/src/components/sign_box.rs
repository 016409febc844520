//! The box on a proposal's page where one co-signs: how far it is, how long it runs, the button or why there is none.

use chrono::{DateTime, NaiveDate, Utc};
use folkmoot_foundation::FieldErrors;
use maud::{Markup, html};

use crate::assets;
use crate::components::button::{Kind, link, post, submit};
use crate::components::check::{CheckView, check};
use crate::components::progress::progress;
use crate::components::prose::prose;
use crate::components::regions::{RegionChoice, reached_in_words};
use crate::components::sign_by_mail::sign_by_mail;
use crate::context::Ctx;
use crate::form::{FormView, Values};
use crate::format::{self, number};
use crate::pages::accounts::identity::identity_path;

/// Where the drive stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Signing has not begun.
    NotYet,
    /// One can sign.
    Open,
    /// One can't sign now, but will again.
    Paused,
    /// Signing is over.
    Over,
}

/// A pause, present or ahead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PauseView {
    /// Its first instant.
    pub from: DateTime<Utc>,
    /// The first instant after it, if that is known.
    pub until: Option<DateTime<Utc>>,
    /// The reasons for it, as written.
    pub reasons: Vec<String>,
}

/// What the reader has to do with the drive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mine {
    /// Nobody is signed in.
    Stranger,
    /// Nobody is signed in, and an e-mail address is enough.
    ByMail,
    /// Nobody is signed in, and whoever signs must be vouched for by an identity provider.
    StrangerToIdentify,
    /// The mobile number is not confirmed yet.
    Unconfirmed,
    /// An identity provider has not vouched for them yet.
    Unidentified,
    /// May sign and has not.
    MaySign,
    /// Has signed.
    Signed {
        /// The receipt's id.
        receipt: String,
        /// When.
        at: DateTime<Utc>,
    },
    /// Has signed, and it waits for a check or was found not to count.
    Checked {
        /// The receipt's id.
        receipt: String,
        /// Why, and what can be done.
        check: CheckView,
    },
    /// Has signed and taken it back.
    Withdrawn,
}

/// A search for supporters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Supporting {
    /// At most so many people, if there is a bound.
    pub most: Option<i64>,
    /// Whether so many have signed.
    pub full: bool,
    /// Whether enough have, so that it waits for its review.
    pub found: bool,
}

/// How fast signatures come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Signatures of the last seven days.
    pub last_week: i64,
    /// The day on which the threshold is reached at this pace, if that is before the end.
    pub projected: Option<NaiveDate>,
}

/// The box.
#[derive(Debug)]
pub struct SignBox<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The proposal's id.
    pub proposal: &'a str,
    /// Where the drive stands.
    pub standing: Standing,
    /// How many have signed.
    pub count: i64,
    /// The count that is needed.
    pub threshold: i64,
    /// When that count was reached.
    pub reached_at: Option<DateTime<Utc>>,
    /// The first instant at which one can sign.
    pub opens_at: DateTime<Utc>,
    /// The first instant at which one can't any more.
    pub closes_at: DateTime<Utc>,
    /// The present pause, or the next.
    pub pause: Option<PauseView>,
    /// How fast signatures come in.
    pub pace: Option<Pace>,
    /// What the reader has to do with it.
    pub mine: Mine,
    /// The regions to choose from, where the signer's account says none that counts.
    pub regions: Option<RegionChoice>,
    /// In how many regions their minimum is reached, and in how many it must be for the threshold.
    pub reached_regions: Option<(i64, i64)>,
    /// How many people at most may sign while it looks for supporters or waits for its review; nothing once it is open for
    /// everybody.
    pub supporting: Option<Supporting>,
    /// What happens at the threshold, in the rulebook's words.
    pub then: Option<String>,
}

impl SignBox<'_> {
    /// The whole box with its heading and the progress.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        html! {
            section.panel #sign aria-labelledby="sign-title" {
                h2 #sign-title { (ctx.t("sign-title")) }
                (progress(ctx.lang, self.count, self.threshold))
                (self.inside())
            }
        }
    }

    /// What stands under the progress. While one can sign, a script keeps every count on the page fresh.
    pub fn inside(&self) -> Markup {
        let ctx = self.ctx;
        let base = format!("/proposals/{}", self.proposal);
        let history = format!("{base}/signatures");
        let stream = (self.standing == Standing::Open).then(|| format!("{base}/count/stream"));
        html! {
            div.sign-box data-count-stream=[stream.as_deref()] data-count=[stream.as_ref().map(|_| format!("{base}/count"))] {
                @if let Some(regions) = self.reached_regions { p { (reached_in_words(ctx, regions)) } }
                (self.time_in_words())
                (self.speed())
                (self.act(&base))
                @if let Some(then) = &self.then { p.small { strong { (ctx.t("sign-then")) } " " (then) } }
                @if !ctx.path.starts_with(&history) { p.small { a href=(history) { (ctx.t("sign-see-history")) } } }
            }
            @if stream.is_some() {
                // Read out by screen readers when the script has news, which is not each second.
                p.visually-hidden role="status" data-count-news=(ctx.with("sign-news", [("count", "{count}".into())])) {}
                script type="module" src=(assets::url("count.js")) {}
            }
        }
    }

    /// Where it stands and how long it runs, with the present or next pause.
    pub fn time_in_words(&self) -> Markup {
        let ctx = self.ctx;
        if let Some(supporting) = self.supporting {
            return self.support_in_words(supporting);
        }
        let by = format::deadline(ctx.lang, self.closes_at);
        let text = match self.standing {
            Standing::NotYet => {
                let from = format::date_with_weekday(ctx.lang, format::day_of(self.opens_at));
                ctx.with("sign-not-yet", [("from", from.into()), ("by", by.into())])
            }
            Standing::Open => {
                let left = folkmoot_foundation::period::days_left(self.closes_at, ctx.now);
                ctx.with("sign-days-left", [("days", left.into()), ("by", by.into())])
            }
            Standing::Paused => match self.pause.as_ref().and_then(|pause| pause.until) {
                Some(until) => {
                    let until = format::date_time(ctx.lang, until);
                    ctx.with("sign-paused-until", [("until", until.into()), ("by", by.into())])
                }
                None => ctx.t("sign-paused"),
            },
            Standing::Over => match self.reached_at {
                Some(at) => ctx.with("sign-over-reached", [("on", format::date_of(ctx.lang, at).into())]),
                None => ctx.t("sign-over"),
            },
        };
        let fell_below = self.reached_at.is_some() && self.count < self.threshold;
        html! {
            p { (text) }
            (self.pause_in_words())
            @if fell_below { p.small { (ctx.t("sign-fell-below")) } }
        }
    }

    fn support_in_words(&self, supporting: Supporting) -> Markup {
        let ctx = self.ctx;
        let key = match supporting {
            Supporting { full: true, .. } => "fault-drive-full",
            Supporting { found: true, .. } => "sign-supporters-found",
            _ if self.standing == Standing::Over => "sign-supporters-over",
            _ => "sign-supporters",
        };
        html! {
            p { (ctx.t(key)) }
            @if !supporting.full {
                @if let Some(most) = supporting.most { p.small.soft { (ctx.with("unlisted-most", [("most", most.into())])) } }
            }
            (self.pause_in_words())
        }
    }

    fn pause_in_words(&self) -> Markup {
        let ctx = self.ctx;
        let Some(pause) = self.pause.as_ref().filter(|_| self.standing != Standing::Over) else {
            return html! {};
        };
        html! {
            @if self.standing != Standing::Paused {
                @if let Some(until) = pause.until {
                    p.small { (ctx.with("sign-pause-ahead", [
                        ("from", format::date_with_weekday(ctx.lang, format::day_of(pause.from)).into()),
                        ("until", format::deadline(ctx.lang, until).into()),
                    ])) }
                }
            }
            @if !pause.reasons.is_empty() {
                div.quote { @for reason in &pause.reasons { (prose(reason)) } }
            }
            @if self.standing == Standing::Paused { p.small { (ctx.t("sign-paused-kept")) } }
        }
    }

    fn speed(&self) -> Markup {
        let ctx = self.ctx;
        let Some(pace) = self.pace.filter(|_| self.standing == Standing::Open && self.supporting.is_none())
        else {
            return html! {};
        };
        html! {
            p.small.soft {
                (ctx.with("sign-pace", [("count", number(pace.last_week).into())]))
                @if self.reached_at.is_some() { " " (ctx.t("sign-already-reached")) }
                @else if let Some(day) = pace.projected {
                    " " (ctx.with("sign-projected", [("day", format::date(ctx.lang, day).into())]))
                }
                @else { " " (ctx.t("sign-not-projected")) }
            }
        }
    }

    fn act(&self, base: &str) -> Markup {
        let ctx = self.ctx;
        let open =
            self.standing == Standing::Open && !self.supporting.is_some_and(|supporting| supporting.full);
        let (values, errors) = (Values::default(), FieldErrors::new());
        let form = FormView { lang: ctx.lang, values: &values, errors: &errors };
        let post_sign = |key: &str| {
            html! { div.sign-action { (post(Kind::Main, &format!("{base}/sign"), &[], &ctx.t(key))) } }
        };
        let sign = |key: &str| {
            let path = format!("{base}/sign");
            html! {
                @match &self.regions {
                    Some(regions) => form method="post" action=(path) novalidate {
                        (regions.field(form))
                        div.sign-action { (submit(Kind::Main, &ctx.t(key))) }
                    },
                    None => (post_sign(key)),
                }
            }
        };
        match &self.mine {
            Mine::Signed { receipt, at } => html! {
                div.notice.notice-done {
                    p { strong { (ctx.with("sign-signed", [("at", format::date_time(ctx.lang, *at).into())])) } }
                    p {
                        a href=(format!("/receipts/{receipt}")) { (ctx.t("sign-receipt")) }
                        @if open { " · " a href=(format!("{base}/unsign")) { (ctx.t("sign-withdraw")) } }
                    }
                }
            },
            Mine::Checked { receipt, check: view } => html! {
                div.notice.notice-wait {
                    p { strong { (ctx.t(&format!("receipt-{}", view.state.replace('_', "-")))) } }
                    (check(ctx, view))
                    p { a href=(format!("/receipts/{receipt}")) { (ctx.t("sign-receipt")) } }
                }
            },
            _ if !open => html! {},
            Mine::Stranger => {
                html! { (post_sign("sign-button")) p.small.soft { (ctx.t("sign-needs-account")) } }
            }
            Mine::StrangerToIdentify => html! {
                (post_sign("sign-button")) p.small.soft { (ctx.t("sign-needs-account-and-identity")) }
            },
            Mine::ByMail => html! {
                p { (ctx.t("sign-by-mail-how")) }
                @if let Some(regions) = &self.regions { (sign_by_mail(ctx, self.proposal, regions, form)) }
            },
            Mine::Unconfirmed => html! {
                p { (ctx.t("sign-needs-mobile")) }
                (link(Kind::Main, &confirm_path(base), &ctx.t("sign-confirm-mobile")))
            },
            Mine::Unidentified => html! {
                p { (ctx.t("sign-needs-identity")) }
                (link(Kind::Main, &identity_path(base), &ctx.t("sign-confirm-identity")))
            },
            Mine::MaySign => html! { (sign("sign-button")) p.small.soft { (ctx.t("sign-promise")) } },
            Mine::Withdrawn => html! { p.small { (ctx.t("sign-withdrawn")) } (sign("sign-again")) },
        }
    }
}

/// Where one confirms one's mobile number before coming back to `back`.
pub fn confirm_path(back: &str) -> String {
    format!("/account/mobile?back={back}")
}
