//! Atom feeds: the newest public proposals, and what happens to one of them.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use atom_syndication::{Category, Entry, Feed, Generator, Link, Person, Text};
use folkmoot_foundation::{Now, ProposalId, event};
use folkmoot_proposals::Brief;
use folkmoot_proposals::read::{self, Filter, Sort};
use folkmoot_web::Lang;
use folkmoot_web::pages::proposals::history::title;
use serde::Deserialize;

use crate::http::surroundings::{encode, language};
use crate::pages::proposals::views::category_name;
use crate::pages::proposals::{AgencyNames, happening, known_categories};
use crate::{App, Fault, links};

/// How many entries a feed holds.
const ENTRIES: u64 = 50;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/feeds/proposals.atom", web::get().to(proposals))
        .route("/feeds/proposals/{id}.atom", web::get().to(progress));
}

/// Which proposals a feed is of.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    /// The key of a category, its sub-categories included, or of a sub-category; none for all.
    #[serde(default)]
    category: String,
}

async fn proposals(
    app: web::Data<App>,
    request: HttpRequest,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Fault> {
    let (lang, key) = (language(&request), asked.into_inner().category);
    let (category, title, query) = match key.as_str() {
        "" => (None, lang.t("feed-proposals"), String::new()),
        _ => {
            let known = known_categories(&app, lang);
            // A reader that goes on asking for something there is not is told so, and not given all or nothing.
            let (_, names) = known.into_iter().find(|(known, _)| *known == key).ok_or(Fault::NotFound)?;
            let name = names.join(lang.pick("／", " / "));
            let query = format!("?category={}", encode(&key));
            (Some(key), lang.with("kinds-feed", [("name", name.into())]), query)
        }
    };
    let filter = Filter { category, ..Filter::default() };
    let found = read::list(app.db.read(), &filter, Sort::Newest, None, ENTRIES, app.now()).await?;
    let entries: Vec<Entry> = found
        .items
        .iter()
        .map(|brief| {
            let at = brief.public_at.unwrap_or(brief.created_at);
            let mut entry = entry(&app, &format!("urn:uuid:{}", brief.id), &brief.title, at, brief.id);
            entry.set_summary(Some(Text::plain(&brief.summary)));
            entry.set_categories(categories(&app, lang, brief));
            entry
        })
        .collect();
    let (own, page) = (format!("/feeds/proposals.atom{query}"), format!("/proposals{query}"));
    Ok(answer(feed(&app, lang, &title, &own, &page, entries)))
}

/// The category of a proposal, and its sub-category, by the names they have under its rulebook.
fn categories(app: &App, lang: Lang, brief: &Brief) -> Vec<Category> {
    let rulebook = app.rulebooks.get(&brief.rulebook, brief.rulebook_version).ok();
    let one = |key: &String| Category {
        label: rulebook.as_ref().and_then(|rulebook| category_name(rulebook, lang, Some(key.as_str()))),
        term: key.clone(),
        ..Category::default()
    };
    [&brief.category, &brief.subcategory].into_iter().flatten().map(one).collect()
}

async fn progress(
    app: web::Data<App>,
    request: HttpRequest,
    id: web::Path<ProposalId>,
) -> Result<HttpResponse, Fault> {
    let lang = language(&request);
    let proposal = read::get(app.db.read(), *id, app.now()).await?;
    if !proposal.state.is_public() {
        return Err(Fault::NotFound);
    }
    let rulebook = app.rulebooks.get(&proposal.rulebook, proposal.rulebook_version)?;
    let names = AgencyNames::load(&app).await?;
    let events = event::timeline(app.db.read(), *id, true).await?;
    let entries: Vec<Entry> = events
        .into_iter()
        .rev()
        .filter_map(|event| {
            let (seq, at) = (event.seq, event.at);
            let happening = happening(event, &proposal, lang, &rulebook, &names);
            let id = format!("{}/events/{seq}", app.config.public_url);
            let mut entry = entry(&app, &id, &title(lang, &happening)?, at, proposal.id);
            let words = happening.texts.join("\n\n");
            entry.set_summary((!words.is_empty()).then(|| Text::plain(words)));
            Some(entry)
        })
        .take(usize::try_from(ENTRIES).unwrap_or(usize::MAX))
        .collect();
    let name = lang.with("feed-proposal", [("title", proposal.text.title.as_str().into())]);
    let own = format!("/feeds/proposals/{}.atom", proposal.id);
    Ok(answer(feed(&app, lang, &name, &own, &links::proposal(proposal.id), entries)))
}

/// An entry that leads to the page of a proposal.
fn entry(app: &App, id: &str, title: &str, at: Now, proposal: ProposalId) -> Entry {
    Entry {
        id: id.to_owned(),
        title: Text::plain(title),
        updated: at.fixed_offset(),
        published: Some(at.fixed_offset()),
        links: vec![Link {
            href: format!("{}{}", app.config.public_url, links::proposal(proposal)),
            rel: "alternate".to_owned(),
            mime_type: Some("text/html".to_owned()),
            ..Link::default()
        }],
        ..Entry::default()
    }
}

fn feed(app: &App, lang: Lang, title: &str, own: &str, page: &str, entries: Vec<Entry>) -> Feed {
    let url = &app.config.public_url;
    let link = |path: &str, rel: &str, kind: &str| Link {
        href: format!("{url}{path}"),
        rel: rel.to_owned(),
        mime_type: Some(kind.to_owned()),
        ..Link::default()
    };
    let updated = entries.iter().map(|entry| entry.updated).max();
    Feed {
        id: format!("{url}{own}"),
        title: Text::plain(title),
        lang: Some(lang.code().to_owned()),
        updated: updated.unwrap_or_else(|| app.now().fixed_offset()),
        authors: vec![Person { name: lang.t("site-name"), ..Person::default() }],
        generator: Some(Generator { value: "Folkmoot".to_owned(), ..Generator::default() }),
        links: vec![link(own, "self", "application/atom+xml"), link(page, "alternate", "text/html")],
        entries,
        ..Feed::default()
    }
}

fn answer(feed: Feed) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/atom+xml; charset=utf-8")
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
        .body(feed.to_string())
}
