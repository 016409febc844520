//! From what the rooms of the house know to what pages show.

use std::collections::HashMap;

use folkmoot_agency_responses::agencies::{self, AgencyName};
use folkmoot_agency_responses::{CaseBrief, CaseState, cases, responses};
use folkmoot_foundation::county::CountyCode;
use folkmoot_foundation::db::is_stopped;
use folkmoot_foundation::{AgencyId, DriveId, Now, ProposalId};
use folkmoot_proposals::rulebook::category_of;
use folkmoot_proposals::{Brief, ProposalText, Rulebook, State};
use folkmoot_signatures::{Window, drives};
use folkmoot_web::Lang;
use folkmoot_web::components::proposal_card::{Card, CardDate};
use folkmoot_web::pages::proposal_form::{FieldWords, Fields};
use folkmoot_web::pages::proposals::show::{Names, Words};
use folkmoot_web::pages::proposals::similar::Similar;

use crate::{App, Fault, links};

/// The names of all agencies, in one query.
pub(crate) struct AgencyNames(HashMap<AgencyId, AgencyName>);

impl AgencyNames {
    pub(crate) async fn load(app: &App) -> Result<Self, Fault> {
        Ok(Self(agencies::names(app.db.read()).await.map_err(Fault::internal)?))
    }

    /// Whether there is such an agency.
    pub(crate) fn has(&self, id: AgencyId) -> bool {
        self.0.contains_key(&id)
    }

    /// The names of these agencies, in their order.
    pub(crate) fn of(&self, lang: Lang, ids: &[AgencyId]) -> Vec<String> {
        ids.iter()
            .filter_map(|id| self.0.get(id))
            .map(|name| lang.pick(&name.zh, &name.en).to_owned())
            .collect()
    }
}

/// The name of a county.
pub(crate) fn county_name(lang: Lang, county: &CountyCode) -> String {
    let county = county.county();
    lang.pick(county.zh, county.en).to_owned()
}

/// The name of a category or sub-category under the rulebook it was chosen from. Of a sub-category that this rulebook does
/// not have, as in a draft of an earlier version, that of the category.
pub(crate) fn category_name(rulebook: &Rulebook, lang: Lang, key: Option<&str>) -> Option<String> {
    let key = key?;
    let found = rulebook.category_name(key).or_else(|| rulebook.category_name(category_of(key)));
    Some(found.map_or_else(|| key.to_owned(), |name| name.get(lang.code()).to_owned()))
}

/// Cards for a list, in three queries whatever its length.
///
/// # Errors
/// A database error.
pub async fn cards(app: &App, lang: Lang, briefs: Vec<Brief>, now: Now) -> Result<Vec<Card>, Fault> {
    if briefs.is_empty() {
        return Ok(Vec::new());
    }
    let conn = app.db.read();
    let ids: Vec<ProposalId> = briefs.iter().map(|brief| brief.id).collect();
    let signed: Vec<DriveId> =
        briefs.iter().filter(|b| b.opens_at.is_some()).map(|b| DriveId(b.id.0)).collect();
    let names = AgencyNames::load(app).await?;
    let drives = drives::get_many(conn, &signed).await?;
    let cases = cases::of_proposals(conn, &ids, now).await.map_err(Fault::internal)?;
    briefs
        .into_iter()
        .map(|brief| {
            let rulebook = app.rulebooks.get(&brief.rulebook, brief.rulebook_version)?;
            let case = cases.get(&brief.id);
            let drive = drives.get(&DriveId(brief.id.0));
            let paused = drive.is_some_and(|drive| drive.window(now) == Window::Paused);
            let threshold = needed(&rulebook, brief.state);
            let in_charge = case.map(|case| case.leads.as_slice()).filter(|leads| !leads.is_empty());
            Ok(Card {
                href: href(&brief),
                number: brief.number,
                state: if paused { "paused" } else { brief.state.code() },
                category: category_name(&rulebook, lang, brief.category_key()),
                county: brief.county.as_ref().map(|county| county_name(lang, county)),
                agencies: names.of(lang, in_charge.unwrap_or(&brief.agencies)),
                date: date_of(&brief, case, now),
                progress: drive
                    .filter(|_| {
                        let shown = [State::Supporting, State::Open, State::Lapsed, State::Reached];
                        shown.contains(&brief.state)
                    })
                    .map(|drive| (drive.count, threshold)),
                title: brief.title,
                summary: brief.summary,
            })
        })
        .collect()
}

/// How many signatures are needed for what comes next.
pub(super) fn needed(rulebook: &Rulebook, state: State) -> i64 {
    match (state, &rulebook.supporters) {
        // The proposer is one of them.
        (State::Supporting, Some(supporters)) => supporters.count + 1,
        _ => rulebook.case_threshold().map_or(0, |threshold| threshold.count),
    }
}

/// A draft leads to where it is written, anything else to its page.
fn href(brief: &Brief) -> String {
    match brief.state {
        State::Draft => format!("{}/edit/check", links::proposal(brief.id)),
        _ => links::proposal(brief.id),
    }
}

fn date_of(brief: &Brief, case: Option<&CaseBrief>, now: Now) -> Option<CardDate> {
    match brief.state {
        State::Open => match (brief.opens_at, brief.closes_at) {
            (Some(opens), _) if now < opens => Some(CardDate::Opens(opens)),
            (_, closes) => closes.map(CardDate::Closes),
        },
        State::Reached => {
            let case = case.filter(|case| case.state != CaseState::Closed)?;
            match case.days_overdue() {
                Some(days) => Some(CardDate::Overdue(days)),
                None => case.answer_clock()?.due.map(CardDate::Due),
            }
        }
        State::Answered => brief.answered_at.map(CardDate::Answered),
        State::Lapsed | State::Refused | State::Withdrawn | State::Closed => {
            brief.ended_at.map(CardDate::Ended)
        }
        State::Supporting => brief.closes_at.map(CardDate::Closes),
        State::Draft | State::InReview | State::SentBack => None,
    }
}

/// The words of a proposal with names instead of codes.
pub(crate) fn words(lang: Lang, rulebook: &Rulebook, names: &AgencyNames, text: &ProposalText) -> Words {
    let name = |label: &folkmoot_proposals::rulebook::Label| label.get(lang.code()).to_owned();
    let fields = &rulebook.fields;
    Words {
        title: text.title.clone(),
        demands: text.demands.clone(),
        content: text.content.clone(),
        benefits: text.benefits.clone(),
        evidence: text.evidence.clone(),
        links: text.links.clone(),
        category: category_name(rulebook, lang, text.category_key()),
        county: text.county.as_ref().map(|county| county_name(lang, county)),
        agencies: names.of(lang, &text.agencies),
        names: Names {
            demands: name(&fields.demands.name),
            content: name(&fields.content.name),
            benefits: name(&fields.benefits.name),
            evidence: name(&fields.evidence.name),
        },
    }
}

/// A hint that also says how long a text must be at least: better read before than after.
fn with_least(lang: Lang, hint: &str, key: &str, min: usize) -> String {
    if min < 2 {
        return hint.to_owned();
    }
    format!("{hint}{}{}", lang.pick("", " "), lang.with(key, [("min", min.into())]))
}

/// The fields of the form in the rulebook's words.
pub(crate) fn fields(lang: Lang, rulebook: &Rulebook) -> Fields {
    let code = lang.code();
    let f = &rulebook.fields;
    let field = |field: &folkmoot_proposals::rulebook::Field| FieldWords {
        name: field.name.get(code).to_owned(),
        hint: with_least(lang, field.hint.get(code), "propose-least", field.min),
        max: field.max,
        most: 1,
        asked: field.is_asked(),
        optional: field.min == 0,
    };
    let list = |field: &folkmoot_proposals::rulebook::ListField| FieldWords {
        name: field.name.get(code).to_owned(),
        hint: with_least(lang, field.hint.get(code), "propose-least-each", field.min),
        max: field.max,
        most: field.most,
        asked: field.is_asked(),
        optional: field.least == 0,
    };
    Fields {
        title: field(&f.title),
        content: field(&f.content),
        demands: list(&f.demands),
        benefits: field(&f.benefits),
        evidence: field(&f.evidence),
        links: list(&f.links),
        agencies: FieldWords {
            name: f.agencies.name.get(code).to_owned(),
            hint: f.agencies.hint.get(code).to_owned(),
            max: 0,
            most: f.agencies.most,
            asked: f.agencies.most > 0,
            optional: false,
        },
    }
}

/// Proposals like the one of which `title` and `text` are written, without `except`, the most alike first, each with what
/// came of it.
pub(crate) async fn similar(
    app: &App,
    lang: Lang,
    title: &str,
    text: &str,
    except: Option<ProposalId>,
) -> Result<Vec<Similar>, Fault> {
    let now = app.now();
    let found = match folkmoot_proposals::read::similar(app.db.bounded(), title, text, 6, now).await {
        // What takes too long to find holds up no page that is about something else.
        Err(folkmoot_proposals::Error::Db(error)) if is_stopped(&error) => Vec::new(),
        found => found?,
    };
    let found: Vec<Brief> = found.into_iter().filter(|brief| Some(brief.id) != except).take(5).collect();
    let ids: Vec<ProposalId> = found.iter().map(|brief| brief.id).collect();
    let decided = responses::decisions(app.db.read(), &ids).await?;
    let decisions = |brief: &Brief| {
        let rulebook = app.rulebooks.get(&brief.rulebook, brief.rulebook_version).ok();
        let name = |code: &String| {
            let known = rulebook.as_ref().and_then(|rulebook| rulebook.decision(code));
            known.map_or_else(|| code.clone(), |known| known.name.get(lang.code()).to_owned())
        };
        decided.get(&brief.id).map(|codes| codes.iter().map(name).collect()).unwrap_or_default()
    };
    let one = |brief: Brief| Similar {
        href: links::proposal(brief.id),
        state: brief.state.code(),
        opens_at: brief.opens_at,
        signable: matches!(brief.state, State::Open | State::Reached)
            && brief.closes_at.is_some_and(|closes| now < closes),
        decisions: decisions(&brief),
        title: brief.title,
    };
    Ok(found.into_iter().map(one).collect())
}
