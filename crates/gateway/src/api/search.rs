//! The one search over the API.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, get, web};
use chrono::{DateTime, NaiveDate, Utc};
use folkmoot_discussion::{Channel, Stance};
use folkmoot_foundation::county::CountyCode;
use folkmoot_foundation::search::{Facet, Filter, Kind, PAGES, Piece, Sort};
use folkmoot_foundation::{FieldErrors, ProposalId, period};
use folkmoot_proposals::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::api::extract::Query;
use crate::fault::Problem;
use crate::flows::search::{Results, find, href, is_searchable};
use crate::{App, Fault};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(search);
}

/// What is searched for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// Words that must all stand in it, with spaces between; phrases in quotation marks. The first 200 characters count.
    q: String,
    /// `proposal`, `comment`, `statement`, `response`, `addendum`, `report` or `text`.
    kind: Option<String>,
    /// The public state of the proposal it stands under.
    state: Option<String>,
    /// The id of an agency that the proposal names.
    agency: Option<uuid::Uuid>,
    /// The key of the proposal's category, its sub-categories included, or of its sub-category: `transport`,
    /// `transport.walking`.
    category: Option<String>,
    /// The code or name of the proposal's county.
    county: Option<String>,
    /// `online`, `hearing`, `paper` or `counter`.
    channel: Option<String>,
    /// `pro`, `con` or `other`.
    side: Option<String>,
    /// The first day, in Taipei.
    from: Option<NaiveDate>,
    /// The last day, in Taipei.
    to: Option<NaiveDate>,
    /// `best` (the default) or `newest`.
    sort: Option<String>,
    /// Which page, 1 (the default) to 25.
    page: Option<u64>,
}

impl Asked {
    fn filter(&self) -> Result<Filter, FieldErrors> {
        let mut errors = FieldErrors::new();
        let mut known = |field: &'static str, value: &Option<String>, is_known: fn(&str) -> bool| {
            if value.as_deref().is_some_and(|value| !is_known(value)) {
                errors.add(field, "unknown");
            }
            value.clone()
        };
        let kind = known("kind", &self.kind, |code| Kind::of(code).is_some());
        let state = known("state", &self.state, |code| code.parse().is_ok_and(|s: State| s.is_public()));
        let county = known("county", &self.county, |code| code.parse::<CountyCode>().is_ok());
        let channel = known("channel", &self.channel, |code| code.parse::<Channel>().is_ok());
        let side = known("side", &self.side, |code| code.parse::<Stance>().is_ok());
        known("sort", &self.sort, |code| [Sort::Best.code(), Sort::Newest.code()].contains(&code));
        if self.page.is_some_and(|page| !(1..=PAGES).contains(&page)) {
            errors.add("page", "out_of_range");
        }
        for (field, day) in [("from", self.from), ("to", self.to)] {
            if day.is_some_and(|day| !is_searchable(&day)) {
                errors.add(field, "out_of_range");
            }
        }
        errors.into_result(Some(()))?;
        let county = county.and_then(|code| code.parse::<CountyCode>().ok());
        Ok(Filter {
            kinds: kind.as_deref().and_then(Kind::of).into_iter().collect(),
            state,
            agency: self.agency,
            category: self.category.clone(),
            county: county.map(|code| code.as_str().to_owned()),
            channel,
            side,
            from: self.from.map(period::start_of_day),
            until: self.to.map(period::end_of_day),
        })
    }
}

/// A piece of a text.
#[derive(Debug, Serialize, ToSchema)]
struct PieceBody {
    /// Its characters.
    text: String,
    /// Whether it is what was looked for.
    hit: bool,
}

/// Something that was found.
#[derive(Debug, Serialize, ToSchema)]
struct HitBody {
    /// What it is.
    kind: &'static str,
    /// Its id: of the proposal, the voice, the case, the addendum or the follow-up.
    id: uuid::Uuid,
    /// The page on which it stands.
    url: String,
    /// Its time.
    at: DateTime<Utc>,
    /// The proposal it stands under.
    proposal: uuid::Uuid,
    /// The title of that.
    proposal_title: String,
    /// The state of that.
    proposal_state: &'static str,
    /// The channel it came by.
    channel: Option<String>,
    /// The side it takes.
    side: Option<String>,
    /// Its title, or who speaks.
    title: Vec<PieceBody>,
    /// A piece of its words.
    excerpt: Vec<PieceBody>,
}

/// A word that stands nowhere.
#[derive(Debug, Serialize, ToSchema)]
struct CorrectedBody {
    /// As it was typed.
    typed: String,
    /// What was looked for instead.
    instead: Vec<String>,
}

/// What was found.
#[derive(Debug, Serialize, ToSchema)]
struct FoundBody {
    /// Those of the page, 20 at most.
    items: Vec<HitBody>,
    /// How many there are; at least so many if there are `more`.
    total: u64,
    /// Whether there are more than are counted: of each kind the newest 500 are.
    more: bool,
    /// The next page, if there is one.
    next_page: Option<u64>,
    /// How many each value of `kind`, `state`, `agency`, `category`, `subcategory`, `county`, `channel` and `side`
    /// would give.
    facets: BTreeMap<&'static str, BTreeMap<String, u64>>,
    /// Words that were taken for mistyped ones.
    corrected: Vec<CorrectedBody>,
    /// Whether nothing has all the words, and this has most of their parts.
    close: bool,
}

fn pieces(pieces: Vec<Piece>) -> Vec<PieceBody> {
    pieces.into_iter().map(|piece| PieceBody { text: piece.text, hit: piece.hit }).collect()
}

const fn name(facet: Facet) -> &'static str {
    match facet {
        Facet::Kind => "kind",
        Facet::State => "state",
        Facet::Agency => "agency",
        Facet::Category => "category",
        Facet::Subcategory => "subcategory",
        Facet::County => "county",
        Facet::Channel => "channel",
        Facet::Side => "side",
    }
}

/// Finds proposals, comments, statements of hearings, formal responses, addenda and progress reports by their words.
/// Traditional Chinese needs no spaces; two characters are enough. 台 and 臺, full and half width, and accents make no
/// difference; a mistyped word of letters finds what is nearly the same if it stands nowhere itself.
#[utoipa::path(tag = "search", params(Asked), responses(
    (status = 200, description = "What was found", body = FoundBody),
    (status = 422, description = "A value that is none of the possible ones", body = Problem),
))]
#[get("/search")]
async fn search(app: web::Data<App>, asked: Query<Asked>) -> Result<HttpResponse, Fault> {
    let filter = asked.filter()?;
    let sort = if asked.sort.as_deref() == Some(Sort::Newest.code()) { Sort::Newest } else { Sort::Best };
    let page = asked.page.unwrap_or(1);
    let Results { found, proposals } = find(&app, &asked.q, &filter, sort, page - 1, app.now()).await?;
    let items = found.hits.into_iter().filter_map(|hit| {
        let brief = proposals.get(&ProposalId(hit.subject))?;
        Some(HitBody {
            kind: hit.kind.code(),
            id: hit.id,
            url: format!("{}{}", app.config.public_url, href(&hit)),
            at: hit.at,
            proposal: hit.subject,
            proposal_title: brief.title.clone(),
            proposal_state: brief.state.code(),
            channel: hit.channel,
            side: hit.side,
            title: pieces(hit.title),
            excerpt: pieces(hit.excerpt),
        })
    });
    let corrected =
        found.corrected.into_iter().map(|(typed, instead)| CorrectedBody { typed, instead }).collect();
    Ok(HttpResponse::Ok().json(FoundBody {
        items: items.collect(),
        total: found.total,
        more: found.more,
        next_page: found.next.then_some(page + 1),
        facets: found.facets.into_iter().map(|(facet, counts)| (name(facet), counts)).collect(),
        corrected,
        close: found.close,
    }))
}
