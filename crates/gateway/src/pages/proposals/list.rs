//! The list with its search and choices.

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, web};
use folkmoot_foundation::county::{COUNTIES, CountyCode};
use folkmoot_foundation::text::excerpt;
use folkmoot_notifications::{Topic, TopicKind};
use folkmoot_proposals::State;
use folkmoot_proposals::read::{self, Facets, Filter, Sort};
use folkmoot_proposals::rulebook::{category_of, is_subcategory};
use folkmoot_web::Lang;
use folkmoot_web::pages::proposals::list::{Choice, ListPage};
use serde::Deserialize;

use super::views::{AgencyNames, cards};
use crate::flows::search;
use crate::http::surroundings::encode;
use crate::http::{Visitor, page, shared};
use crate::pages::parts::follow::topics;
use crate::{App, Fault, lists};

/// How many proposals stand on a page.
const PAGE: u64 = 24;
/// A search longer than this is cut.
const SEARCH_MOST: usize = 200;

/// What the list is asked for.
#[derive(Debug, Default, Clone, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    agency: String,
    #[serde(default)]
    category: String,
    #[serde(default)]
    county: String,
    #[serde(default)]
    sort: String,
    #[serde(default)]
    after: String,
}

impl Asked {
    fn filter(&self) -> Filter {
        let text = excerpt(self.q.trim(), SEARCH_MOST);
        Filter {
            states: self.state.parse().ok().filter(|state: &State| state.is_public()).into_iter().collect(),
            agency: self.agency.parse().ok(),
            category: Some(self.category.clone()).filter(|code| !code.is_empty()),
            county: self.county.parse::<CountyCode>().ok(),
            text: Some(text).filter(|text| !text.is_empty()),
        }
    }

    /// What there is to choose of this, and the names of the choices that there are not. They are taken as not given, so
    /// that old links keep working, and the page says so.
    fn known(mut self, names: &AgencyNames, categories: &Categories) -> (Self, Vec<&'static str>) {
        let mut unknown = Vec::new();
        let state = self.state.parse().is_ok_and(|state: State| state.is_public());
        let agency = self.agency.parse().is_ok_and(|id| names.has(id));
        let category = categories.iter().any(|(code, _)| *code == self.category);
        let county = self.county.parse::<CountyCode>().is_ok();
        let sort = self.sort.parse::<Sort>().is_ok();
        for (value, is_known, name) in [
            (&mut self.state, state, "proposals-states"),
            (&mut self.agency, agency, "proposals-agency"),
            (&mut self.category, category, "proposals-category"),
            (&mut self.county, county, "proposals-county"),
            (&mut self.sort, sort, "proposals-sorts"),
        ] {
            if !is_known && !value.is_empty() {
                value.clear();
                unknown.push(name);
            }
        }
        (self, unknown)
    }

    /// The address of the list with one value changed, from its first page on.
    fn href(&self, name: &str, value: &str) -> String {
        let all = [
            ("q", &self.q),
            ("state", &self.state),
            ("agency", &self.agency),
            ("category", &self.category),
            ("county", &self.county),
            ("sort", &self.sort),
        ];
        let mut query: Vec<String> = all
            .into_iter()
            .filter(|(n, v)| *n != name && !v.is_empty())
            .map(|(n, v)| format!("{n}={}", encode(v)))
            .collect();
        if !value.is_empty() {
            query.push(format!("{name}={}", encode(value)));
        }
        if query.is_empty() { "/proposals".to_owned() } else { format!("/proposals?{}", query.join("&")) }
    }
}

pub(super) async fn list(
    app: web::Data<App>,
    request: HttpRequest,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Fault> {
    shared(&app, &request, async || shown(&app, Visitor::of(&request).await?, asked.into_inner()).await).await
}

async fn shown(app: &App, visitor: Visitor, asked: Asked) -> Result<HttpResponse, Fault> {
    let (now, lang) = (app.now(), visitor.lang);
    let known = known_categories(app, lang);
    let names = AgencyNames::load(app).await?;
    let (asked, unknown) = asked.known(&names, &known);
    let (filter, sort) = (asked.filter(), asked.sort.parse().unwrap_or(Sort::Newest));
    let pages = lists::proposals(sort);
    let after = pages.after(Some(&asked.after)).unwrap_or_default();
    let (_turn, conn) = search::list_from(app, filter.text.as_deref())?;
    let facets = read::facets(conn, &filter, now).await.map_err(search::stopped)?;
    let found = read::list(conn, &filter, sort, after, PAGE, now).await.map_err(search::stopped)?;
    let next = pages.next(&found).map(|cursor| asked.href("after", &cursor));
    let follow = topics(app, &visitor, chosen_topics(&filter)).await?;
    let view = ListPage {
        ctx: visitor.ctx(),
        follow,
        feed: filter.category.as_ref().map(|key| format!("/feeds/proposals.atom?category={}", encode(key))),
        text: filter.text.clone().unwrap_or_default(),
        states: states(&asked, &facets, lang),
        agencies: agencies(&asked, &facets, lang, &names),
        categories: categories(&asked, &facets, known),
        counties: counties(&asked, &facets, lang),
        sorts: sorts(&asked, lang, sort),
        state: filter.states.first().map(|state| state.code().to_owned()).unwrap_or_default(),
        sort: if sort == Sort::Newest { String::new() } else { sort.code().to_owned() },
        total: total(&facets, &filter, sort),
        unknown: unknown.into_iter().map(|key| lang.t(key)).collect(),
        filtered: filter != Filter::default(),
        cards: cards(app, lang, found.items, now).await?,
        first: after.map(|_| asked.href("after", "")),
        next,
    };
    Ok(page(view.render()))
}

/// What the list is narrowed to that can be followed.
fn chosen_topics(filter: &Filter) -> Vec<Topic> {
    let chosen = [
        (TopicKind::Search, filter.text.clone()),
        (TopicKind::Agency, filter.agency.map(|id| id.to_string())),
        (TopicKind::Category, filter.category.clone()),
        (TopicKind::County, filter.county.as_ref().map(|code| code.as_str().to_owned())),
    ];
    chosen.into_iter().filter_map(|(kind, key)| Topic::new(kind, &key?).ok()).collect()
}

fn total(facets: &Facets, filter: &Filter, sort: Sort) -> u64 {
    let open_alone = sort == Sort::ClosingSoon;
    facets
        .states
        .iter()
        .filter(|(state, _)| filter.states.is_empty() || filter.states.contains(state))
        .filter(|(state, _)| !open_alone || **state == State::Open)
        .map(|(_, count)| count)
        .sum()
}

fn states(asked: &Asked, facets: &Facets, lang: Lang) -> Vec<Choice> {
    let all = Choice {
        value: String::new(),
        label: lang.t("proposals-all"),
        count: facets.states.values().sum(),
        chosen: asked.state.is_empty(),
        href: asked.href("state", ""),
    };
    let one = |state: State| Choice {
        value: state.code().to_owned(),
        label: lang.t(&format!("state-{}", state.code().replace('_', "-"))),
        count: facets.states.get(&state).copied().unwrap_or(0),
        chosen: asked.state == state.code(),
        href: asked.href("state", state.code()),
    };
    std::iter::once(all).chain(State::PUBLIC.into_iter().map(one)).collect()
}

fn choice(asked: &Asked, name: &str, chosen: &str, value: String, label: String, count: u64) -> Choice {
    Choice { chosen: chosen == value, href: asked.href(name, &value), value, label, count }
}

fn agencies(asked: &Asked, facets: &Facets, lang: Lang, names: &AgencyNames) -> Vec<Choice> {
    let one = |(id, count): (&folkmoot_foundation::AgencyId, &u64)| {
        let label = names.of(lang, &[*id]).pop()?;
        Some(choice(asked, "agency", &asked.agency, id.to_string(), label, *count))
    };
    let mut all: Vec<Choice> = facets.agencies.iter().filter_map(one).collect();
    all.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.label.cmp(&b.label)));
    all
}

/// Categories and sub-categories by their keys, each with its names.
pub(crate) type Categories = Vec<(String, Vec<String>)>;

/// Those of all procedures: of the ones that are offered first, then of the others in force, and what only earlier versions
/// have, since proposals of that time keep it. Each category is followed by its sub-categories.
pub(crate) fn known_categories(app: &App, lang: Lang) -> Categories {
    let offered = app.config.rulebooks.iter().filter_map(|id| app.rulebooks.current(id).ok());
    let mut known = Categories::new();
    for rulebook in offered.chain(app.rulebooks.all()) {
        for (key, name) in rulebook.category_names() {
            let name = name.get(lang.code());
            match known.iter_mut().find(|(code, _)| *code == key) {
                Some((_, names)) if names.iter().any(|one| one == name) => {}
                Some((_, names)) => names.push(name.to_owned()),
                None => known.push((key, vec![name.to_owned()])),
            }
        }
    }
    for (key, name) in app.rulebooks.earlier().flat_map(|rulebook| rulebook.category_names()) {
        if !known.iter().any(|(code, _)| *code == key) {
            known.push((key, vec![name.get(lang.code()).to_owned()]));
        }
    }
    let places: HashMap<String, usize> =
        known.iter().enumerate().map(|(place, (key, _))| (key.clone(), place)).collect();
    known.sort_by_key(|(key, _)| places.get(category_of(key)).copied());
    known
}

/// Those that something is in, and the one that was chosen: with several procedures most are empty.
fn categories(asked: &Asked, facets: &Facets, known: Categories) -> Vec<Choice> {
    known
        .into_iter()
        .map(|(code, names)| {
            let counts = if is_subcategory(&code) { &facets.subcategories } else { &facets.categories };
            let count = counts.get(&code).copied().unwrap_or(0);
            choice(asked, "category", &asked.category, code, names.join("／"), count)
        })
        .filter(|choice| choice.count > 0 || choice.chosen)
        .collect()
}

fn counties(asked: &Asked, facets: &Facets, lang: Lang) -> Vec<Choice> {
    COUNTIES
        .iter()
        .map(|county| {
            let count = facets.counties.get(county.code).copied().unwrap_or(0);
            let label = lang.pick(county.zh, county.en).to_owned();
            choice(asked, "county", &asked.county, county.code.to_owned(), label, count)
        })
        .collect()
}

fn sorts(asked: &Asked, lang: Lang, sort: Sort) -> Vec<Choice> {
    [Sort::Newest, Sort::ClosingSoon]
        .into_iter()
        .map(|one| Choice {
            value: one.code().to_owned(),
            label: lang.t(&format!("sort-{}", one.code().replace('_', "-"))),
            count: 0,
            chosen: one == sort,
            href: asked.href("sort", if one == Sort::Newest { "" } else { one.code() }),
        })
        .collect()
}
