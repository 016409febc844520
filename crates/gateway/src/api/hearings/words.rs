//! Words of those who spoke, over the API: correcting one's own, what stood there before, and taking a name away.

use actix_web::{HttpResponse, get, post, put, web};
use chrono::{DateTime, NaiveDate, Utc};
use folkmoot_discussion::claims;
use folkmoot_foundation::{HearingId, StatementId, VoiceId};
use folkmoot_hearings::aliases::{Place, Request};
use folkmoot_hearings::correction::{self, Correction, Window};
use folkmoot_hearings::hearings::Hearing;
use folkmoot_hearings::records;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use super::frame::{done, facilitated, facilitator};
use super::record::StatementBody;
use crate::api::extract::{Json, Query};
use crate::fault::Problem;
use crate::flows::posting;
use crate::http::Visitor;
use crate::pages::hearings::{correctable, found, visible};
use crate::{App, Fault, flows};

/// How many places a preview lists.
const LISTED: usize = 200;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(own).service(days).service(correct).service(history).service(anonymise);
}

/// The days in which people may correct their words.
#[derive(Debug, Serialize, ToSchema)]
pub struct WindowBody {
    /// `none`, `ahead`, `open` or `over`.
    pub state: String,
    /// The first day, if it lies ahead.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub until: Option<NaiveDate>,
}

impl WindowBody {
    fn of(app: &App, hearing: &Hearing) -> Self {
        let (state, from, until) = match hearing.corrections(app.now()) {
            Window::None => ("none", None, None),
            Window::Ahead { from, until } => ("ahead", Some(from), Some(until)),
            Window::Open { until } => ("open", None, Some(until)),
            Window::Over { until } => ("over", None, Some(until)),
        };
        Self { state: state.to_owned(), from, until }
    }
}

/// What the caller is confirmed to have said.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnWordsBody {
    /// The names under which they spoke.
    pub names: Vec<String>,
    /// In which days they may correct it.
    pub corrections: WindowBody,
    /// Their statements, in the order of the record; at most 300.
    pub items: Vec<StatementBody>,
}

/// What the caller is confirmed to have said at a hearing, and until when they may correct it.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing")), responses(
    (status = 200, description = "Their words", body = OwnWordsBody),
    (status = 401, description = "No token", body = Problem),
    (status = 404, description = "No such hearing", body = Problem),
))]
#[get("/hearings/{id}/own-words")]
async fn own(app: web::Data<App>, visitor: Visitor, id: web::Path<HearingId>) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    let hearing = visible(&app, &visitor, *id).await?;
    let names = claims::names_of(app.db.read(), *id, person).await?;
    let said = records::of_speakers(app.db.read(), *id, &names).await?;
    let shown = crate::pages::hearings::shown(&app, &visitor, said).await?;
    let items = shown.into_iter().map(|(statement, _)| StatementBody::from(statement)).collect();
    Ok(HttpResponse::Ok().json(OwnWordsBody { names, corrections: WindowBody::of(&app, &hearing), items }))
}

/// Days for corrections.
#[derive(Debug, Deserialize, ToSchema)]
pub struct DaysDraft {
    /// `YYYY-MM-DD`.
    correction_from: String,
    /// `YYYY-MM-DD`.
    correction_until: String,
    /// Why days that were named are changed: 5 to 1,000 characters, shown in public.
    #[serde(default)]
    reason: String,
}

/// Names the days in which people may correct their words.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing")), responses(
    (status = 204, description = "Done"),
    (status = 403, description = "Not a facilitator", body = Problem),
    (status = 404, description = "No such hearing", body = Problem),
    (status = 409, description = "`hearing_not_held_yet`, `hearing_cancelled`, `corrections_over`", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
))]
#[put("/hearings/{id}/corrections")]
async fn days(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
    sent: Json<DaysDraft>,
) -> Result<HttpResponse, Fault> {
    let by = facilitator(&visitor)?;
    let days = (sent.correction_from.as_str(), sent.correction_until.as_str());
    done(&app, async |tx, now| correction::set_days(tx, *id, days, &sent.reason, by, now).await).await
}

/// Words of whoever spoke.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CorrectionDraft {
    /// The words; at most twice as long as those of the record, and 500 characters besides.
    body: String,
    /// Why, at most 500 characters.
    #[serde(default)]
    reason: String,
    /// The `revisions` of the statement that the caller had before them.
    revisions: i64,
    /// That what looks like personal data in the words (`personal_data`) is to be published all the same.
    #[serde(default)]
    personal_data_ok: bool,
}

/// Corrects one's own words in a record; what stood there before stays readable.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The statement")), responses(
    (status = 200, description = "The statement as it stands now", body = StatementBody),
    (status = 401, description = "No token", body = Problem),
    (status = 403, description = "Somebody else's words", body = Problem),
    (status = 404, description = "No such statement", body = Problem),
    (status = 409, description = "`corrections_ahead`, `corrections_over`, `corrections_not_given`, `statement_changed` meanwhile, `statement_gone`, `voice_hidden`, `statement_corrected_often`", body = Problem),
    (status = 422, description = "Fields are wrong, or `body` holds what looks like personal data", body = Problem),
    (status = 429, description = "Too many corrections; see Retry-After", body = Problem),
))]
#[put("/statements/{id}/words")]
async fn correct(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<StatementId>,
    sent: Json<CorrectionDraft>,
) -> Result<HttpResponse, Fault> {
    let (hearing, _, person) = correctable(&app, &visitor, *id).await?;
    posting::ask_about(&[("body", &sent.body), ("reason", &sent.reason)], sent.personal_data_ok)?;
    let new = Correction { body: &sent.body, reason: &sent.reason, seen: sent.revisions };
    flows::words::correct(&app, &hearing, *id, &new, person).await?;
    let (_, statement, _) = found(&app, &visitor, *id).await?;
    Ok(HttpResponse::Ok().json(StatementBody::from(statement)))
}

/// What a statement said before.
#[derive(Debug, Serialize, ToSchema)]
pub struct EarlierWords {
    /// The version of the record it stood in last.
    pub version: i64,
    /// Who spoke, as it stood then.
    pub speaker: Option<String>,
    /// What was said, as it stood then.
    pub body: String,
    /// When it was replaced.
    pub replaced_at: DateTime<Utc>,
    /// Whether whoever spoke replaced it; else a corrected record did.
    pub by_speaker: bool,
    /// Why, if they said so.
    pub reason: Option<String>,
}

/// A statement and what it said before.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatementHistory {
    /// As it stands.
    pub present: StatementBody,
    /// What it said before, the oldest first, at most 100; nothing of one that is gone or that a moderator hid.
    pub items: Vec<EarlierWords>,
}

/// A statement and what it said before.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The statement")), responses(
    (status = 200, description = "Its wordings", body = StatementHistory),
    (status = 404, description = "No such statement", body = Problem),
))]
#[get("/statements/{id}/history")]
async fn history(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<StatementId>,
) -> Result<HttpResponse, Fault> {
    let (_, statement, hidden) = found(&app, &visitor, *id).await?;
    let earlier = match hidden || statement.gone {
        true => Vec::new(),
        false => records::revisions(app.db.read(), *id).await?,
    };
    let of = |before: records::Revision| EarlierWords {
        version: before.version,
        speaker: before.speaker,
        body: before.body,
        replaced_at: before.replaced_at,
        by_speaker: before.by_speaker,
        reason: before.reason,
    };
    let items = earlier.into_iter().map(of).collect();
    Ok(HttpResponse::Ok().json(StatementHistory { present: statement.into(), items }))
}

/// Whose name is to be taken away.
#[derive(Debug, Deserialize, ToSchema)]
pub struct AnonymiseDraft {
    /// The name, as the record has it.
    speaker: String,
    /// Other spellings, one a line, at most 10.
    #[serde(default)]
    also: String,
    /// Why, 5 to 1,000 characters; kept with it and not public. Only to see where the name stands none is needed.
    #[serde(default)]
    reason: String,
}

/// How a name is taken away.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct AnonymiseQuery {
    /// Only shows where it stands and what would stand there.
    #[serde(default)]
    dry_run: bool,
}

/// A place at which a name stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceOfName {
    /// What of a record it is.
    pub kind: String,
    /// The hearing.
    pub hearing: uuid::Uuid,
    /// Of a statement: its place in the record.
    pub position: Option<i64>,
    /// What stands there.
    pub before: String,
    /// What would stand there.
    pub after: String,
}

impl From<Place> for PlaceOfName {
    fn from(place: Place) -> Self {
        Self {
            kind: place.kind.to_owned(),
            hearing: place.hearing.0,
            position: place.position,
            before: place.before,
            after: place.after,
        }
    }
}

/// In what of a discussion a name stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct NamedIn {
    /// How many.
    pub count: usize,
    /// Some of them.
    pub voices: Vec<uuid::Uuid>,
}

impl From<(usize, Vec<VoiceId>)> for NamedIn {
    fn from((count, some): (usize, Vec<VoiceId>)) -> Self {
        Self { count, voices: some.into_iter().map(|id| id.0).collect() }
    }
}

/// What taking a name away does.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnonymisedBody {
    /// Whether it was only shown.
    pub dry_run: bool,
    /// What stands in its place.
    pub label: String,
    /// In how many places of the records it stands.
    pub count: usize,
    /// The first 200 of them.
    pub places: Vec<PlaceOfName>,
    /// The comments that name it, which stay as their authors wrote them.
    pub comments: NamedIn,
    /// The opinions that were handed in and hold it.
    pub handed_in: NamedIn,
}

/// Takes a speaker's name away from the records and what was handed in, or only shows where it stands.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing"), AnonymiseQuery), responses(
    (status = 200, description = "What it does", body = AnonymisedBody),
    (status = 403, description = "Not a facilitator", body = Problem),
    (status = 404, description = "No such hearing, or nobody of that name spoke", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
))]
#[post("/hearings/{id}/anonymise")]
async fn anonymise(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
    query: Query<AnonymiseQuery>,
    sent: Json<AnonymiseDraft>,
) -> Result<HttpResponse, Fault> {
    let (hearing, by) = facilitated(&app, &visitor, *id).await?;
    let request = Request { speaker: &sent.speaker, also: &sent.also, reason: &sent.reason };
    let places = flows::words::places(&app, &hearing, &request).await?;
    let label = match query.dry_run {
        true => places.label,
        false => flows::words::anonymise(&app, *id, &request, by).await?,
    };
    Ok(HttpResponse::Ok().json(AnonymisedBody {
        dry_run: query.dry_run,
        label,
        count: places.records.len(),
        places: places.records.into_iter().take(LISTED).map(PlaceOfName::from).collect(),
        comments: places.comments.into(),
        handed_in: places.handed_in.into(),
    }))
}
