//! What facilitators do with a hearing: draft, publish, change and call it off.

use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::period::day_of;
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{Actor, DbErr, FieldErrors, HearingId, Now, PersonId, ProposalId, Reader, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect, Set};
use serde_json::{Map, Value, json};

use super::draft::{Checked, Draft};
use super::{CANCELLED, DRAFT, PUBLISHED, Subject, entity, lock};
use crate::error::HearingError;
use crate::notice::Particulars;
use crate::registrations;

pub(crate) mod change_entity {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "hearing_change")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub hearing: HearingId,
        pub what: String,
        pub reason: String,
        pub was: String,
        pub by: PersonId,
        pub at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// How long a reason is.
const REASON: Length = Length { min: 5, max: 1_000 };

/// Drafts or announces a hearing about a proposal, or enters one that was held.
///
/// # Errors
/// [`HearingError::Invalid`], or a database error.
pub async fn create(
    tx: &Tx,
    proposal: ProposalId,
    draft: &Draft,
    facilitator: PersonId,
    now: Now,
) -> Result<HearingId, HearingError> {
    let checked = draft.check(!draft.draft, now)?;
    let id = HearingId::new(now);
    let subject = Subject::of(&draft.subject);
    // One that is its own subject has its own timeline.
    let proposal = if subject == Subject::Own { ProposalId(id.0) } else { proposal };
    let mut row = entity::ActiveModel {
        id: Set(id),
        proposal: Set(proposal),
        subject: Set(subject.code().to_owned()),
        created_by: Set(facilitator),
        created_at: Set(now),
        versions: Set(0),
        speeches: Set(0),
        historical: Set(draft.historical),
        stage: Set(if draft.draft { DRAFT } else { PUBLISHED }.to_owned()),
        published_at: Set((!draft.draft).then_some(now)),
        changes: Set(0),
        registration: Set(draft.registration),
        ..Default::default()
    };
    let facts = facts(&checked, now);
    fill(&mut row, checked);
    entity::Entity::insert(row).exec_without_returning(tx).await?;
    let event = if draft.draft {
        NewEvent::new("hearing.drafted", proposal, actor(facilitator)).internal()
    } else {
        NewEvent::new("hearing.created", proposal, actor(facilitator))
    };
    event::append(tx, now, event.about(id).with(facts)).await?;
    Ok(id)
}

fn actor(facilitator: PersonId) -> Actor {
    Actor::Person { id: facilitator, role: "facilitator" }
}

/// What the event says: nobody is told of a hearing that lies behind.
fn facts(checked: &Checked, now: Now) -> Value {
    json!({
        "kind": checked.kind.code(), "title": checked.title, "held_on": checked.held_on,
        "coming": checked.held_on >= day_of(now),
    })
}

fn fill(row: &mut entity::ActiveModel, checked: Checked) {
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    let time = |time: chrono::NaiveTime| time.format("%H:%M").to_string();
    row.kind = Set(checked.kind.code().to_owned());
    row.title = Set(checked.title);
    row.held_on = Set(checked.held_on);
    row.place = Set(checked.place);
    row.chair = Set(checked.chair);
    row.notice = Set(checked.notice);
    row.recording = Set(some(checked.recording));
    row.starts_at = Set(checked.starts_at.map(time));
    row.ends_at = Set(checked.ends_at.map(time));
    row.particulars = Set((checked.particulars != Particulars::default())
        .then(|| serde_json::to_string(&checked.particulars).unwrap_or_default()));
    row.agenda = Set(some(checked.agenda));
    row.stream = Set(some(checked.stream));
    row.slides = Set(some(checked.slides));
    row.registration_until = Set(checked.registration_until);
    row.places = Set(checked.places);
}

/// Changes a hearing. Of one that was published the reason is kept in public, with what stood there before, whenever
/// something changes that its notice says. More places let the first of the waiting list move up.
///
/// # Errors
/// [`HearingError::NotFound`], [`HearingError::Invalid`], [`HearingError::WrongStage`] for one that was called off, or a
/// database error.
pub async fn change(
    tx: &Tx,
    id: HearingId,
    draft: &Draft,
    facilitator: PersonId,
    now: Now,
) -> Result<(), HearingError> {
    let before = lock(tx, id).await?;
    if before.stage == CANCELLED {
        return Err(HearingError::WrongStage("hearing_cancelled"));
    }
    let published = before.stage == PUBLISHED;
    let own = before.subject == Subject::Own.code();
    if published && own && draft.historical && !before.historical {
        return Err(FieldErrors::one("historical", "after_publishing").into());
    }
    // What was entered for its record stays so, unless it is moved to a day that lies ahead.
    let stays = text::narrow(&draft.held_on).parse().is_ok_and(|held| draft.lies_before(held, now));
    let draft = &Draft { historical: draft.historical || (before.historical && stays), ..draft.clone() };
    let reason = text::block("reason", &draft.reason, REASON);
    let checked = match (draft.check(published, now), &reason) {
        (Err(mut errors), Err(reason)) if published => {
            errors.0.push(reason.clone());
            return Err(errors.into());
        }
        (other, _) => other?,
    };
    let (proposal, facts, places) = (before.proposal, facts(&checked, now), checked.places);
    let mut row = entity::ActiveModel::from(before.clone());
    fill(&mut row, checked);
    row.registration = Set(draft.registration);
    row.historical = Set(draft.historical);
    let after = entity::Model::try_from(row.clone())?;
    let was = differences(&before, &after);
    if was.is_empty() && after == before {
        return Ok(());
    }
    let told = published && !was.is_empty();
    if told {
        let reason = reason.map_err(|error| FieldErrors(vec![error]))?;
        row.changes = Set(before.changes + 1);
        note(tx, id, "changed", &reason, &Value::Object(was), facilitator, now).await?;
        let mut facts = facts;
        facts["reason"] = reason.into();
        let event = NewEvent::new("hearing.changed", proposal, actor(facilitator)).about(id).with(facts);
        event::append(tx, now, event).await?;
    }
    entity::Entity::update(row.reset_all()).exec(tx).await?;
    // Once it is over, nobody gets a place any more.
    if super::Hearing::from_row(after, now).state == super::State::Announced {
        registrations::fill_places(tx, proposal, id, places, now).await?;
    }
    Ok(())
}

/// The fields that differ, with what stood there before; long texts are only named.
fn differences(before: &entity::Model, after: &entity::Model) -> Map<String, Value> {
    let day = |row: &entity::Model| row.held_on.to_string();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let short = [
        ("kind", before.kind.clone(), after.kind.clone()),
        ("title", before.title.clone(), after.title.clone()),
        ("held_on", day(before), day(after)),
        ("starts_at", text(&before.starts_at), text(&after.starts_at)),
        ("ends_at", text(&before.ends_at), text(&after.ends_at)),
        ("place", before.place.clone(), after.place.clone()),
        ("chair", before.chair.clone(), after.chair.clone()),
        ("stream", text(&before.stream), text(&after.stream)),
    ];
    let long = [
        ("notice", before.notice != after.notice),
        ("particulars", before.particulars != after.particulars),
        ("agenda", before.agenda != after.agenda),
    ];
    let short = short.into_iter().filter(|(_, before, after)| before != after);
    let short = short.map(|(field, before, _)| (field.to_owned(), Value::String(before)));
    let long = long.into_iter().filter(|(_, differs)| *differs);
    short.chain(long.map(|(field, _)| (field.to_owned(), Value::Null))).collect()
}

#[allow(clippy::too_many_arguments)]
pub(crate) async fn note(
    tx: &Tx,
    id: HearingId,
    what: &str,
    reason: &str,
    was: &Value,
    by: PersonId,
    now: Now,
) -> Result<(), DbErr> {
    let row = change_entity::ActiveModel {
        id: Set(folkmoot_foundation::ids::uuid_at(now)),
        hearing: Set(id),
        what: Set(what.to_owned()),
        reason: Set(reason.to_owned()),
        was: Set(was.to_string()),
        by: Set(by),
        at: Set(now),
    };
    change_entity::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Publishes a draft.
///
/// # Errors
/// [`HearingError::NotFound`], [`HearingError::WrongStage`] if it is no draft, [`HearingError::Invalid`] with the fields that
/// the notice of a hearing under the law lacks (`of_notice`), or a database error.
pub async fn publish(tx: &Tx, id: HearingId, facilitator: PersonId, now: Now) -> Result<(), HearingError> {
    let row = lock(tx, id).await?;
    if row.stage != DRAFT {
        return Err(HearingError::WrongStage("hearing_published"));
    }
    let hearing = super::Hearing::from_row(row.clone(), now);
    let mut errors = FieldErrors::new();
    for field in hearing.missing().into_iter().filter(|_| !hearing.historical) {
        errors.add(field, "of_notice");
    }
    errors.into_result(Some(()))?;
    let mut row = entity::ActiveModel::from(row);
    row.stage = Set(PUBLISHED.to_owned());
    row.published_at = Set(Some(now));
    entity::Entity::update(row).exec(tx).await?;
    let facts = json!({
        "kind": hearing.kind.code(), "title": hearing.title, "held_on": hearing.held_on,
        "coming": hearing.held_on >= day_of(now),
    });
    let event = NewEvent::new("hearing.created", hearing.proposal, actor(facilitator)).about(id).with(facts);
    event::append(tx, now, event).await?;
    Ok(())
}

/// Calls off a published hearing that lies ahead, with a reason that everybody reads.
///
/// # Errors
/// [`HearingError::NotFound`], [`HearingError::Invalid`] for the field `reason`, [`HearingError::WrongStage`] if it is a draft,
/// was called off already, was held, or has a record, or a database error.
pub async fn cancel(
    tx: &Tx,
    id: HearingId,
    reason: &str,
    facilitator: PersonId,
    now: Now,
) -> Result<(), HearingError> {
    let reason = text::block("reason", reason, REASON).map_err(|error| FieldErrors(vec![error]))?;
    let row = lock(tx, id).await?;
    match row.stage.as_str() {
        PUBLISHED if row.live_since.is_some() => return Err(HearingError::WrongStage("hearing_has_record")),
        PUBLISHED if row.versions == 0 && row.held_on >= day_of(now) => {}
        PUBLISHED if row.versions == 0 => return Err(HearingError::WrongStage("hearing_held")),
        CANCELLED => return Err(HearingError::WrongStage("hearing_cancelled")),
        PUBLISHED => return Err(HearingError::WrongStage("hearing_has_record")),
        _ => return Err(HearingError::WrongStage("hearing_is_draft")),
    }
    let (proposal, changes) = (row.proposal, row.changes);
    let facts = json!({
        "kind": row.kind, "title": row.title, "held_on": row.held_on, "reason": reason,
        "coming": row.held_on >= day_of(now),
    });
    let mut row = entity::ActiveModel::from(row);
    row.stage = Set(CANCELLED.to_owned());
    row.changes = Set(changes + 1);
    entity::Entity::update(row).exec(tx).await?;
    note(tx, id, "cancelled", &reason, &json!({}), facilitator, now).await?;
    let event = NewEvent::new("hearing.cancelled", proposal, actor(facilitator)).about(id).with(facts);
    event::append(tx, now, event).await?;
    Ok(())
}

/// A change of a published notice.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// `changed`, `cancelled`, `dates` or `anonymised`.
    pub what: String,
    /// Why.
    pub reason: String,
    /// The fields that changed, with what stood there before; none for long texts.
    pub was: Vec<(String, Option<String>)>,
    /// When.
    pub at: Now,
}

/// The changes of a published notice, the newest first; at most 100.
///
/// # Errors
/// A database error.
pub async fn changes(conn: &impl Reader, id: HearingId) -> Result<Vec<Change>, DbErr> {
    let rows = change_entity::Entity::find()
        .filter(change_entity::Column::Hearing.eq(id))
        .order_by_desc(change_entity::Column::At)
        .order_by_desc(change_entity::Column::Id)
        .limit(100)
        .all(conn)
        .await?;
    let of = |row: change_entity::Model| {
        let was: Map<String, Value> = serde_json::from_str(&row.was).unwrap_or_default();
        let was = was.into_iter().map(|(field, value)| (field, value.as_str().map(str::to_owned)));
        Change { what: row.what, reason: row.reason, was: was.collect(), at: row.at }
    };
    Ok(rows.into_iter().map(of).collect())
}
