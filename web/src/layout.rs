//! The frame around every page.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::assets;
use crate::context::Ctx;

/// How wide the main column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Width {
    /// For reading and forms.
    #[default]
    Text,
    /// For desks and lists with columns.
    Wide,
}

/// A whole page: its frame and what is inside.
#[derive(Debug)]
pub struct Page<'a> {
    ctx: &'a Ctx,
    title: String,
    description: Option<String>,
    width: Width,
    scripts: Vec<&'static str>,
    has_errors: bool,
    unlisted: bool,
    bare: bool,
    refresh: Option<u32>,
    body: Markup,
}

impl<'a> Page<'a> {
    /// A page with a title (also its `h1` unless the body has its own) and a body.
    pub fn new(ctx: &'a Ctx, title: impl Into<String>, body: Markup) -> Self {
        Self {
            ctx,
            title: title.into(),
            description: None,
            width: Width::Text,
            scripts: Vec::new(),
            has_errors: false,
            unlisted: false,
            bare: false,
            refresh: None,
            body,
        }
    }

    /// Uses the wide column.
    #[must_use]
    pub fn wide(mut self) -> Self {
        self.width = Width::Wide;
        self
    }

    /// A sentence for search engines and shared links.
    #[must_use]
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }

    /// Loads a script module of `assets/` in addition.
    #[must_use]
    pub fn script(mut self, name: &'static str) -> Self {
        self.scripts.push(name);
        self
    }

    /// Says in the title that the form on the page has mistakes.
    #[must_use]
    pub fn with_errors(mut self, has_errors: bool) -> Self {
        self.has_errors = has_errors;
        self
    }

    /// Tells search engines to leave the page out, if it is in no list here either.
    #[must_use]
    pub fn unlisted(mut self, unlisted: bool) -> Self {
        self.unlisted = unlisted;
        self
    }

    /// Leaves out everything around the body but the name of the platform: for an answer that is given before it is known
    /// who asks.
    #[must_use]
    pub fn bare(mut self) -> Self {
        self.bare = true;
        self
    }

    /// Loads itself again after so many seconds, also without scripts: for what goes on by itself and ends.
    #[must_use]
    pub fn refresh(mut self, seconds: Option<u32>) -> Self {
        self.refresh = seconds;
        self
    }

    /// The whole document.
    pub fn render(self) -> Markup {
        let ctx = self.ctx;
        let prefix = if self.has_errors { ctx.t("title-error-prefix") } else { String::new() };
        let site = ctx.t("site-name");
        let width = match self.width {
            Width::Text => "main",
            Width::Wide => "main main-wide",
        };
        html! {
            (DOCTYPE)
            html lang=(ctx.lang.code()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    @if let Some(seconds) = self.refresh { meta http-equiv="refresh" content=(seconds); }
                    title { (prefix) (self.title) " – " (site) }
                    @if let Some(description) = &self.description {
                        meta name="description" content=(description);
                        meta property="og:description" content=(description);
                    }
                    @if self.unlisted { meta name="robots" content="noindex"; }
                    meta property="og:title" content=(self.title);
                    meta property="og:site_name" content=(site);
                    meta name="color-scheme" content="light dark";
                    link rel="icon" href=(assets::url("icon.svg")) type="image/svg+xml";
                    link rel="stylesheet" href=(assets::url("site.css"));
                    script type="module" src=(assets::url("page.js")) {}
                    @for name in &self.scripts { script type="module" src=(assets::url(name)) {} }
                }
                body {
                    a.skip-link href="#main" { (ctx.t("skip-to-content")) }
                    @if self.bare {
                        header.site-header { div.site-header-inner { (brand(ctx)) } }
                    } @else {
                        @if ctx.demo.is_some() { (demo_bar(ctx)) }
                        (header(ctx))
                    }
                    main #main class=(width) tabindex="-1" {
                        @if let Some(text) = ctx.done.as_deref().and_then(|done| ctx.lang.find(&format!("done-{done}"))) {
                            div.notice.notice-done role="status" { p { (text) } }
                        }
                        (self.body)
                    }
                    @if !self.bare { (footer(ctx)) }
                }
            }
        }
    }
}

fn brand(ctx: &Ctx) -> Markup {
    html! { a.brand href="/" { (brand_mark()) span { (ctx.t("site-name")) } } }
}

fn demo_bar(ctx: &Ctx) -> Markup {
    html! {
        div.demo-bar role="region" aria-label=(ctx.t("demo-region")) {
            span { (ctx.t("demo-label")) " · " (crate::format::date_time(ctx.lang, ctx.now)) }
            a href="/demo/clock" { (ctx.t("demo-clock")) }
            a href="/demo/mailbox" { (ctx.t("demo-mailbox")) }
            a href="/sign-in" { (ctx.t("demo-accounts")) }
        }
    }
}

fn header(ctx: &Ctx) -> Markup {
    let link = |href: &str, key: &str| {
        let here = ctx.path == href
            || ctx.path.starts_with(&format!("{href}/"))
            || ctx.path.starts_with(&format!("{href}?"));
        html! { li { a href=(href) aria-current=[here.then_some("page")] { (ctx.t(key)) } } }
    };
    html! {
        header.site-header {
            div.site-header-inner {
                (brand(ctx))
                nav.site-nav aria-label=(ctx.t("nav-main")) {
                    ul {
                        (link("/proposals", "nav-proposals"))
                        (link("/agencies", "nav-agencies"))
                        (link("/hearings", "nav-hearings"))
                        (link("/how-it-works", "nav-how-it-works"))
                        li.narrow-only { a href="/search" { (ctx.t("nav-search")) } }
                    }
                }
                // The page of the search has a larger one.
                @if !ctx.path.starts_with("/search") {
                    form.site-search method="get" action="/search" role="search" aria-label=(ctx.t("search-site")) {
                        input name="q" type="search" maxlength="200" aria-label=(ctx.t("search-words")) enterkeyhint="search";
                        button.quiet type="submit" { (ctx.t("nav-search")) }
                    }
                }
                div.site-tools {
                    a.button.button-small href="/proposals/new" { (ctx.t("nav-propose")) }
                    (account(ctx))
                    (language_switch(ctx))
                }
            }
            @if let Some(desks) = desks(ctx) { (desks) }
        }
    }
}

fn account(ctx: &Ctx) -> Markup {
    match &ctx.signed_in {
        None => html! { a href="/sign-in" { (ctx.t("nav-sign-in")) } },
        Some(person) => html! {
            a href="/my" {
                (person.nickname)
                @if person.unread > 0 {
                    " " span.count title=(ctx.with("nav-unread", [("count", person.unread.into())])) { (person.unread) }
                }
            }
            form.inline method="post" action="/sign-out" {
                button.link type="submit" { (ctx.t("nav-sign-out")) }
            }
        },
    }
}

fn language_switch(ctx: &Ctx) -> Markup {
    let other = ctx.lang.other();
    let name = ctx.t("language-other");
    html! {
        form.inline method="post" action="/language" {
            input type="hidden" name="lang" value=(other.code());
            input type="hidden" name="back" value=(ctx.path);
            button.link type="submit" lang=(other.code()) { (name) }
        }
    }
}

/// The codes of the roles with their desks, in the order in which they are shown.
pub const DESKS: [(&str, &str); 7] = [
    ("reviewer", "/desk/review"),
    ("agency_officer", "/desk/cases"),
    ("agency_approver", "/desk/approvals"),
    ("moderator", "/desk/moderation"),
    ("facilitator", "/desk/hearings"),
    ("clerk", "/desk/counter"),
    ("administrator", "/desk/admin"),
];

/// Links to the desks of the roles that the person holds.
fn desks(ctx: &Ctx) -> Option<Markup> {
    let person = ctx.signed_in.as_ref()?;
    let desks: Vec<(&str, &str)> = DESKS.into_iter().filter(|(role, _)| person.has(role)).collect();
    if desks.is_empty() {
        return None;
    }
    Some(html! {
        nav.desk-nav aria-label=(ctx.t("nav-desks")) {
            ul {
                @for (role, href) in desks {
                    li { a href=(href) aria-current=[ctx.path.starts_with(href).then_some("page")] { (ctx.t(&format!("desk-{role}").replace('_', "-"))) } }
                }
            }
        }
    })
}

fn footer(ctx: &Ctx) -> Markup {
    html! {
        footer.site-footer {
            div.site-footer-inner {
                p { (ctx.t("footer-promise")) }
                ul {
                    li { a href="/how-it-works" { (ctx.t("nav-how-it-works")) } }
                    li { a href="/agencies" { (ctx.t("nav-agencies")) } }
                    li { a href="/record" { (ctx.t("record-title")) } }
                    li { a href="/api" { (ctx.t("footer-api")) } }
                    li { a href="/verify" { (ctx.t("footer-verify")) } }
                    li { a href="/moderation" { (ctx.t("figures-title")) } }
                    li { a href="/accessibility" { (ctx.t("footer-accessibility")) } }
                    li { a href="/privacy" { (ctx.t("footer-privacy")) } }
                }
            }
        }
    }
}

/// The mark of the platform: people around a fire, drawn as dots on a ring.
fn brand_mark() -> Markup {
    PreEscaped(include_str!("../assets/mark.svg").to_owned())
}
