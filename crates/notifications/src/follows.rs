//! Who follows what.

use std::collections::{HashMap, HashSet};

use folkmoot_foundation::cursor::{Cursor, Page};
use folkmoot_foundation::search::{Query, anchors};
use folkmoot_foundation::{DbErr, Now, PersonId, Reader, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{Condition, QueryOrder, QuerySelect, Set};

use crate::error::Error;
use crate::topics::{Topic, TopicKind};

/// How many topics other than proposals one person follows at most.
pub const MOST_TOPICS: u64 = 100;

/// How many terms of a text are looked up in one statement.
const TERMS: usize = 500;

mod entity {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "follow")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub person: PersonId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub subject: Uuid,
        pub created_at: DateTimeUtc,
        pub kind: String,
        /// Of what isn't known by its subject: the code or the words.
        pub key: Option<String>,
        /// Of a search: the term it is found by.
        pub anchor: Option<String>,
    }

    impl ActiveModelBehavior for ActiveModel {}

    impl Model {
        pub fn topic(&self) -> Option<Topic> {
            let kind = self.kind.parse().ok()?;
            Some(Topic::stored(kind, self.key.clone().unwrap_or_else(|| self.subject.to_string())))
        }
    }
}

/// Something a person follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Follow {
    /// What.
    pub topic: Topic,
    /// Under which id.
    pub subject: Uuid,
    /// Since when.
    pub since: Now,
}

/// Lets a person follow a proposal; says whether that is new.
///
/// # Errors
/// A database error.
pub async fn follow(tx: &Tx, person: PersonId, subject: impl Into<Uuid>, now: Now) -> Result<bool, DbErr> {
    insert(tx, person, &Topic::by_id(TopicKind::Proposal, subject), now).await
}

/// Lets a person follow a topic; says whether that is new.
///
/// # Errors
/// [`Error::TooManyFollows`], or a database error.
pub async fn follow_topic(tx: &Tx, person: PersonId, topic: &Topic, now: Now) -> Result<bool, Error> {
    let own = entity::Entity::find()
        .filter(entity::Column::Person.eq(person))
        .filter(entity::Column::Kind.ne(TopicKind::Proposal.code()))
        .filter(entity::Column::Subject.ne(topic.subject()));
    if topic.kind() != TopicKind::Proposal && own.count(tx).await? >= MOST_TOPICS {
        return Err(Error::TooManyFollows);
    }
    Ok(insert(tx, person, topic, now).await?)
}

async fn insert(tx: &Tx, person: PersonId, topic: &Topic, now: Now) -> Result<bool, DbErr> {
    let subject = topic.subject();
    let row = entity::ActiveModel {
        person: Set(person),
        subject: Set(subject),
        created_at: Set(now),
        kind: Set(topic.kind().code().to_owned()),
        key: Set(Some(topic.key().to_owned()).filter(|key| *key != subject.to_string())),
        anchor: Set(topic.anchor()),
    };
    let once = OnConflict::columns([entity::Column::Person, entity::Column::Subject]).do_nothing().to_owned();
    Ok(entity::Entity::insert(row).on_conflict(once).exec_without_returning(tx).await? > 0)
}

/// Ends following; says whether the person did follow.
///
/// # Errors
/// A database error.
pub async fn unfollow(tx: &Tx, person: PersonId, subject: impl Into<Uuid>) -> Result<bool, DbErr> {
    Ok(entity::Entity::delete_by_id((person, subject.into())).exec(tx).await?.rows_affected > 0)
}

/// Ends following a topic, under whatever id it is kept; says whether the person did follow.
///
/// # Errors
/// A database error.
pub async fn unfollow_topic(tx: &Tx, person: PersonId, topic: &Topic) -> Result<bool, DbErr> {
    use entity::Column as C;
    let named = Condition::all().add(C::Kind.eq(topic.kind().code())).add(C::Key.eq(topic.key()));
    let this = Condition::any().add(C::Subject.eq(topic.subject())).add(named);
    let ended = entity::Entity::delete_many().filter(C::Person.eq(person)).filter(this).exec(tx).await?;
    Ok(ended.rows_affected > 0)
}

/// Whether a person follows a subject.
///
/// # Errors
/// A database error.
pub async fn is_following(
    conn: &impl Reader,
    person: PersonId,
    subject: impl Into<Uuid>,
) -> Result<bool, DbErr> {
    Ok(entity::Entity::find_by_id((person, subject.into())).one(conn).await?.is_some())
}

/// Which of the topics a person follows.
///
/// # Errors
/// A database error.
pub async fn which(conn: &impl Reader, person: PersonId, topics: &[Topic]) -> Result<HashSet<Topic>, DbErr> {
    if topics.is_empty() {
        return Ok(HashSet::new());
    }
    let subjects: HashSet<Uuid> = entity::Entity::find()
        .select_only()
        .column(entity::Column::Subject)
        .filter(entity::Column::Person.eq(person))
        .filter(entity::Column::Subject.is_in(topics.iter().map(Topic::subject)))
        .into_tuple()
        .all(conn)
        .await?
        .into_iter()
        .collect();
    Ok(topics.iter().filter(|topic| subjects.contains(&topic.subject())).cloned().collect())
}

/// How many follow each of the subjects; those without followers are missing.
///
/// # Errors
/// A database error.
pub async fn counts(conn: &impl Reader, subjects: &[Uuid]) -> Result<HashMap<Uuid, i64>, DbErr> {
    let rows: Vec<(Uuid, i64)> = entity::Entity::find()
        .select_only()
        .column(entity::Column::Subject)
        .column_as(entity::Column::Person.count(), "people")
        .filter(entity::Column::Subject.is_in(subjects.iter().copied()))
        .group_by(entity::Column::Subject)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Which of the things a person follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// All of them.
    All,
    /// Proposals.
    Proposals,
    /// Everything else.
    Topics,
}

/// What a person follows, newest first.
///
/// # Errors
/// A database error.
pub async fn of_person(
    conn: &impl Reader,
    person: PersonId,
    which: Which,
    cursor: Option<Cursor>,
    limit: usize,
) -> Result<Page<Follow>, DbErr> {
    let mut query = entity::Entity::find().filter(entity::Column::Person.eq(person));
    query = match which {
        Which::All => query,
        Which::Proposals => query.filter(entity::Column::Kind.eq(TopicKind::Proposal.code())),
        Which::Topics => query.filter(entity::Column::Kind.ne(TopicKind::Proposal.code())),
    };
    if let Some(cursor) = cursor {
        let at = cursor.instant();
        query = query.filter(Condition::any().add(entity::Column::CreatedAt.lt(at)).add(
            Condition::all().add(entity::Column::CreatedAt.eq(at)).add(entity::Column::Subject.lt(cursor.id)),
        ));
    }
    let rows = query
        .order_by_desc(entity::Column::CreatedAt)
        .order_by_desc(entity::Column::Subject)
        .limit(u64::try_from(limit + 1).unwrap_or(u64::MAX))
        .all(conn)
        .await?;
    let rows = rows
        .into_iter()
        .filter_map(|row| Some(Follow { topic: row.topic()?, subject: row.subject, since: row.created_at }))
        .collect();
    Ok(Page::cut(rows, limit, |follow| Cursor::at(follow.since, follow.subject)))
}

/// Who follows any of the subjects, by ascending id, those after `after` only; each with what they follow of them, the
/// closest first.
///
/// # Errors
/// A database error.
pub async fn followers(
    conn: &impl Reader,
    subjects: &[Uuid],
    after: Option<PersonId>,
    limit: u64,
) -> Result<Vec<(PersonId, Vec<Follow>)>, DbErr> {
    if subjects.is_empty() {
        return Ok(Vec::new());
    }
    let any = entity::Entity::find().filter(entity::Column::Subject.is_in(subjects.iter().copied()));
    let mut people = any.clone().select_only().column(entity::Column::Person).distinct();
    if let Some(after) = after {
        people = people.filter(entity::Column::Person.gt(after));
    }
    let people: Vec<PersonId> =
        people.order_by_asc(entity::Column::Person).limit(limit).into_tuple().all(conn).await?;
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let rows = any.filter(entity::Column::Person.is_in(people.iter().copied())).all(conn).await?;
    let mut of: HashMap<PersonId, Vec<Follow>> = HashMap::new();
    for row in rows {
        let Some(topic) = row.topic() else { continue };
        let follow = Follow { topic, subject: row.subject, since: row.created_at };
        of.entry(row.person).or_default().push(follow);
    }
    for follows in of.values_mut() {
        follows.sort_unstable_by(|a, b| a.topic.closeness().cmp(&b.topic.closeness()));
    }
    Ok(people.into_iter().filter_map(|person| Some((person, of.remove(&person)?))).collect())
}

/// The searches that somebody follows and that find a document with these words, as the search itself would; each under the
/// id that its followers are kept by, which of a search of before is not the one it would have today.
///
/// # Errors
/// A database error.
pub async fn searches_for(
    conn: &impl Reader,
    title: &str,
    body: &str,
) -> Result<HashMap<Uuid, Topic>, DbErr> {
    let known: Vec<String> = anchors(title, body).into_iter().collect();
    let mut found = HashMap::new();
    for some in known.chunks(TERMS) {
        let rows: Vec<(Uuid, Option<String>)> = entity::Entity::find()
            .select_only()
            .column(entity::Column::Subject)
            .column(entity::Column::Key)
            .distinct()
            .filter(entity::Column::Anchor.is_in(some))
            .into_tuple()
            .all(conn)
            .await?;
        for (subject, query) in rows {
            if let Some(query) = query.filter(|query| Query::parse(query).finds(title, body)) {
                found.insert(subject, Topic::stored(TopicKind::Search, query));
            }
        }
    }
    Ok(found)
}

pub(crate) async fn forget(tx: &Tx, person: PersonId) -> Result<(), DbErr> {
    entity::Entity::delete_many().filter(entity::Column::Person.eq(person)).exec(tx).await?;
    Ok(())
}
