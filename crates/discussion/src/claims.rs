//! Whoever spoke in a hall says which words of a record are theirs; a facilitator who was there confirms it. From then on
//! they count once with what they post here, also in later versions of the record. Nobody is shown which account it is,
//! and no words change hands: they stay as the record has them.

use std::collections::HashMap;

use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::ids::uuid_at;
use folkmoot_foundation::{Actor, DbErr, HearingId, Now, PersonId, ProposalId, Reader, Tx, VoiceId};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{QueryOrder, QuerySelect, Set};

use crate::counting::{self, Change};
use crate::entity::{speaker_claim, voice};
use crate::error::DiscussionError as Error;
use crate::issues;

/// How many claims of one hearing are listed.
const LISTED: u64 = 500;

/// How many rows one statement carries.
const ROWS: usize = 300;

/// Somebody who says that words of a record are theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Its id.
    pub id: Uuid,
    /// The hearing.
    pub hearing: HearingId,
    /// The name in the record.
    pub speaker: String,
    /// Who says so.
    pub person: PersonId,
    /// When.
    pub asked_at: Now,
    /// Whether it was confirmed; nothing while nobody has decided.
    pub confirmed: Option<bool>,
}

impl From<speaker_claim::Model> for Claim {
    fn from(row: speaker_claim::Model) -> Self {
        Self {
            id: row.id,
            hearing: row.hearing,
            speaker: row.speaker,
            person: row.person,
            asked_at: row.asked_at,
            confirmed: row.decided_at.map(|_| row.confirmed),
        }
    }
}

/// Says that the words under a name are one's own. Said twice it is one claim.
///
/// # Errors
/// [`Error::NotFound`] if nobody of that name spoke, [`Error::Claimed`] if the name is confirmed to be somebody already, or a
/// database error.
pub async fn ask(
    tx: &Tx,
    subject: ProposalId,
    hearing: HearingId,
    speaker: &str,
    person: PersonId,
    now: Now,
) -> Result<(), Error> {
    use speaker_claim::Column as C;
    // Two presses at once would both find nothing.
    counting::take_turn(tx, subject).await?;
    let spoke = voice::Entity::find()
        .filter(voice::Column::Hearing.eq(hearing))
        .filter(voice::Column::Subject.eq(subject))
        .filter(voice::Column::Speaker.eq(speaker))
        .limit(1)
        .one(tx)
        .await?;
    if spoke.is_none() {
        return Err(Error::NotFound);
    }
    let before = speaker_claim::Entity::find()
        .filter(C::Hearing.eq(hearing))
        .filter(C::Speaker.eq(speaker))
        .all(tx)
        .await?;
    if before.iter().any(|claim| claim.person == person) {
        return Ok(());
    }
    if before.iter().any(|claim| claim.confirmed) {
        return Err(Error::Claimed);
    }
    let row = speaker_claim::ActiveModel {
        id: Set(uuid_at(now)),
        subject: Set(subject),
        hearing: Set(hearing),
        speaker: Set(speaker.to_owned()),
        person: Set(person),
        asked_at: Set(now),
        decided_at: Set(None),
        decided_by: Set(None),
        confirmed: Set(false),
    };
    speaker_claim::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Confirms or refuses a claim. Confirmed, the words count for the account.
///
/// # Errors
/// [`Error::NotFound`] also of a claim about another hearing, [`Error::Claimed`] if it was decided, or the name is confirmed
/// to be somebody else by now, or a database error.
pub async fn decide(
    tx: &Tx,
    hearing: HearingId,
    id: Uuid,
    confirmed: bool,
    by: PersonId,
    now: Now,
) -> Result<(), Error> {
    use speaker_claim::Column as C;
    let row = speaker_claim::Entity::find_by_id(id).lock_exclusive().one(tx).await?;
    let row = row.filter(|row| row.hearing == hearing).ok_or(Error::NotFound)?;
    let same_name = speaker_claim::Entity::find()
        .filter(C::Hearing.eq(hearing))
        .filter(C::Speaker.eq(row.speaker.as_str()))
        .filter(C::Confirmed.eq(true))
        .limit(1)
        .one(tx)
        .await?;
    if row.decided_at.is_some() || confirmed && same_name.is_some() {
        return Err(Error::Claimed);
    }
    speaker_claim::Entity::update_many()
        .col_expr(C::DecidedAt, Expr::value(now))
        .col_expr(C::DecidedBy, Expr::value(by))
        .col_expr(C::Confirmed, Expr::value(confirmed))
        .filter(C::Id.eq(id))
        .exec(tx)
        .await?;
    if confirmed {
        give(tx, &row).await?;
    }
    let facts = serde_json::json!({ "confirmed": confirmed });
    let actor = Actor::Person { id: by, role: "facilitator" };
    let told = NewEvent::new("hearing.claim_decided", row.subject, actor).about(hearing).with(facts);
    event::append(tx, now, told.internal()).await?;
    Ok(())
}

/// Confirms at once that the words under a name are a person's, since they showed a code that was given to that speaker. The
/// record need not be there yet. Shown twice it is one claim.
///
/// # Errors
/// [`Error::Claimed`] if the name is confirmed to be somebody else, or a database error.
pub async fn prove(
    tx: &Tx,
    subject: ProposalId,
    hearing: HearingId,
    speaker: &str,
    person: PersonId,
    now: Now,
) -> Result<(), Error> {
    use speaker_claim::Column as C;
    // In the order of all who change voices: these first, then the turn.
    spoken(tx, hearing, speaker).await?;
    counting::take_turn(tx, subject).await?;
    let before = speaker_claim::Entity::find()
        .filter(C::Hearing.eq(hearing))
        .filter(C::Speaker.eq(speaker))
        .all(tx)
        .await?;
    if let Some(claim) = before.iter().find(|claim| claim.confirmed) {
        return if claim.person == person { Ok(()) } else { Err(Error::Claimed) };
    }
    let asked = before.into_iter().find(|claim| claim.person == person);
    let row = speaker_claim::Model {
        id: asked.as_ref().map_or_else(|| uuid_at(now), |claim| claim.id),
        subject,
        hearing,
        speaker: speaker.to_owned(),
        person,
        asked_at: asked.as_ref().map_or(now, |claim| claim.asked_at),
        decided_at: Some(now),
        // Nobody else decided it.
        decided_by: Some(person),
        confirmed: true,
    };
    let active = speaker_claim::ActiveModel::from(row.clone()).reset_all();
    match asked {
        Some(_) => speaker_claim::Entity::update(active).exec(tx).await.map(|_| ())?,
        None => speaker_claim::Entity::insert(active).exec_without_returning(tx).await.map(|_| ())?,
    }
    give(tx, &row).await?;
    let facts = serde_json::json!({ "confirmed": true, "code": true });
    let told = NewEvent::new("hearing.claim_decided", subject, Actor::citizen(person)).about(hearing);
    event::append(tx, now, told.with(facts).internal()).await?;
    Ok(())
}

/// The names under which a person is confirmed to have spoken at a hearing.
///
/// # Errors
/// A database error.
pub async fn names_of(
    conn: &impl Reader,
    hearing: HearingId,
    person: PersonId,
) -> Result<Vec<String>, DbErr> {
    use speaker_claim::Column as C;
    speaker_claim::Entity::find()
        .select_only()
        .column(C::Speaker)
        .filter(C::Hearing.eq(hearing))
        .filter(C::Person.eq(person))
        .filter(C::Confirmed.eq(true))
        .into_tuple()
        .all(conn)
        .await
}

/// What the record has under a name and nobody has claimed, locked.
async fn spoken(tx: &Tx, hearing: HearingId, speaker: &str) -> Result<Vec<voice::Model>, DbErr> {
    voice::Entity::find()
        .filter(voice::Column::Hearing.eq(hearing))
        .filter(voice::Column::Speaker.eq(speaker))
        .filter(voice::Column::ClaimedBy.is_null())
        .order_by_asc(voice::Column::Id)
        .lock_exclusive()
        .all(tx)
        .await
}

/// Lets what the record has under the name count for the account.
async fn give(tx: &Tx, claim: &speaker_claim::Model) -> Result<(), DbErr> {
    let rows = spoken(tx, claim.hearing, &claim.speaker).await?;
    let mut counted = Vec::new();
    for row in rows.iter().filter(|row| row.standing() == "visible") {
        let after = voice::Model { claimed_by: Some(claim.person), ..row.clone() };
        counted.extend([Change::of(row, -1), Change::of(&after, 1)]);
    }
    let ids: Vec<VoiceId> = rows.iter().map(|row| row.id).collect();
    for ids in ids.chunks(ROWS) {
        voice::Entity::update_many()
            .col_expr(voice::Column::ClaimedBy, Expr::value(claim.person))
            .filter(voice::Column::Id.is_in(ids.iter().copied()))
            .exec(tx)
            .await?;
    }
    counting::apply(tx, claim.subject, &counted).await?;
    let filed: Vec<VoiceId> = rows.iter().filter(|row| row.filed != 0).map(|row| row.id).collect();
    issues::follow(tx, claim.subject, &filed).await
}

/// The accounts that are confirmed to have spoken at a hearing, by the name in its record.
pub(crate) async fn confirmed(tx: &Tx, hearing: HearingId) -> Result<HashMap<String, PersonId>, DbErr> {
    use speaker_claim::Column as C;
    let rows: Vec<(String, PersonId)> = speaker_claim::Entity::find()
        .select_only()
        .columns([C::Speaker, C::Person])
        .filter(C::Hearing.eq(hearing))
        .filter(C::Confirmed.eq(true))
        .into_tuple()
        .all(tx)
        .await?;
    Ok(rows.into_iter().collect())
}

/// The claims about a hearing, the earliest first.
///
/// # Errors
/// A database error.
pub async fn of_hearing(conn: &impl Reader, hearing: HearingId) -> Result<Vec<Claim>, DbErr> {
    let rows = speaker_claim::Entity::find()
        .filter(speaker_claim::Column::Hearing.eq(hearing))
        .order_by_asc(speaker_claim::Column::AskedAt)
        .order_by_asc(speaker_claim::Column::Id)
        .limit(LISTED)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Claim::from).collect())
}
