//! Threads that stay cheap however long they get: votes and places kept with each voice, people kept in sums; who speaks
//! for an agency or is the proposer; what a reply answers.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::columns::{number, table, text, text_null, unique, uuid, uuid_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        columns(m).await?;
        sums(m).await?;
        let c = m.get_connection();
        for sql in [VOTES, PROPOSERS, OFFICIALS].concat() {
            c.execute_unprepared(sql).await?;
        }
        let sqlite = m.get_database_backend() == DbBackend::Sqlite;
        let (millis, day, who) = if sqlite {
            (
                "CAST(round((julianday(said_at) - 2440587.5) * 86400000) AS INTEGER)",
                "date(said_at, '+8 hours')",
                "CASE WHEN author IS NOT NULL THEN hex(author) ELSE '=' || speaker END",
            )
        } else {
            (
                "CAST(extract(epoch FROM said_at) * 1000 AS bigint)",
                "CAST(said_at AT TIME ZONE 'Asia/Taipei' AS date)",
                "CASE WHEN author IS NOT NULL THEN upper(replace(CAST(author AS text), '-', '')) ELSE '=' || speaker END",
            )
        };
        c.execute_unprepared(&format!(
            "UPDATE voice SET {SHELF}, rank = CASE WHEN useful = 0 THEN {millis} ELSE {LOWER_BOUND} END"
        ))
        .await?;
        for (channel, stance, only) in PARTS {
            let group = format!("FROM voice WHERE {COUNTED} {only} GROUP BY 1, 2, 3");
            c.execute_unprepared(&format!(
                "INSERT INTO talk_count (subject, channel, stance, voices, people) \
                 SELECT subject, {channel} AS c, {stance} AS s, count(*), count(DISTINCT {who}) {group}"
            ))
            .await?;
            c.execute_unprepared(&format!(
                "INSERT INTO talk_person (subject, channel, stance, who, voices, since) \
                 SELECT subject, {channel} AS c, {stance} AS s, {who} AS w, count(*), min({day}) \
                 FROM voice WHERE {COUNTED} AND (author IS NOT NULL OR speaker IS NOT NULL) {only} GROUP BY 1, 2, 3, 4"
            ))
            .await?;
        }
        c.execute_unprepared(
            "INSERT INTO talk_day (subject, stance, day, people) SELECT subject, stance, since, count(*) \
             FROM talk_person WHERE channel = '*' AND stance <> '*' GROUP BY 1, 2, 3",
        )
        .await?;
        indexes(m).await
    }
}

/// The parts of which sums are kept: each channel with each stance, a stance over all channels, and the whole.
const PARTS: [(&str, &str, &str); 3] = [
    ("channel", "COALESCE(stance, '')", ""),
    ("'*'", "stance", "AND stance IS NOT NULL"),
    ("'*'", "'*'", ""),
];

const COUNTED: &str = "deleted_at IS NULL AND hidden_at IS NULL AND NOT gone";

/// All reactions so far said that a voice was good; each person has one now.
const VOTES: &[&str] = &[
    "DELETE FROM reaction WHERE kind = 'thanks' AND EXISTS (SELECT 1 FROM reaction a \
     WHERE a.voice = reaction.voice AND a.person = reaction.person AND a.kind = 'agree')",
    "UPDATE reaction SET kind = 'useful'",
    "DROP INDEX reaction_once",
    "CREATE UNIQUE INDEX reaction_one ON reaction (voice, person)",
    "UPDATE voice SET useful = (SELECT count(*) FROM reaction WHERE reaction.voice = voice.id) WHERE reactions > 0",
    "UPDATE voice SET reactions = useful",
];

const PROPOSERS: &[&str] = &["UPDATE voice SET official = 'proposer' WHERE author IS NOT NULL AND author = \
     (SELECT proposer FROM proposal WHERE proposal.id = voice.subject)"];

const OFFICIALS: &[&str] = &[
    "UPDATE voice SET officials = (SELECT count(*) FROM voice r WHERE (r.parent = voice.id OR r.id = voice.id) \
     AND r.official IS NOT NULL AND r.deleted_at IS NULL AND r.hidden_at IS NULL) WHERE parent IS NULL",
];

const SHELF: &str = "shelf = CASE stance WHEN 'pro' THEN 0 WHEN 'con' THEN 2 ELSE 4 END + CASE WHEN useful = 0 THEN 1 ELSE 0 END";

/// The lower bound of the Wilson interval where every vote says useful: n / (n + z²), in billionths.
const LOWER_BOUND: &str = "useful * 10000000000000 / (useful * 10000 + 38416)";

async fn columns(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    // SQLite adds one column at a time.
    let columns = [
        // What a reply answers, where that is another reply.
        uuid_null("reply_to"),
        // `agency` or `proposer`, and the agency.
        text_null("official"),
        uuid_null("agency"),
        // How many visible words of agencies and of the proposer a thread has.
        number("officials"),
        number("useful"),
        number("not_useful"),
        // Side and whether it is rated yet; the place among those.
        number("shelf"),
        number("rank"),
    ];
    for mut column in columns {
        let add = Table::alter().table(Alias::new("voice")).add_column(&mut column).to_owned();
        m.alter_table(add).await?;
    }
    Ok(())
}

async fn sums(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    let date = |name: &'static str| ColumnDef::new(Alias::new(name)).date().not_null().to_owned();
    let part = || vec![uuid("subject"), text("channel"), text("stance")];
    let of_people = [part(), vec![text("who"), number("voices"), date("since")]].concat();
    m.create_table(table("talk_count", [part(), vec![number("voices"), number("people")]].concat())).await?;
    m.create_table(table("talk_person", of_people)).await?;
    m.create_table(table("talk_day", vec![uuid("subject"), text("stance"), date("day"), number("people")]))
        .await?;
    m.create_index(unique("talk_count_part", "talk_count", &["subject", "channel", "stance"])).await?;
    m.create_index(unique("talk_person_part", "talk_person", &["subject", "who", "channel", "stance"]))
        .await?;
    m.create_index(unique("talk_day_part", "talk_day", &["subject", "stance", "day"])).await
}

async fn indexes(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    let c = m.get_connection();
    for sql in [
        "DROP INDEX voice_by_reactions",
        "CREATE INDEX voice_by_shelf ON voice (subject, shelf, rank, id) WHERE parent IS NULL",
        "CREATE INDEX voice_by_answers ON voice (subject, replies, id) WHERE parent IS NULL",
        "CREATE INDEX voice_official ON voice (subject, said_at, id) WHERE parent IS NULL AND officials > 0",
    ] {
        c.execute_unprepared(sql).await?;
    }
    Ok(())
}
