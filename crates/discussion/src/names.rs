//! Names that are taken away from a discussion on their bearers' request: in what was said in halls, on paper and in what was
//! imported, and in what facilitators and moderators wrote about it. What people wrote here themselves nobody rewrites;
//! where the name stands in that, moderators decide.

use std::collections::{HashMap, HashSet};

use folkmoot_foundation::{DbErr, FieldErrors, HearingId, PersonId, ProposalId, Reader, Tx, VoiceId};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{Condition, QueryOrder, QuerySelect};

use crate::counting::{self, Change};
use crate::entity::{
    appeal, decision, issue, issue_step, question, revision, speaker_claim, talk_person, voice,
};
use crate::error::DiscussionError as Error;
use crate::opinions::originals;
use crate::{index, issues};

/// How many rows one statement carries.
const ROWS: usize = 300;

/// How many voices are looked through for a name.
const LOOKED_AT: u64 = 20_000;

/// How many of those in which it stands are named.
const LISTED: usize = 20;

/// Finds a name in a text: the text without it, or nothing if it does not stand there.
pub type Replaced<'a> = &'a (dyn Fn(&str) -> Option<String> + Sync);

/// In how many comments a name stands, and the newest of them.
///
/// # Errors
/// A database error.
pub async fn mentioned(
    conn: &impl Reader,
    subject: ProposalId,
    replaced: Replaced<'_>,
) -> Result<(usize, Vec<VoiceId>), DbErr> {
    let written_here = Condition::all().add(voice::Column::Author.is_not_null());
    standing(conn, subject, replaced, written_here.add(voice::Column::DeletedAt.is_null())).await
}

/// In how many opinions of paper, counters and tables a name stands that [`take_away`] takes away, also of namesakes, and
/// the newest of them.
///
/// # Errors
/// A database error.
pub async fn handed_in(
    conn: &impl Reader,
    subject: ProposalId,
    replaced: Replaced<'_>,
) -> Result<(usize, Vec<VoiceId>), DbErr> {
    let elsewhere = Condition::all().add(voice::Column::Author.is_null());
    standing(conn, subject, replaced, elsewhere.add(voice::Column::Statement.is_null())).await
}

async fn standing(
    conn: &impl Reader,
    subject: ProposalId,
    replaced: Replaced<'_>,
    which: Condition,
) -> Result<(usize, Vec<VoiceId>), DbErr> {
    let rows: Vec<(VoiceId, Option<String>, String)> = voice::Entity::find()
        .select_only()
        .columns([voice::Column::Id, voice::Column::Speaker, voice::Column::Body])
        .filter(voice::Column::Subject.eq(subject))
        .filter(which)
        .order_by_desc(voice::Column::Id)
        .limit(LOOKED_AT)
        .into_tuple()
        .all(conn)
        .await?;
    let named = |(_, speaker, body): &(VoiceId, Option<String>, String)| {
        speaker.as_deref().and_then(replaced).is_some() || replaced(body).is_some()
    };
    let mut found: Vec<VoiceId> = rows.into_iter().filter(named).map(|(id, ..)| id).collect();
    let count = found.len();
    found.truncate(LISTED);
    Ok((count, found))
}

/// Locks what was said in other ways than here and takes the turn on the discussion: whoever looks up afterwards which names
/// are taken away, and writes then, misses none.
///
/// # Errors
/// A database error.
pub async fn take_turn(tx: &Tx, subject: ProposalId) -> Result<(), DbErr> {
    let _: Vec<VoiceId> = voice::Entity::find()
        .select_only()
        .column(voice::Column::Id)
        .filter(voice::Column::Subject.eq(subject))
        .filter(voice::Column::Author.is_null())
        .order_by_asc(voice::Column::Id)
        .lock_exclusive()
        .into_tuple()
        .all(tx)
        .await?;
    counting::take_turn(tx, subject).await
}

/// Takes a name away from all that was said in other ways than here, with what it said before, from the index, and from the
/// words about it. Released originals of what had the name wait for a reviewer again. Gives how many voices had it.
///
/// # Errors
/// [`Error::Invalid`] (field `also`, `spelling_claimed`) if the spellings are confirmed to be those of several people in one
/// hearing, or a database error.
pub async fn take_away(tx: &Tx, subject: ProposalId, replaced: Replaced<'_>) -> Result<usize, Error> {
    take_turn(tx, subject).await?;
    let rows = voice::Entity::find()
        .filter(voice::Column::Subject.eq(subject))
        .filter(voice::Column::Author.is_null())
        .order_by_asc(voice::Column::Id)
        .all(tx)
        .await?;
    let all: Vec<VoiceId> = rows.iter().map(|row| row.id).collect();
    let (mut counted, mut changed, mut filed, mut names) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for row in rows {
        let speaker = row.speaker.as_deref().and_then(replaced);
        let body = replaced(&row.body);
        if speaker.is_none() && body.is_none() {
            continue;
        }
        let after = voice::Model {
            speaker: speaker.clone().or(row.speaker.clone()),
            body: body.unwrap_or_else(|| row.body.clone()),
            ..row.clone()
        };
        if speaker.is_some() && row.standing() == "visible" {
            counted.extend([Change::of(&row, -1), Change::of(&after, 1)]);
        }
        if speaker.is_some() {
            names.extend(row.speaker.as_ref().map(|name| format!("={name}")));
        }
        if row.filed != 0 {
            filed.push(row.id);
        }
        changed.push(after);
    }
    for after in &changed {
        voice::Entity::update_many()
            .col_expr(voice::Column::Speaker, Expr::value(after.speaker.clone()))
            .col_expr(voice::Column::Body, Expr::value(after.body.as_str()))
            .filter(voice::Column::Id.eq(after.id))
            .exec(tx)
            .await?;
    }
    for ids in all.chunks(ROWS) {
        earlier(tx, ids, replaced).await?;
    }
    counting::apply(tx, subject, &counted).await?;
    issues::follow(tx, subject, &filed).await?;
    index::refresh(tx, &changed).await?;
    let renamed: HashSet<VoiceId> = changed.iter().map(|row| row.id).collect();
    originals::renamed(tx, subject, &renamed, replaced).await?;
    claimed(tx, subject, replaced).await?;
    about(tx, subject, replaced).await?;
    decided(tx, subject, replaced).await?;
    names.sort_unstable();
    names.dedup();
    for names in names.chunks(ROWS) {
        // Nobody is counted under it any more.
        talk_person::Entity::delete_many()
            .filter(talk_person::Column::Who.is_in(names))
            .filter(talk_person::Column::Voices.lte(0))
            .exec(tx)
            .await?;
    }
    Ok(changed.len())
}

/// In what voices said before.
async fn earlier(tx: &Tx, ids: &[VoiceId], replaced: Replaced<'_>) -> Result<(), DbErr> {
    let rows =
        revision::Entity::find().filter(revision::Column::Voice.is_in(ids.iter().copied())).all(tx).await?;
    for row in rows {
        let (speaker, body) = (row.speaker.as_deref().and_then(replaced), replaced(&row.body));
        if speaker.is_none() && body.is_none() {
            continue;
        }
        revision::Entity::update_many()
            .col_expr(revision::Column::Speaker, Expr::value(speaker.or(row.speaker)))
            .col_expr(revision::Column::Body, Expr::value(body.unwrap_or(row.body)))
            .filter(revision::Column::Id.eq(row.id))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// In claims. One person's claims to several spellings become one; of several people they can't.
async fn claimed(tx: &Tx, subject: ProposalId, replaced: Replaced<'_>) -> Result<(), Error> {
    use speaker_claim::Column as C;
    let mut claims = speaker_claim::Entity::find()
        .filter(C::Subject.eq(subject))
        .order_by_asc(C::Id)
        .lock_exclusive()
        .all(tx)
        .await?;
    // Of two of one person the confirmed one stays.
    claims.sort_by_key(|claim| !claim.confirmed);
    let mut holder: HashMap<(HearingId, String), PersonId> = HashMap::new();
    let mut known: HashSet<(HearingId, String, PersonId)> = HashSet::new();
    let after = |claim: &speaker_claim::Model| replaced(&claim.speaker);
    for claim in claims.iter().filter(|claim| after(claim).is_none()) {
        if claim.confirmed {
            holder.insert((claim.hearing, claim.speaker.clone()), claim.person);
        }
        known.insert((claim.hearing, claim.speaker.clone(), claim.person));
    }
    for claim in &claims {
        let Some(speaker) = after(claim) else { continue };
        if claim.confirmed {
            let by = *holder.entry((claim.hearing, speaker.clone())).or_insert(claim.person);
            if by != claim.person {
                return Err(FieldErrors::one("also", "spelling_claimed").into());
            }
        }
        let first = known.insert((claim.hearing, speaker.clone(), claim.person));
        if !first && !claim.confirmed {
            speaker_claim::Entity::delete_many().filter(C::Id.eq(claim.id)).exec(tx).await?;
            continue;
        }
        if !first {
            // It stays in place of what the same person had under the new name, decided or not.
            speaker_claim::Entity::delete_many()
                .filter(C::Hearing.eq(claim.hearing))
                .filter(C::Speaker.eq(speaker.as_str()))
                .filter(C::Person.eq(claim.person))
                .exec(tx)
                .await?;
        }
        speaker_claim::Entity::update_many()
            .col_expr(C::Speaker, Expr::value(speaker))
            .filter(C::Id.eq(claim.id))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// In what facilitators wrote.
async fn about(tx: &Tx, subject: ProposalId, replaced: Replaced<'_>) -> Result<(), DbErr> {
    for row in issue::Entity::find().filter(issue::Column::Subject.eq(subject)).all(tx).await? {
        let (title, summary) = (replaced(&row.title), replaced(&row.summary));
        if title.is_some() || summary.is_some() {
            issue::Entity::update_many()
                .col_expr(issue::Column::Title, Expr::value(title.unwrap_or(row.title)))
                .col_expr(issue::Column::Summary, Expr::value(summary.unwrap_or(row.summary)))
                .filter(issue::Column::Id.eq(row.id))
                .exec(tx)
                .await?;
        }
    }
    for row in issue_step::Entity::find().filter(issue_step::Column::Subject.eq(subject)).all(tx).await? {
        let (facts, diff) = (replaced(&row.facts), replaced(&row.diff));
        if facts.is_some() || diff.is_some() {
            issue_step::Entity::update_many()
                .col_expr(issue_step::Column::Facts, Expr::value(facts.unwrap_or(row.facts)))
                .col_expr(issue_step::Column::Diff, Expr::value(diff.unwrap_or(row.diff)))
                .filter(issue_step::Column::Id.eq(row.id))
                .exec(tx)
                .await?;
        }
    }
    Ok(())
}

/// In the reasons that moderators and facilitators gave.
async fn decided(tx: &Tx, subject: ProposalId, replaced: Replaced<'_>) -> Result<(), DbErr> {
    use voice::Column as V;
    let reasons: Vec<(VoiceId, Option<String>, Option<String>)> = voice::Entity::find()
        .select_only()
        .columns([V::Id, V::HideReason, V::CloseReason])
        .filter(V::Subject.eq(subject))
        .filter(Condition::any().add(V::HideReason.is_not_null()).add(V::CloseReason.is_not_null()))
        .into_tuple()
        .all(tx)
        .await?;
    for (id, hide, close) in reasons {
        let columns = [(V::HideReason, hide), (V::CloseReason, close)];
        for (column, text) in
            columns.into_iter().filter_map(|(column, text)| Some((column, replaced(&text?)?)))
        {
            voice::Entity::update_many()
                .col_expr(column, Expr::value(text))
                .filter(V::Id.eq(id))
                .exec(tx)
                .await?;
        }
    }
    let decisions = decision::Entity::find().filter(decision::Column::Subject.eq(subject)).all(tx).await?;
    for row in &decisions {
        if let Some(reason) = replaced(&row.reason) {
            decision::Entity::update_many()
                .col_expr(decision::Column::Reason, Expr::value(reason))
                .filter(decision::Column::Id.eq(row.id))
                .exec(tx)
                .await?;
        }
    }
    let ids: Vec<Uuid> = decisions.iter().map(|row| row.id).collect();
    for ids in ids.chunks(ROWS) {
        let appeals = appeal::Entity::find().filter(appeal::Column::Decision.is_in(ids.iter().copied()));
        for row in appeals.all(tx).await? {
            if let Some(reason) = row.reason.as_deref().and_then(replaced) {
                appeal::Entity::update_many()
                    .col_expr(appeal::Column::Reason, Expr::value(reason))
                    .filter(appeal::Column::Id.eq(row.id))
                    .exec(tx)
                    .await?;
            }
        }
    }
    let of_subject =
        Query::select().column(V::Id).from(voice::Entity).and_where(V::Subject.eq(subject)).to_owned();
    let questions = question::Entity::find()
        .filter(question::Column::Reason.is_not_null())
        .filter(question::Column::Voice.in_subquery(of_subject));
    for row in questions.all(tx).await? {
        if let Some(reason) = row.reason.as_deref().and_then(replaced) {
            question::Entity::update_many()
                .col_expr(question::Column::Reason, Expr::value(reason))
                .filter(question::Column::Voice.eq(row.voice))
                .exec(tx)
                .await?;
        }
    }
    Ok(())
}
