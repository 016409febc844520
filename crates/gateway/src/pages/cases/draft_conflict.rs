//! Two officers who wrote at once: what only one of them changed is put together, what both changed is settled by the one
//! who saved later, piece by piece. Nothing is written before they save.

use std::collections::BTreeSet;

use folkmoot_accounts::people;
use folkmoot_agency_responses::responses::{self, DraftVersion};
use folkmoot_agency_responses::{Case, Content, DemandAnswer, DemandId, Error, Piece};
use folkmoot_web::Values;
use folkmoot_web::pages::cases::conflict::{Contested, Theirs};

use super::draft_fields::{content_of, demand_ids, set, with_content};
use super::piece_words::words;
use super::view::Shelf;
use crate::{App, Fault};

/// A colleague's version beside what was typed.
pub(super) struct Rival {
    theirs: DraftVersion,
    mine: Content,
    taken: Vec<Piece>,
    contested: Vec<Piece>,
}

/// The text that both began from; nothing if it is not kept any more.
async fn base_of(app: &App, case: &Case, version: &str) -> Result<Option<Content>, Fault> {
    match version.parse().unwrap_or(0) {
        0 => {
            let demands = case.demands.iter().map(|demand| DemandAnswer::new(demand.id, "", "")).collect();
            Ok(Some(Content { demands, ..Content::default() }))
        }
        version => match responses::draft_at(app.db.read(), case.brief.id, version).await {
            Ok(found) => Ok(Some(found.content)),
            Err(Error::NotFound) => Ok(None),
            Err(error) => Err(error.into()),
        },
    }
}

/// A colleague saved while this was typed: the form holds both texts put together, and remembers that.
pub(super) async fn met(
    app: &App,
    case: &Case,
    values: &mut Values,
    typed: &Content,
    theirs: DraftVersion,
) -> Result<Rival, Fault> {
    let base = values.get("base").to_owned();
    let begun = base_of(app, case, &base).await?;
    let mine = responses::as_saved(app.db.read(), case.brief.id, typed).await?;
    let merged = mine.merged(begun.as_ref(), &theirs.content);
    let version = theirs.version.to_string();
    let head = Values::default()
        .and("base", version.as_str())
        .and("demands", demand_ids(case))
        .and("merging", version)
        .and("merge_base", base);
    *values = with_content(head, &merged.content, case);
    Ok(Rival { theirs, mine: merged.content, taken: merged.taken, contested: merged.contested })
}

/// The rival of a form in which a conflict is being settled; nothing in any other form, or while something in it can't be
/// read.
pub(super) async fn going_on(app: &App, case: &Case, values: &Values) -> Result<Option<Rival>, Fault> {
    match settling(app, case, values).await {
        Err(Fault::Invalid(_)) => Ok(None),
        other => other,
    }
}

async fn settling(app: &App, case: &Case, values: &Values) -> Result<Option<Rival>, Fault> {
    let Ok(version) = values.get("merging").parse() else { return Ok(None) };
    let conn = app.db.read();
    let theirs = match responses::draft_at(conn, case.brief.id, version).await {
        Ok(theirs) => theirs,
        Err(Error::NotFound) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let typed = content_of(app, case, values).await?;
    let mine = responses::as_saved(conn, case.brief.id, &typed).await?;
    let begun = base_of(app, case, values.get("merge_base")).await?;
    let demands = demands(case);
    let settled: BTreeSet<&str> = values.get("settled").split(',').collect();
    let mut contested = mine.merged(begun.as_ref(), &theirs.content).contested;
    contested.retain(|piece| !settled.contains(piece.code(&demands).as_str()));
    Ok(Some(Rival { theirs, mine, taken: Vec::new(), contested }))
}

fn demands(case: &Case) -> Vec<DemandId> {
    case.demands.iter().map(|demand| demand.id).collect()
}

/// Settles a piece as `mine:CODE`, `theirs:CODE` or `both:CODE` says; the form changes, nothing is written.
///
/// # Errors
/// [`Fault::NotFound`] if the form settles no conflict, or none about this piece; [`Fault::Invalid`] while something in it
/// can't be read.
pub(super) async fn choose(app: &App, case: &Case, values: &mut Values, chosen: &str) -> Result<(), Fault> {
    let rival = settling(app, case, values).await?.ok_or(Fault::NotFound)?;
    let (how, code) = chosen.split_once(':').ok_or(Fault::NotFound)?;
    let demands = demands(case);
    let piece = rival.contested.iter().find(|piece| piece.code(&demands) == code).ok_or(Fault::NotFound)?;
    let mut content = rival.mine.clone();
    match how {
        "mine" => {}
        "theirs" => content.take(piece, &rival.theirs.content),
        "both" => content.join(piece, &rival.theirs.content),
        _ => return Err(Fault::NotFound),
    }
    let mut head = Values::default();
    for name in ["base", "demands", "merging", "merge_base"] {
        head = head.and(name, values.get(name));
    }
    let settled = match values.get("settled") {
        "" => code.to_owned(),
        before => format!("{before},{code}"),
    };
    set(&mut head, "settled", settled);
    *values = with_content(head, &content, case);
    Ok(())
}

/// A rival as the page shows it.
pub(super) async fn shown(app: &App, shelf: &Shelf<'_>, case: &Case, rival: &Rival) -> Result<Theirs, Fault> {
    let ids: Vec<_> = rival.theirs.by.into_iter().collect();
    let names = people::nicknames(app.db.read(), &ids).await?;
    let demands = demands(case);
    let (mine, theirs) = (&rival.mine, &rival.theirs.content);
    let contested = rival.contested.iter().map(|piece| {
        let own = shelf.piece_text(case, mine, piece);
        Contested {
            code: piece.code(&demands),
            name: shelf.piece_name(case, piece),
            theirs: words(&own, &shelf.piece_text(case, theirs, piece)),
            mine: own,
            both: piece.can_hold_both(),
        }
    });
    Ok(Theirs {
        version: rival.theirs.version,
        by: ids.first().and_then(|id| names.get(id).cloned()).unwrap_or_default(),
        at: rival.theirs.at,
        taken: rival.taken.iter().map(|piece| shelf.piece_name(case, piece)).collect(),
        contested: contested.collect(),
        body: shelf.response(case, theirs).await?,
    })
}
