//! My page.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use folkmoot_agency_responses::{CaseBrief, ClockState, cases};
use folkmoot_foundation::{DriveId, ProposalId};
use folkmoot_notifications::follows;
use folkmoot_notifications::notices::{self, Which};
use folkmoot_proposals::{Brief, ReviewClock, State, read};
use folkmoot_signatures::{Drive, drives};
use folkmoot_web::pages::my::home::{MyFollow, MyPage, MyProposal, MySignature};

use super::notices::view;
use crate::flows::signing::keys_of;
use crate::http::{Visitor, page};
use crate::{App, Fault, links, lists};

/// How many notices, and how many entries of each list, the page shows.
const NOTICES: usize = 5;
const ENTRIES: usize = 20;

#[derive(serde::Deserialize)]
pub(super) struct Query {
    proposals: Option<String>,
    signatures: Option<String>,
    follows: Option<String>,
}

pub(super) async fn show(
    app: web::Data<App>,
    visitor: Visitor,
    query: web::Query<Query>,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?;
    let (conn, now) = (app.db.read(), app.now());
    let mut told = notices::of_person(conn, person.id, Which::Unread, None, NOTICES).await?.items;
    if told.len() < NOTICES {
        let read = notices::of_person(conn, person.id, Which::Read, None, NOTICES - told.len()).await?;
        told.extend(read.items);
    }
    let own = lists::own_proposals(person.id);
    let after = own.after(query.proposals.as_deref())?;
    let mine =
        read::mine(conn, person.id, after, u64::try_from(ENTRIES).map_err(Fault::internal)?, now).await?;
    let signatures = lists::signatures(person.id);
    let after = signatures.after(query.signatures.as_deref())?;
    let keys = keys_of(&app, person).await?;
    let signed = drives::signed_by(conn, &keys, Some(person.id), after, ENTRIES).await?;
    let more_signatures = signatures.next(&signed);
    let own_follows = lists::follows(person.id);
    let after = own_follows.after(query.follows.as_deref())?;
    let followed = follows::of_person(conn, person.id, follows::Which::Proposals, after, ENTRIES).await?;
    let more_follows = own_follows.next(&followed);
    let ids: Vec<ProposalId> = signed
        .items
        .iter()
        .map(|receipt| ProposalId(receipt.drive.0))
        .chain(followed.items.iter().map(|follow| ProposalId(follow.subject)))
        .collect();
    let others = read::briefs(conn, &ids, now).await?;
    let entries = Entries::load(&app, mine.items.iter().chain(others.values())).await?;

    let proposals: Vec<MyProposal> = mine.items.iter().map(|brief| entries.of(brief)).collect();
    let signatures: Vec<MySignature> = signed
        .items
        .iter()
        .filter_map(|receipt| {
            Some(MySignature {
                proposal: entries.of(others.get(&ProposalId(receipt.drive.0))?),
                at: receipt.signed_at,
                counts: receipt.state == folkmoot_signatures::State::Counted,
                receipt: format!("/receipts/{}", receipt.id),
            })
        })
        .collect();
    let follows: Vec<MyFollow> = followed
        .items
        .iter()
        .filter_map(|follow| {
            let proposal = entries.of(others.get(&ProposalId(follow.subject))?);
            Some(MyFollow { proposal, id: follow.subject.to_string() })
        })
        .collect();
    let notices: Vec<_> = told.iter().map(view).collect();
    let markup = MyPage {
        ctx: visitor.ctx(),
        must_confirm: !person.may_propose(),
        notices: &notices,
        proposals: &proposals,
        more_proposals: own.next(&mine).map(|next| format!("/my?proposals={next}#my-proposals")),
        signatures: &signatures,
        more_signatures: more_signatures.map(|next| format!("/my?signatures={next}#my-signatures")),
        follows: &follows,
        more_follows: more_follows.map(|next| format!("/my?follows={next}#my-follows")),
    };
    Ok(page(markup.render()))
}

/// What is known of the drives and cases of the proposals on the page, in two further queries each.
struct Entries {
    drives: HashMap<DriveId, Drive>,
    cases: HashMap<ProposalId, CaseBrief>,
}

impl Entries {
    async fn load(app: &App, briefs: impl Iterator<Item = &Brief>) -> Result<Self, Fault> {
        let ids: Vec<ProposalId> = briefs.map(|brief| brief.id).collect();
        let drive_ids: Vec<DriveId> = ids.iter().map(|id| DriveId(id.0)).collect();
        Ok(Self {
            drives: drives::get_many(app.db.read(), &drive_ids).await?,
            cases: cases::of_proposals(app.db.read(), &ids, app.now()).await.map_err(Fault::internal)?,
        })
    }

    fn of(&self, brief: &Brief) -> MyProposal {
        let drive = self.drives.get(&DriveId(brief.id.0));
        let response = self.cases.get(&brief.id).and_then(|case| case.answer_clock());
        let (date, overdue) = match (brief.state, &brief.review) {
            (State::InReview, Some(ReviewClock::Running { due } | ReviewClock::Missed { due })) => {
                (Some(*due), None)
            }
            (State::SentBack, Some(ReviewClock::Asked { until, .. })) => (Some(*until), None),
            (State::Open | State::Supporting, _) => (brief.closes_at, None),
            (State::Reached, _) => {
                let overdue = response.and_then(|clock| match clock.state {
                    ClockState::Missed { days } => Some(days),
                    _ => None,
                });
                (response.and_then(|clock| clock.due), overdue)
            }
            _ => (None, None),
        };
        MyProposal {
            href: links::proposal(brief.id),
            title: brief.title.clone(),
            state: brief.state.code().to_owned(),
            opens_at: brief.opens_at,
            date,
            overdue,
            count: drive.and_then(|drive| {
                Some((drive.count, drive.thresholds.iter().map(|threshold| threshold.count).max()?))
            }),
        }
    }
}
