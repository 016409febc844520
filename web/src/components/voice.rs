//! A voice of the discussion: who, from which channel, what, and what one may do with it.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::badge::{Tone, badge};
use super::markdown::markdown;
use super::prose::prose;
use crate::context::Ctx;
use crate::format;
use crate::i18n::Lang;

/// How a voice stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Standing {
    /// All can read it.
    #[default]
    Visible,
    /// A moderator hid it.
    Hidden {
        /// The code of the ground.
        ground: &'static str,
        /// The moderator's words.
        reason: String,
    },
    /// Its author deleted it.
    Deleted,
    /// The present record of the hearing lacks it.
    Gone {
        /// The version of the record that it is missing from, and when that was imported, if it is known.
        since: Option<(i64, DateTime<Utc>)>,
    },
}

/// One way to react, with its number.
#[derive(Debug, Clone)]
pub struct Reaction {
    /// The code of the way.
    pub kind: &'static str,
    /// How many people.
    pub count: i64,
    /// Whether the reader is one of them.
    pub mine: bool,
}

/// What the reader may do with a voice.
#[derive(Debug, Clone, Copy, Default)]
pub struct May {
    /// React and report.
    pub react: bool,
    /// Reply.
    pub reply: bool,
    /// Change and delete: it is their own.
    pub own: bool,
    /// Decide about it.
    pub moderate: bool,
}

/// What a comment quotes by a link.
#[derive(Debug, Clone)]
pub struct Quote {
    /// Where it stands.
    pub href: String,
    /// Whose it is.
    pub name: Option<String>,
    /// The first of its words, if they can be seen.
    pub words: Option<String>,
    /// The code of how it stands.
    pub standing: &'static str,
}

/// What of the subject a voice is on.
#[derive(Debug, Clone)]
pub struct OnView {
    /// In words.
    pub words: String,
    /// Where it is.
    pub href: String,
    /// The words that were selected.
    pub quote: Option<String>,
    /// Where it stood first, where that is another place or says something else now: the version, the place and its address.
    pub stood: Option<(i64, String, String)>,
    /// The code of what became of its place; `same` where nothing did.
    pub fate: &'static str,
}

/// A voice as a page shows it.
#[derive(Debug, Clone)]
pub struct VoiceView {
    /// Its id.
    pub id: String,
    /// For a reply: the voice under which it stands.
    pub root: Option<String>,
    /// For an answer to another reply: that one's id, and whose it is unless it was deleted.
    pub in_reply_to: Option<(String, Option<String>)>,
    /// The code of its channel.
    pub channel: &'static str,
    /// The code of its stance.
    pub stance: Option<&'static str>,
    /// The nickname, or the name in the record.
    pub name: Option<String>,
    /// Whether they serve at an agency.
    pub by_agency: bool,
    /// The name of the agency whose official words these are.
    pub for_agency: Option<String>,
    /// Whether its author made the proposal.
    pub by_proposer: bool,
    /// When it was written; for a statement the day of the hearing.
    pub at: DateTime<Utc>,
    /// For a statement: the address and title of the hearing, at the statement.
    pub hearing: Option<(String, String)>,
    /// For a question: where it stands among those for its hearing, that one's title, and the code of what became of it.
    pub question: Option<(String, String, &'static str)>,
    /// The words, if the reader may see them.
    pub body: Option<String>,
    /// What it quotes by links.
    pub quotes: Vec<Quote>,
    /// How it stands.
    pub standing: Standing,
    /// When its words last changed.
    pub edited_at: Option<DateTime<Utc>>,
    /// Whether there are earlier wordings.
    pub has_history: bool,
    /// How many replies there are.
    pub replies: i64,
    /// The reactions.
    pub reactions: Vec<Reaction>,
    /// Where the published response answers an issue that this voice raised, and whether it leaves it open.
    pub answer: Option<(String, bool)>,
    /// The issues that it was filed under: title and address.
    pub issues: Vec<(String, String)>,
    /// How many others say nearly the same, and where they are.
    pub same: Option<(i64, String)>,
    /// Why a moderator closed the thread to replies, if they did.
    pub closed: Option<String>,
    /// The address of the statement of reasons, where the reader is the author and something was decided.
    pub decided: Option<String>,
    /// What of the subject it is on, if it is on something particular.
    pub on: Option<OnView>,
    /// What the reader may do.
    pub may: May,
}

/// A voice with its first replies.
#[derive(Debug, Clone)]
pub struct ThreadView {
    /// The voice.
    pub root: VoiceView,
    /// Its first replies.
    pub replies: Vec<VoiceView>,
}

/// The badge of a channel.
pub fn channel_badge(lang: Lang, code: &str) -> Markup {
    let tone = if code == "online" { Tone::Plain } else { Tone::Active };
    badge(tone, &lang.t(&format!("channel-{code}")))
}

/// The badge of a stance.
pub fn stance_badge(lang: Lang, code: &str) -> Markup {
    let tone = match code {
        "pro" => Tone::Good,
        "con" => Tone::Bad,
        _ => Tone::Plain,
    };
    badge(tone, &lang.t(&format!("stance-{code}")))
}

/// Voices with their replies; after pressing a button one comes back to `back`.
pub fn threads(ctx: &Ctx, threads: &[ThreadView], back: &str) -> Markup {
    html! { ol.voices { @for one in threads { li { (thread(ctx, one, back)) } } } }
}

/// Both sides beside each other where there is room, one after the other in turn where there is not: the best for and
/// the best against, then what is neither.
pub fn both_sides(ctx: &Ctx, all: &[ThreadView], back: &str) -> Markup {
    let of = |stance: &'static str| all.iter().filter(move |t| t.root.stance == Some(stance));
    let (pro, con): (Vec<_>, Vec<_>) = (of("pro").collect(), of("con").collect());
    let others: Vec<&ThreadView> =
        all.iter().filter(|t| !matches!(t.root.stance, Some("pro" | "con"))).collect();
    html! {
        @if !pro.is_empty() || !con.is_empty() {
            ol.voices.both-sides {
                @for i in 0..pro.len().max(con.len()) {
                    @if let Some(one) = pro.get(i) { li.side-pro { (thread(ctx, one, back)) } }
                    @if let Some(one) = con.get(i) { li.side-con { (thread(ctx, one, back)) } }
                }
            }
        }
        @if !others.is_empty() {
            @if !pro.is_empty() || !con.is_empty() { h3 { (ctx.t("discussion-neither")) } }
            ol.voices { @for one in others { li { (thread(ctx, one, back)) } } }
        }
    }
}

fn thread(ctx: &Ctx, thread: &ThreadView, back: &str) -> Markup {
    html! {
        (article(ctx, &thread.root, back, Some(FOLDED)))
        @if !thread.replies.is_empty() {
            ol.voice-replies { @for reply in &thread.replies { li { (article(ctx, reply, back, Some(FOLDED))) } } }
        }
        @let more = thread.root.replies - i64::try_from(thread.replies.len()).unwrap_or(0);
        @if more > 0 {
            p.voice-more { a href=(format!("/voices/{}", thread.root.id)) { (ctx.with("voice-more-replies", [("count", more.into())])) } }
        }
    }
}

/// How many characters of a long voice a list shows: a speech from a hall must not bury the comments below it.
const FOLDED: usize = 300;

/// One voice, whole.
pub fn voice(ctx: &Ctx, voice: &VoiceView, back: &str) -> Markup {
    article(ctx, voice, back, None)
}

/// The words, cut after `folded` characters if there are many more, with a link to the rest.
fn words(ctx: &Ctx, voice: &VoiceView, body: &str, folded: Option<usize>) -> Markup {
    let cut = folded.and_then(|n| {
        // What is only a little longer is shown whole.
        body.char_indices().nth(n + n / 3)?;
        body.char_indices().nth(n).map(|(at, _)| &body[..at])
    });
    html! {
        div.voice-body {
            @match cut {
                None => (said(voice, body)),
                Some(cut) => {
                    (said(voice, &format!("{}…", cut.trim_end())))
                    p { a href=(format!("/voices/{}", voice.id)) { (ctx.t("voice-whole")) span.visually-hidden { (ctx.with("voice-of", [("name", voice.name.clone().unwrap_or_default().into())])) } } }
                }
            }
        }
    }
}

/// Comments are written in Markdown; a statement from a record is shown as the record has it.
fn said(voice: &VoiceView, body: &str) -> Markup {
    if voice.channel == "online" { markdown(body) } else { prose(body) }
}

fn quotes(ctx: &Ctx, quotes: &[Quote]) -> Markup {
    html! {
        @for quote in quotes {
            blockquote.voice-quote {
                p { a href=(quote.href) { (ctx.with("voice-quote-of", [("name", quote.name.clone().unwrap_or_else(|| ctx.t("voice-unnamed")).into())])) } }
                @match &quote.words {
                    Some(words) => p { (words) },
                    None => p.soft { (ctx.t(&format!("voice-quote-{}", quote.standing))) },
                }
            }
        }
    }
}

fn article(ctx: &Ctx, voice: &VoiceView, back: &str, folded: Option<usize>) -> Markup {
    let class = match (&voice.standing, voice.stance) {
        (Standing::Visible, Some("pro")) => "voice voice-pro",
        (Standing::Visible, Some("con")) => "voice voice-con",
        (Standing::Visible, _) => "voice",
        _ => "voice voice-gap",
    };
    let official = voice.standing == Standing::Visible && voice.for_agency.is_some();
    let class = if official { format!("{class} voice-official") } else { class.to_owned() };
    html! {
        article class=(class) id=(format!("voice-{}", voice.id)) {
            (head(ctx, voice))
            @if let Some(on) = &voice.on { (stands_on(ctx, on)) }
            @match &voice.standing {
                Standing::Visible => {}
                Standing::Hidden { ground, reason } => (hidden(ctx, ground, reason)),
                Standing::Deleted => p.soft { (ctx.t("voice-deleted")) },
                Standing::Gone { since } => p.soft { (gone(ctx, *since)) },
            }
            @if let Some(body) = &voice.body {
                (words(ctx, voice, body, folded))
                (quotes(ctx, &voice.quotes))
            }
            @if let Some(same) = &voice.same { p.voice-same { (same_link(ctx, same)) } }
            @if !voice.issues.is_empty() {
                p.small {
                    span.soft { (ctx.t("voice-issues")) } " "
                    @for (n, (title, href)) in voice.issues.iter().enumerate() { @if n > 0 { " · " } a href=(href) { (title) } }
                }
            }
            @if let Some((href, open)) = &voice.answer {
                p { a href=(href) { (ctx.t(if *open { "voice-issue-open" } else { "voice-issue-answered" })) } }
            }
            @if let Some(reason) = &voice.closed { p.voice-closed { strong { (ctx.t("voice-closed")) } " " (reason) } }
            @if let Some(href) = &voice.decided { p { a href=(href) { (ctx.t("voice-decided")) } } }
            @if voice.standing == Standing::Visible || voice.may.moderate { (actions(ctx, voice, back)) }
        }
    }
}

/// What a voice is on, and where that stood when it was written.
fn stands_on(ctx: &Ctx, on: &OnView) -> Markup {
    html! {
        div.voice-on {
            p {
                span.soft { (ctx.t("voice-on")) } " "
                @if on.fate == "gone" { (on.words) } @else { a href=(on.href) { (on.words) } }
                @if on.fate != "same" { " " (badge(Tone::Wait, &ctx.t(&format!("voice-fate-{}", on.fate)))) }
            }
            @if let Some(quote) = &on.quote { blockquote.voice-quote { p { (quote) } } }
            @if let Some((version, place, href)) = &on.stood {
                p.small { a href=(href) { (ctx.with("voice-stood", [("version", (*version).into()), ("place", place.clone().into())])) } }
            }
        }
    }
}

/// A link to the others that say nearly the same.
pub fn same_link(ctx: &Ctx, (count, href): &(i64, String)) -> Markup {
    html! { a href=(href) { (ctx.with("voice-same", [("count", (*count).into())])) } }
}

/// What is said in the place of a statement that the present record lacks.
pub fn gone(ctx: &Ctx, since: Option<(i64, DateTime<Utc>)>) -> String {
    match since {
        Some((version, at)) => {
            let date = format::date_of(ctx.lang, at);
            ctx.with("voice-gone-since", [("version", version.into()), ("date", date.into())])
        }
        None => ctx.t("voice-gone"),
    }
}

/// What stands in the place of a hidden voice.
pub fn hidden(ctx: &Ctx, ground: &str, reason: &str) -> Markup {
    html! {
        div.voice-hidden {
            p { strong { (ctx.t("voice-hidden")) } " " (ctx.t(&format!("ground-{}", ground.replace('_', "-")))) }
            p { span.soft { (ctx.t("voice-hidden-reason")) } " " (reason) }
        }
    }
}

fn head(ctx: &Ctx, voice: &VoiceView) -> Markup {
    let unnamed = || ctx.t("voice-unnamed");
    html! {
        p.voice-head {
            @if voice.standing != Standing::Deleted {
                strong.voice-name { (voice.name.clone().unwrap_or_else(unnamed)) }
                @if voice.by_proposer { (badge(Tone::Wait, &ctx.t("voice-proposer"))) }
                @match &voice.for_agency {
                    Some(agency) => (badge(Tone::Active, &ctx.with("voice-official", [("agency", agency.clone().into())]))),
                    None => @if voice.by_agency { (badge(Tone::Wait, &ctx.t("voice-agency"))) },
                }
                @if let Some(stance) = voice.stance { (stance_badge(ctx.lang, stance)) }
            }
            (channel_badge(ctx.lang, voice.channel))
            @if let Some((href, title, state)) = &voice.question {
                (badge(Tone::Plain, &ctx.t(&format!("question-state-{state}"))))
                a.voice-source href=(href) { (ctx.with("question-for", [("title", title.as_str().into())])) }
            }
            @match &voice.hearing {
                Some((href, title)) => a.voice-source href=(href) { (title) },
                None => a.voice-time href=(format!("/voices/{}", voice.id)) {
                    time datetime=(voice.at.to_rfc3339()) { (format::date_time(ctx.lang, voice.at)) }
                },
            }
            @if let Some((to, name)) = &voice.in_reply_to {
                a.voice-time href=(format!("#voice-{to}")) {
                    @match name {
                        Some(name) => (ctx.with("voice-in-reply-to", [("name", name.clone().into())])),
                        None => (ctx.t("voice-in-reply-to-deleted")),
                    }
                }
            }
            @if let Some(edited) = voice.edited_at.filter(|_| voice.has_history && voice.body.is_some()) {
                a.voice-time href=(format!("/voices/{}/history", voice.id)) { (ctx.with("voice-edited", [("date", format::date_of(ctx.lang, edited).into())])) }
            }
        }
    }
}

fn actions(ctx: &Ctx, voice: &VoiceView, back: &str) -> Markup {
    let at = |what: &str| format!("/voices/{}/{what}", voice.id);
    let name = voice.name.clone().unwrap_or_else(|| ctx.t("voice-unnamed"));
    let link = |href: String, key: &str| {
        html! { a href=(href) { (ctx.t(key)) span.visually-hidden { (ctx.with("voice-of", [("name", name.clone().into())])) } } }
    };
    html! {
        div.voice-actions {
            @if voice.standing == Standing::Visible {
                @for reaction in &voice.reactions { (react(ctx, voice, reaction, back)) }
                @if voice.may.reply {
                    @let form = match &voice.root {
                        Some(root) => format!("/voices/{root}?answer={}#reply", voice.id),
                        None => format!("/voices/{}#reply", voice.id),
                    };
                    (link(form, "voice-reply"))
                }
                @if voice.may.own { (link(at("edit"), "voice-edit")) (link(at("delete"), "voice-delete")) }
                @if voice.may.react && !voice.may.own { (link(at("report"), "voice-report")) }
            }
            @if voice.may.moderate { (link(format!("/desk/moderation/{}", voice.id), "voice-moderate")) }
        }
    }
}

fn react(ctx: &Ctx, voice: &VoiceView, reaction: &Reaction, back: &str) -> Markup {
    let words = ctx.t(&format!("reaction-{}", reaction.kind.replace('_', "-")));
    if !voice.may.react || voice.may.own {
        return html! { @if reaction.count > 0 { span.reaction { (words) " " span.number { (format::number(reaction.count)) } } } };
    }
    html! {
        form.inline method="post" action=(format!("/voices/{}/reactions", voice.id)) {
            input type="hidden" name="kind" value=(reaction.kind);
            input type="hidden" name="on" value=(if reaction.mine { "no" } else { "yes" });
            input type="hidden" name="back" value=(format!("{back}#voice-{}", voice.id));
            button.reaction type="submit" aria-pressed=(if reaction.mine { "true" } else { "false" }) {
                (words) @if reaction.count > 0 { " " span.number { (format::number(reaction.count)) } }
            }
        }
    }
}
