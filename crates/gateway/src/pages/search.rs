//! The one search with its choices.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use folkmoot_discussion::{Channel, Stance};
use folkmoot_foundation::county::{COUNTIES, CountyCode};
use folkmoot_foundation::search::{Facet, Filter, Hit, Kind, PAGES, Piece, Sort};
use folkmoot_foundation::text::excerpt;
use folkmoot_foundation::{ProposalId, period};
use folkmoot_proposals::State;
use folkmoot_proposals::rulebook::{category_of, is_subcategory};
use folkmoot_web::Lang;
use folkmoot_web::pages::proposals::list::Choice;
use folkmoot_web::pages::search::{Hit as Shown, SearchPage, Select};
use serde::Deserialize;

use super::proposals::{AgencyNames, Categories, known_categories};
use crate::flows::search::{Results, find, href, is_searchable};
use crate::http::surroundings::encode;
use crate::http::{Visitor, page};
use crate::{App, Fault};

/// A search longer than this is cut.
const SEARCH_MOST: usize = 200;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.route("/search", web::get().to(search));
}

/// What is searched for.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
    kind: String,
    state: String,
    agency: String,
    category: String,
    county: String,
    channel: String,
    side: String,
    from: String,
    to: String,
    sort: String,
    page: String,
}

impl Asked {
    /// Values that there are not, with the names of the filters that are left out for them. Old links keep working.
    fn known(mut self, names: &AgencyNames, categories: &Categories) -> (Self, Vec<&'static str>) {
        let day = |text: &str| text.parse::<NaiveDate>().is_ok();
        let checks = [
            Kind::of(&self.kind).is_some(),
            self.state.parse().is_ok_and(|state: State| state.is_public()),
            self.agency.parse().is_ok_and(|id| names.has(id)),
            categories.iter().any(|(code, _)| *code == self.category),
            self.county.parse::<CountyCode>().is_ok(),
            self.channel.parse::<Channel>().is_ok(),
            self.side.parse::<Stance>().is_ok(),
            day(&self.from),
            day(&self.to),
        ];
        let values = [
            (&mut self.kind, "search-kinds"),
            (&mut self.state, "proposals-states"),
            (&mut self.agency, "proposals-agency"),
            (&mut self.category, "proposals-category"),
            (&mut self.county, "proposals-county"),
            (&mut self.channel, "search-channel"),
            (&mut self.side, "search-side"),
            (&mut self.from, "search-from"),
            (&mut self.to, "search-to"),
        ];
        let mut unknown = Vec::new();
        for ((value, name), is_known) in values.into_iter().zip(checks) {
            if !is_known && !value.is_empty() {
                value.clear();
                unknown.push(name);
            }
        }
        (self, unknown)
    }

    fn filter(&self) -> Filter {
        let given = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        let day = |text: &str| text.parse::<NaiveDate>().ok().filter(is_searchable);
        Filter {
            kinds: Kind::of(&self.kind).into_iter().collect(),
            state: given(&self.state),
            agency: self.agency.parse().ok(),
            category: given(&self.category),
            county: self.county.parse::<CountyCode>().ok().map(|code| code.as_str().to_owned()),
            channel: given(&self.channel),
            side: given(&self.side),
            from: day(&self.from).map(period::start_of_day),
            until: day(&self.to).map(period::end_of_day),
        }
    }

    fn sort(&self) -> Sort {
        if self.sort == Sort::Newest.code() { Sort::Newest } else { Sort::Best }
    }

    /// From 0; what is no page is the first.
    fn page(&self) -> u64 {
        self.page.parse::<u64>().unwrap_or(1).clamp(1, PAGES) - 1
    }

    fn narrowed(&self) -> bool {
        let Filter {
            kinds: _,
            ref state,
            ref agency,
            ref category,
            ref county,
            ref channel,
            ref side,
            from,
            until,
        } = self.filter();
        [state, category, county, channel, side].iter().any(|one| one.is_some())
            || agency.is_some()
            || from.is_some()
            || until.is_some()
    }

    /// The address with one value changed, from its first page on.
    fn href(&self, name: &str, value: &str) -> String {
        let all = [
            ("q", &self.q),
            ("kind", &self.kind),
            ("state", &self.state),
            ("agency", &self.agency),
            ("category", &self.category),
            ("county", &self.county),
            ("channel", &self.channel),
            ("side", &self.side),
            ("from", &self.from),
            ("to", &self.to),
            ("sort", &self.sort),
        ];
        let kept = all.into_iter().filter(|(n, v)| *n != name && !v.is_empty());
        let mut query: Vec<String> = kept.map(|(n, v)| format!("{n}={}", encode(v))).collect();
        if !value.is_empty() {
            query.push(format!("{name}={}", encode(value)));
        }
        format!("/search?{}", query.join("&"))
    }
}

async fn search(
    app: web::Data<App>,
    visitor: Visitor,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Fault> {
    let (lang, now) = (visitor.lang, app.now());
    let names = AgencyNames::load(&app).await?;
    let categories = known_categories(&app, lang);
    let (mut asked, unknown) = asked.into_inner().known(&names, &categories);
    asked.q = excerpt(asked.q.trim(), SEARCH_MOST);
    let (filter, sort, number) = (asked.filter(), asked.sort(), asked.page());
    let Results { found, proposals } = find(&app, &asked.q, &filter, sort, number, now).await?;
    let counts = |facet| found.facets.get(&facet).cloned().unwrap_or_default();
    let selects = Selects { asked: &asked, lang };
    let shown = found.hits.iter().filter_map(|hit| {
        let brief = proposals.get(&ProposalId(hit.subject))?;
        let online = hit.kind == Kind::Comment && hit.channel.as_deref() == Some(Channel::Online.code());
        Some(Shown {
            kind: hit.kind.code(),
            href: href(hit),
            speaker: match hit.kind {
                Kind::Statement => pieces(&hit.title),
                // An article has a title of its own, and says under what it stands.
                Kind::Text => vec![(brief.title.clone(), false)],
                _ => Vec::new(),
            },
            title: match hit.kind {
                Kind::Proposal | Kind::Text => pieces(&hit.title),
                _ => vec![(brief.title.clone(), false)],
            },
            state: brief.state.code(),
            opens_at: brief.opens_at,
            excerpt: pieces(&hit.excerpt),
            channel: told_channel(hit, online),
            side: hit.side.clone(),
            at: hit.at,
        })
    });
    let view = SearchPage {
        ctx: visitor.ctx(),
        kinds: selects.kinds(&counts(Facet::Kind)),
        kind: asked.kind.clone(),
        selects: selects.all(&counts, &names, &categories),
        from: asked.from.clone(),
        to: asked.to.clone(),
        sorts: selects.sorts(sort),
        sort: if sort == Sort::Newest { sort.code().to_owned() } else { String::new() },
        narrowed: asked.narrowed(),
        wide: Asked { q: asked.q.clone(), kind: asked.kind.clone(), ..Asked::default() }.href("", ""),
        unknown: unknown.into_iter().map(|key| lang.t(key)).collect(),
        total: (found.total, found.more),
        corrected: found.corrected.clone(),
        close: found.close,
        hits: shown.collect(),
        first: (number > 0).then(|| asked.href("page", "")),
        next: found.next.then(|| asked.href("page", &(number + 2).to_string())),
        text: asked.q.clone(),
    };
    Ok(page(view.render()))
}

/// A hearing's statements and comments from this site are told by their kind.
fn told_channel(hit: &Hit, online: bool) -> Option<String> {
    hit.channel.clone().filter(|_| !online && hit.kind != Kind::Statement)
}

fn pieces(pieces: &[Piece]) -> Vec<(String, bool)> {
    pieces.iter().map(|piece| (piece.text.clone(), piece.hit)).collect()
}

type Counts = BTreeMap<String, u64>;

/// The choices with how many each would give.
struct Selects<'a> {
    asked: &'a Asked,
    lang: Lang,
}

impl Selects<'_> {
    fn choice(&self, name: &str, chosen: &str, value: &str, label: String, count: u64) -> Choice {
        Choice {
            value: value.to_owned(),
            label,
            count,
            chosen: chosen == value,
            href: self.asked.href(name, value),
        }
    }

    fn kinds(&self, counts: &Counts) -> Vec<Choice> {
        let chosen = &self.asked.kind;
        let all = self.choice("kind", chosen, "", self.lang.t("search-kind-all"), counts.values().sum());
        let one = |kind: Kind| {
            let count = counts.get(kind.code()).copied().unwrap_or(0);
            let label = self.lang.t(&format!("search-kind-{}", kind.code()));
            self.choice("kind", chosen, kind.code(), label, count)
        };
        std::iter::once(all).chain(Kind::ALL.into_iter().map(one)).collect()
    }

    fn sorts(&self, sort: Sort) -> Vec<Choice> {
        let one = |one: Sort| Choice {
            value: one.code().to_owned(),
            label: self.lang.t(&format!("search-sort-{}", one.code())),
            count: 0,
            chosen: one == sort,
            href: self.asked.href("sort", if one == Sort::Best { "" } else { one.code() }),
        };
        [Sort::Best, Sort::Newest].map(one).into()
    }

    fn all(
        &self,
        counts: &impl Fn(Facet) -> Counts,
        names: &AgencyNames,
        categories: &Categories,
    ) -> Vec<Select> {
        let (asked, lang) = (self.asked, self.lang);
        let state = |code: &str| lang.t(&format!("state-{}", code.replace('_', "-")));
        let agency = |id: &str| names.of(lang, &[id.parse().ok()?]).pop();
        let category = |code: &str| {
            let known = categories.iter().find(|(known, _)| known == code);
            known.map(|(_, names)| names.join("／"))
        };
        let county = |code: &str| {
            let county = COUNTIES.iter().find(|county| county.code == code)?;
            Some(lang.pick(county.zh, county.en).to_owned())
        };
        vec![
            self.select(("state", "proposals-states"), &asked.state, &counts(Facet::State), |c| {
                Some(state(c))
            }),
            self.select(("agency", "proposals-agency"), &asked.agency, &counts(Facet::Agency), agency),
            self.categories(&counts(Facet::Category), &counts(Facet::Subcategory), category),
            self.select(("county", "proposals-county"), &asked.county, &counts(Facet::County), county),
            self.select(("channel", "search-channel"), &asked.channel, &counts(Facet::Channel), |c| {
                c.parse::<Channel>().ok().map(|channel| lang.t(&format!("channel-{}", channel.code())))
            }),
            self.select(("side", "search-side"), &asked.side, &counts(Facet::Side), |c| {
                c.parse::<Stance>().ok().map(|side| lang.t(&format!("stance-{}", side.code())))
            }),
        ]
    }

    /// The categories, each followed by its sub-categories: of both one is chosen.
    fn categories(&self, counts: &Counts, below: &Counts, label: impl Fn(&str) -> Option<String>) -> Select {
        let named = ("category", "proposals-category");
        let chosen = self.asked.category.as_str();
        let (whole, part) = if is_subcategory(chosen) { ("", chosen) } else { (chosen, "") };
        let mut below = self.select(named, part, below, &label).choices;
        let mut all = self.select(named, whole, counts, &label);
        let mut choices = Vec::new();
        for category in std::mem::take(&mut all.choices) {
            let of_it = |one: &mut Choice| category_of(&one.value) == category.value;
            let parts: Vec<Choice> = below.extract_if(.., of_it).collect();
            choices.push(category);
            choices.extend(parts);
        }
        // What was chosen is there also when nothing is in its category.
        choices.extend(below);
        Select { choices, ..all }
    }

    /// The values that something has, the most frequent first, and the one that is chosen.
    fn select(
        &self,
        (name, key): (&'static str, &'static str),
        chosen: &str,
        counts: &Counts,
        label: impl Fn(&str) -> Option<String>,
    ) -> Select {
        let mut counts = counts.clone();
        if !chosen.is_empty() {
            counts.entry(chosen.to_owned()).or_default();
        }
        let one =
            |(value, count): (&String, &u64)| Some(self.choice(name, chosen, value, label(value)?, *count));
        let mut choices: Vec<Choice> = counts.iter().filter_map(one).collect();
        choices.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.label.cmp(&b.label)));
        Select { name, key, choices }
    }
}
