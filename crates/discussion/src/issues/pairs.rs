//! Which voice stands under which issue, with the sums and places that follow from it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use folkmoot_foundation::{DbErr, IssueId, Now, PersonId, ProposalId, Tx, VoiceId};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{QueryOrder, QuerySelect};

use super::{folds, looked_at, put_aside, scope};
use crate::codes::Channel;
use crate::counting::{self, Change};
use crate::entity::{issue_voice, voice};
use crate::error::DiscussionError as Error;

/// How many rows one statement carries: far below the databases' limits of parameters.
pub(super) const ROWS: usize = 300;

/// A voice under an issue.
pub(super) type Pair = (IssueId, VoiceId);

/// What a change did.
#[derive(Debug, Default)]
pub(super) struct Changed {
    pub(super) added: Vec<Pair>,
    pub(super) removed: Vec<Pair>,
}

/// The counted voices and the groups that a change touches, until they are written.
#[derive(Default)]
struct Touched {
    sums: BTreeMap<IssueId, Vec<Change>>,
    groups: BTreeSet<(IssueId, Uuid)>,
}

impl Touched {
    fn count(&mut self, row: &issue_voice::Model, by: i64) {
        if row.shown {
            self.sums.entry(row.issue).or_default().push(Change::filed(row, by));
        }
    }

    /// Sums in the order of the issues: two acts never wait for each other, and the turn on the whole was taken before.
    async fn write(self, tx: &Tx) -> Result<(), DbErr> {
        for (issue, changes) in &self.sums {
            counting::apply(tx, scope(*issue), changes).await?;
        }
        folds::settle(tx, &self.groups).await
    }
}

/// Puts voices under issues and takes them out of others. Voices are locked before the sums, as everywhere. What stands
/// there already, or doesn't, is passed over; whoever gets an issue is no longer put aside.
pub(super) async fn change(
    tx: &Tx,
    subject: ProposalId,
    (add, remove): (&[Pair], &[Pair]),
    by: PersonId,
    now: Now,
) -> Result<Changed, Error> {
    let ids: BTreeSet<VoiceId> = add.iter().chain(remove).map(|(_, voice)| *voice).collect();
    let ids: Vec<VoiceId> = ids.into_iter().collect();
    let mut voices: HashMap<VoiceId, voice::Model> = HashMap::new();
    for ids in ids.chunks(ROWS) {
        let rows = voice::Entity::find()
            .filter(voice::Column::Id.is_in(ids.iter().copied()))
            .filter(voice::Column::Subject.eq(subject))
            .order_by_asc(voice::Column::Id)
            .lock_exclusive()
            .all(tx)
            .await?;
        voices.extend(rows.into_iter().map(|row| (row.id, row)));
    }
    if voices.len() < ids.len() {
        return Err(Error::NotFound);
    }
    counting::take_turn(tx, subject).await?;
    let present = of_voices(tx, &ids).await?;
    let mut wanted: BTreeMap<VoiceId, BTreeSet<IssueId>> = BTreeMap::new();
    for ((issue, voice), stays) in remove.iter().map(|p| (p, false)).chain(add.iter().map(|p| (p, true))) {
        let its = wanted.entry(*voice).or_insert_with(|| {
            let rows = present.get(voice).into_iter().flatten();
            rows.map(|row| row.issue).filter(|issue| *issue != looked_at(subject)).collect()
        });
        if stays {
            its.insert(*issue)
        } else {
            its.remove(issue)
        };
    }
    let mut changed = Changed::default();
    let (mut fresh, mut leaving, mut touched) = (Vec::new(), Vec::new(), Touched::default());
    let (mut begun, mut left) = (Vec::new(), Vec::new());
    for (id, mut its) in wanted {
        if its.len() > 1 {
            its.remove(&put_aside(subject));
        }
        let stood: BTreeSet<IssueId> = present.get(&id).into_iter().flatten().map(|row| row.issue).collect();
        let looked = looked_at(subject);
        if !its.is_empty() {
            its.insert(looked);
        }
        match (stood.contains(&looked), its.contains(&looked)) {
            (false, true) => begun.push(id),
            (true, false) => left.push(id),
            _ => {}
        }
        let row = &voices[&id];
        for issue in its.difference(&stood) {
            fresh.push(row_of(*issue, subject, row, by, now));
            if *issue != looked {
                changed.added.push((*issue, id));
            }
        }
        for row in present.get(&id).into_iter().flatten().filter(|row| !its.contains(&row.issue)) {
            touched.count(row, -1);
            if row.issue != looked {
                touched.groups.insert((row.issue, row.fold));
            }
            leaving.push((row.issue, id));
            if row.issue != looked {
                changed.removed.push((row.issue, id));
            }
        }
    }
    delete(tx, leaving).await?;
    insert(tx, subject, fresh, &mut touched).await?;
    touched.write(tx).await?;
    for (ids, filed) in [(begun, 1), (left, 0)] {
        for ids in ids.chunks(ROWS) {
            voice::Entity::update_many()
                .col_expr(voice::Column::Filed, Expr::value(filed))
                .filter(voice::Column::Id.is_in(ids.iter().copied()))
                .exec(tx)
                .await?;
        }
    }
    Ok(changed)
}

/// Lets what stands with filed voices follow the voices as they are now.
pub(crate) async fn follow(tx: &Tx, subject: ProposalId, ids: &[VoiceId]) -> Result<(), DbErr> {
    if ids.is_empty() {
        return Ok(());
    }
    counting::take_turn(tx, subject).await?;
    let present = of_voices(tx, ids).await?;
    let (mut touched, mut moved, mut same) = (Touched::default(), Vec::new(), Vec::new());
    for ids in ids.chunks(ROWS) {
        let rows = voice::Entity::find().filter(voice::Column::Id.is_in(ids.iter().copied())).all(tx).await?;
        for row in rows {
            for before in present.get(&row.id).into_iter().flatten() {
                let mut after = row_of(before.issue, subject, &row, before.filed_by, before.filed_at);
                let regroup = (before.print, &before.channel, &before.stance)
                    != (after.print, &after.channel, &after.stance);
                (after.fold, after.leads, after.same) = (before.fold, before.leads, before.same);
                if after == *before {
                    continue;
                }
                touched.count(before, -1);
                if before.issue != looked_at(subject) {
                    touched.groups.insert((before.issue, before.fold));
                }
                if regroup { moved.push(after) } else { same.push(after) }
            }
        }
    }
    for row in &same {
        touched.count(row, 1);
    }
    upsert(tx, same).await?;
    insert(tx, subject, moved, &mut touched).await?;
    touched.write(tx).await
}

/// Lets the places of a filed voice follow its votes.
pub(crate) async fn vote(tx: &Tx, id: VoiceId, support: i64, (shelf, rank): (i64, i64)) -> Result<(), DbErr> {
    use issue_voice::Column as C;
    issue_voice::Entity::update_many()
        .col_expr(C::Support, Expr::value(support))
        .col_expr(C::Shelf, Expr::value(shelf))
        .col_expr(C::Rank, Expr::value(rank))
        .filter(C::Voice.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// All voices under some issues.
pub(super) async fn of_issues(tx: &Tx, issues: &[IssueId]) -> Result<Vec<Pair>, DbErr> {
    use issue_voice::Column as C;
    issue_voice::Entity::find()
        .select_only()
        .columns([C::Issue, C::Voice])
        .filter(C::Issue.is_in(issues.iter().copied()))
        .into_tuple()
        .all(tx)
        .await
}

/// Those of some voices that stand under an issue, with all that are folded away under them.
pub(super) async fn with_folded(tx: &Tx, issue: IssueId, voices: &[VoiceId]) -> Result<Vec<VoiceId>, DbErr> {
    use issue_voice::Column as C;
    let rows: Vec<(VoiceId, Uuid, bool)> = issue_voice::Entity::find()
        .select_only()
        .columns([C::Voice, C::Fold, C::Leads])
        .filter(C::Issue.eq(issue))
        .order_by_asc(C::Voice)
        .into_tuple()
        .all(tx)
        .await?;
    let chosen: BTreeSet<VoiceId> = voices.iter().copied().collect();
    let led: BTreeSet<Uuid> = rows
        .iter()
        .filter(|(voice, _, leads)| *leads && chosen.contains(voice))
        .map(|(_, fold, _)| *fold)
        .collect();
    let here = rows.into_iter().filter(|(voice, fold, _)| chosen.contains(voice) || led.contains(fold));
    Ok(here.map(|(voice, ..)| voice).collect())
}

async fn of_voices(tx: &Tx, ids: &[VoiceId]) -> Result<HashMap<VoiceId, Vec<issue_voice::Model>>, DbErr> {
    let mut found: HashMap<VoiceId, Vec<issue_voice::Model>> = HashMap::new();
    for ids in ids.chunks(ROWS) {
        let ids = ids.iter().copied();
        let rows = issue_voice::Entity::find().filter(issue_voice::Column::Voice.is_in(ids)).all(tx).await?;
        for row in rows {
            found.entry(row.voice).or_default().push(row);
        }
    }
    Ok(found)
}

fn row_of(
    issue: IssueId,
    subject: ProposalId,
    voice: &voice::Model,
    by: PersonId,
    at: Now,
) -> issue_voice::Model {
    let shown = voice.standing() == "visible";
    let said = voice.said_at.timestamp_millis();
    let channel = voice.channel.parse().unwrap_or(Channel::Online);
    let place = Channel::ALL.iter().position(|other| *other == channel).unwrap_or(0) as i64;
    // What was put aside is listed voice by voice; the pile of all that was looked at is only counted.
    let alone = issue == put_aside(subject);
    let print = if alone || issue == looked_at(subject) { 0 } else { folds::print(&voice.body) };
    issue_voice::Model {
        issue,
        voice: voice.id,
        filed_by: by,
        filed_at: at,
        channel: voice.channel.clone(),
        stance: voice.stance.clone().unwrap_or_default(),
        who: counting::who(voice),
        shown,
        said,
        by_channel: place << 44 | said,
        support: voice.useful - voice.not_useful,
        shelf: voice.shelf,
        rank: voice.rank,
        print,
        fold: voice.id.0,
        leads: alone && shown,
        same: i64::from(alone && shown),
    }
}

async fn insert(
    tx: &Tx,
    subject: ProposalId,
    rows: Vec<issue_voice::Model>,
    touched: &mut Touched,
) -> Result<(), DbErr> {
    let mut of_issue: BTreeMap<IssueId, Vec<issue_voice::Model>> = BTreeMap::new();
    for row in rows {
        touched.count(&row, 1);
        of_issue.entry(row.issue).or_default().push(row);
    }
    for (issue, mut rows) in of_issue {
        if issue != looked_at(subject) && issue != put_aside(subject) {
            let mut grouped: Vec<&mut issue_voice::Model> = rows.iter_mut().collect();
            folds::group(tx, issue, &mut grouped).await?;
            touched.groups.extend(rows.iter().map(|row| (issue, row.fold)));
        }
        upsert(tx, rows).await?;
    }
    Ok(())
}

async fn delete(tx: &Tx, pairs: Vec<Pair>) -> Result<(), DbErr> {
    let mut of_issue: BTreeMap<IssueId, Vec<VoiceId>> = BTreeMap::new();
    for (issue, voice) in pairs {
        of_issue.entry(issue).or_default().push(voice);
    }
    for (issue, voices) in of_issue {
        for voices in voices.chunks(ROWS) {
            issue_voice::Entity::delete_many()
                .filter(issue_voice::Column::Issue.eq(issue))
                .filter(issue_voice::Column::Voice.is_in(voices.iter().copied()))
                .exec(tx)
                .await?;
        }
    }
    Ok(())
}

pub(super) async fn upsert(tx: &Tx, rows: Vec<issue_voice::Model>) -> Result<(), DbErr> {
    use issue_voice::Column as C;
    let take_over = OnConflict::columns([C::Voice, C::Issue])
        .update_columns([C::Channel, C::Stance, C::Who, C::Shown, C::Said, C::ByChannel, C::Support])
        .update_columns([C::Shelf, C::Rank, C::Print, C::Fold, C::Leads, C::Same])
        .to_owned();
    for rows in rows.chunks(ROWS) {
        let rows: Vec<_> =
            rows.iter().map(|row| issue_voice::ActiveModel::from(row.clone()).reset_all()).collect();
        issue_voice::Entity::insert_many(rows)
            .on_conflict(take_over.clone())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}
