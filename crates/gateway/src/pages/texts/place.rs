//! One article of a text: what is said about it, and saying something.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use folkmoot_discussion::Stance;
use folkmoot_discussion::held::Sent;
use folkmoot_discussion::texts::{self, Listed, On, Place, Selection, Spot, Text, TextId, Version};
use folkmoot_discussion::voices::NewComment;
use folkmoot_web::components::discussion::Chosen;
use folkmoot_web::pages::texts::place::PlacePage;
use folkmoot_web::{FormView, Values};
use serde::Deserialize;

use super::show::PAGE;
use super::{public, version, view};
use crate::http::{Form, Visitor, page_with_status, see_other};
use crate::pages::discussion::forum::{Blank, Forum};
use crate::pages::discussion::{mistakes, post};
use crate::{App, Fault, links, lists};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/texts/{id}/articles/{article}", web::get().to(look))
        .route("/texts/{id}/comments", web::post().to(comment));
}

/// What of an article. What makes no sense is ignored, so that old links still lead to the article.
#[derive(Debug, Default, Deserialize)]
struct PlaceQuery {
    paragraph: Option<String>,
    start: Option<String>,
    quote: Option<String>,
    cursor: Option<String>,
}

impl PlaceQuery {
    fn place(&self, article: usize) -> Place {
        let paragraph = self.paragraph.as_deref().and_then(from_one);
        let start = self.start.as_deref().and_then(|start| start.parse().ok());
        let quote = self.quote.clone().filter(|quote| !quote.is_empty());
        let selection = start.zip(quote).filter(|_| paragraph.is_some());
        Place { article, paragraph, selection: selection.map(|(start, quote)| Selection { start, quote }) }
    }
}

/// A place as people count it, from 1.
fn from_one(typed: &str) -> Option<usize> {
    typed.parse::<usize>().ok()?.checked_sub(1)
}

async fn look(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(TextId, String)>,
    query: web::Query<PlaceQuery>,
) -> Result<HttpResponse, Fault> {
    let (id, article) = path.into_inner();
    let article = from_one(&article).ok_or(Fault::NotFound)?;
    let (forum, text) = public(&app, &visitor, id).await?;
    let blank = Blank::default();
    let place = query.place(article);
    let newest = version(&app, id, text.latest).await?;
    show(&app, &forum, (text, newest), place, query.cursor.as_deref(), blank.view(&visitor)).await
}

/// An article of the newest version; or one of an earlier version that the newest has no more, with the comments of which
/// that is true.
async fn show(
    app: &App,
    forum: &Forum<'_>,
    (text, shown): (Text, Version),
    wanted: Place,
    cursor: Option<&str>,
    form: FormView<'_>,
) -> Result<HttpResponse, Fault> {
    let (conn, lang, id) = (app.db.read(), forum.visitor.lang, text.id);
    let there = shown.number == text.latest;
    if shown.articles.len() <= wanted.article {
        return Err(Fault::NotFound);
    }
    // Of what is not there, what holds it.
    let whole = Place::article(wanted.article);
    let in_paragraph = Place { selection: None, ..wanted.clone() };
    let place =
        [wanted, in_paragraph].into_iter().find(|place| place.exists(&shown.articles)).unwrap_or(whole);
    let path = links::text(id);
    let here = format!("{path}/articles/{}", place.article + 1);
    let with = |paragraph: Option<usize>| match paragraph {
        Some(paragraph) => format!("{here}?paragraph={}", paragraph + 1),
        None => here.clone(),
    };
    let all = texts::counts(conn, id).await?;
    let counts = if there { all.clone() } else { Default::default() };
    let article =
        view::articles(&shown.articles, &counts).into_iter().nth(place.article).ok_or(Fault::NotFound)?;
    let list = lists::text(id, &format!("{} {:?}", place.article, place.paragraph));
    let after = list.after(cursor)?;
    let at = there.then_some((place.article, place.paragraph));
    let found = texts::list(conn, Listed::Text(id, at), after, PAGE, &forum.viewer).await?;
    let next = list.next(&found);
    let chosen = |paragraph: Option<usize>, count: i64| {
        let words = match paragraph {
            None => lang.t("text-place-all"),
            Some(paragraph) => {
                let number = i64::try_from(paragraph + 1).unwrap_or(i64::MAX);
                lang.with("text-place-number", [("paragraph", number.into())])
            }
        };
        let text = if count > 0 { format!("{words} {count}") } else { words };
        Chosen { href: format!("{}#comments", with(paragraph)), text, current: place.paragraph == paragraph }
    };
    let each = (0..).zip(&article.paragraphs).map(|(at, paragraph)| chosen(Some(at), paragraph.count));
    // What is no longer there leads nowhere.
    let choices = std::iter::once(chosen(None, article.count)).chain(each).filter(|_| there).collect();
    let count = match place.paragraph {
        _ if !there => all.get(&None).copied().unwrap_or(0),
        Some(paragraph) => article.paragraphs.get(paragraph).map_or(0, |one| one.count),
        None => article.count,
    };
    let mut hidden =
        vec![("version", shown.number.to_string()), ("article", (place.article + 1).to_string())];
    hidden.extend(place.paragraph.map(|paragraph| ("paragraph", (paragraph + 1).to_string())));
    if let Some(selection) = &place.selection {
        hidden.push(("start", selection.start.to_string()));
        hidden.push(("quote", selection.quote.clone()));
    }
    let separator = if place.paragraph.is_some() { '&' } else { '?' };
    let markup = PlacePage {
        proposal: forum.named(),
        about: view::place_name(lang, &article.label, place.paragraph),
        text: (text.title, path.clone()),
        was: (!there).then_some((shown.number, text.latest)),
        paragraph: place.paragraph.map(|paragraph| paragraph + 1),
        quote: place.selection.as_ref().map(|selection| selection.quote.clone()),
        choices,
        threads: forum.show_threads(found.items).await?,
        count,
        form: forum.form_at(form, format!("{path}/comments"), hidden),
        back: if there { with(place.paragraph) } else { format!("{path}/gone") },
        first: after.map(|_| format!("{}#comments", with(place.paragraph))),
        next: next.map(|next| match there {
            true => format!("{}{separator}cursor={next}#comments", with(place.paragraph)),
            false => format!("{path}/gone"),
        }),
        article,
    };
    let status = if form.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(page_with_status(status, markup.render()))
}

/// The place that a form names.
fn place_of(form: &Values) -> Option<Place> {
    let typed = |name: &str| Some(form.get(name).to_owned()).filter(|value| !value.is_empty());
    let query = PlaceQuery {
        paragraph: typed("paragraph"),
        start: typed("start"),
        // A form sends the ends of lines its own way.
        quote: typed("quote").map(|quote| quote.replace("\r\n", "\n")),
        cursor: None,
    };
    Some(query.place(from_one(form.get("article"))?))
}

async fn comment(
    app: web::Data<App>,
    visitor: Visitor,
    request: HttpRequest,
    id: web::Path<TextId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    visitor.signed_in()?;
    let (forum, text) = public(&app, &visitor, *id).await?;
    let author = forum.participant()?.id;
    let place = place_of(&form).ok_or_else(|| Fault::BadRequest("article".to_owned()))?;
    let version = form.get("version").parse().unwrap_or(text.latest);
    let new = NewComment {
        subject: text.subject,
        author,
        stance: form.get("stance").parse::<Stance>().ok(),
        body: form.get("body").to_owned(),
        parent: None,
        official: forum.official(author, form.get("official") == "yes"),
        on: Some(On::Text(Spot { text: *id, version, place: place.clone() })),
    };
    match post(&app, &request, &form, new, &forum).await {
        Ok(Sent::Held(_)) => {
            Ok(see_other(&format!("{}/discussion#held", forum.home()), Some("comment-held")))
        }
        Ok(Sent::Public(voice)) => {
            let anchors = texts::of_voices(app.db.read(), &[voice]).await?;
            let now = anchors.get(&voice).and_then(|anchor| anchor.now.as_ref());
            let path = match now {
                Some(now) => format!("{}/articles/{}", links::text(*id), now.place.article + 1),
                None => format!("{}/gone", links::text(*id)),
            };
            Ok(see_other(&format!("{path}#voice-{voice}"), Some("comment-added")))
        }
        Err(error) => {
            let mut errors = mistakes(error)?;
            for one in errors.0.iter_mut().filter(|one| one.field == "anchor") {
                one.field = "form".to_owned();
            }
            let view = FormView { lang: visitor.lang, values: &form, errors: &errors };
            // A newer version may have come since they began: the form stays with the words it was about.
            let spot = Spot { text: *id, version, place };
            let (number, place) = match texts::stands_now(app.db.read(), &spot).await? {
                Some(Some(now)) => (text.latest, now),
                Some(None) => (spot.version, spot.place),
                None => (text.latest, spot.place),
            };
            let shown = super::version(&app, *id, number).await?;
            show(&app, &forum, (text, shown), place, None, view).await
        }
    }
}
