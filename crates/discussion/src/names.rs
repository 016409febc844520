//! Names that are taken away from a discussion on their bearers' request: in what was said in halls, on paper and in what was
//! imported, and in what facilitators wrote about it. What people wrote here themselves nobody rewrites; where the name
//! stands in that, moderators decide.

use folkmoot_foundation::{DbErr, ProposalId, Reader, Tx, VoiceId};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{QueryOrder, QuerySelect};

use crate::counting::{self, Change};
use crate::entity::{issue, issue_step, revision, speaker_claim, talk_person, voice};
use crate::{index, issues};

/// How many rows one statement carries.
const ROWS: usize = 300;

/// How many comments are looked through for a name.
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
    let rows: Vec<(VoiceId, String)> = voice::Entity::find()
        .select_only()
        .columns([voice::Column::Id, voice::Column::Body])
        .filter(voice::Column::Subject.eq(subject))
        .filter(voice::Column::Author.is_not_null())
        .filter(voice::Column::DeletedAt.is_null())
        .order_by_desc(voice::Column::Id)
        .limit(LOOKED_AT)
        .into_tuple()
        .all(conn)
        .await?;
    let mut found: Vec<VoiceId> =
        rows.into_iter().filter(|(_, body)| replaced(body).is_some()).map(|(id, _)| id).collect();
    let count = found.len();
    found.truncate(LISTED);
    Ok((count, found))
}

/// Takes a name away from all that was said in other ways than here, with what it said before, from the index, and from the
/// words about it. Gives how many voices had it.
///
/// # Errors
/// A database error.
pub async fn take_away(tx: &Tx, subject: ProposalId, replaced: Replaced<'_>) -> Result<usize, DbErr> {
    let rows = voice::Entity::find()
        .filter(voice::Column::Subject.eq(subject))
        .filter(voice::Column::Author.is_null())
        .order_by_asc(voice::Column::Id)
        .lock_exclusive()
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
    about(tx, subject, replaced).await?;
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

/// In claims, and in what facilitators wrote.
async fn about(tx: &Tx, subject: ProposalId, replaced: Replaced<'_>) -> Result<(), DbErr> {
    let claims =
        speaker_claim::Entity::find().filter(speaker_claim::Column::Subject.eq(subject)).all(tx).await?;
    for row in claims {
        if let Some(speaker) = replaced(&row.speaker) {
            speaker_claim::Entity::update_many()
                .col_expr(speaker_claim::Column::Speaker, Expr::value(speaker))
                .filter(speaker_claim::Column::Id.eq(row.id))
                .exec(tx)
                .await?;
        }
    }
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
