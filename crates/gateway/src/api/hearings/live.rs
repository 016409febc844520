//! The record while it is made, over the API: typed by a facilitator, read by everybody, and hidden by a moderator where it must.

use actix_web::{HttpResponse, delete, get, post, web};
use folkmoot_accounts::Role;
use folkmoot_foundation::{HearingId, PersonId, StatementId};
use folkmoot_hearings::live::{self as record, Line, NewLine, Stage, Taken};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use super::frame::{done, facilitated, facilitator};
use crate::api::extract::{Json, Query};
use crate::api::moderation::ModerationDecision;
use crate::api::voices::{ground, limited};
use crate::fault::Problem;
use crate::http::Visitor;
use crate::live::{Hidden, tail};
use crate::pages::hearings::visible;
use crate::{App, Fault, flows};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(read).service(begin).service(end).service(send).service(strike).service(hide);
}

/// A statement of the live record.
#[derive(Debug, Serialize, ToSchema)]
pub struct LineBody {
    /// Its id, which it keeps in the record.
    pub id: uuid::Uuid,
    /// Its place in the record.
    pub position: i64,
    /// Who speaks.
    pub speaker: Option<String>,
    /// What was said; none if a moderator hid it.
    pub body: Option<String>,
    /// Whether it only tells what happened.
    pub narrative: bool,
    /// For a hidden one: the ground.
    pub hide_ground: Option<String>,
    /// For a hidden one: the moderator's reason.
    pub hide_reason: Option<String>,
}

fn body(line: Line, hidden: &mut Hidden) -> LineBody {
    let why = hidden.remove(&line.id);
    let (ground, reason) = why.map(|(ground, reason)| (ground.code().to_owned(), reason)).unzip();
    LineBody {
        id: line.id.0,
        position: line.position,
        speaker: line.speaker,
        body: (!line.hidden).then_some(line.body),
        narrative: line.narrative,
        hide_ground: ground,
        hide_reason: reason,
    }
}

/// The live record as it stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct LiveBody {
    /// `on`, or `over`: then it is read in the record.
    pub stage: String,
    /// The last statements, in their order.
    pub items: Vec<LineBody>,
    /// The place at which the last ones begin: what a caller has that ends before it has a gap, which the record closes.
    pub from: i64,
    /// Those among the last that were taken back.
    pub dropped: Vec<uuid::Uuid>,
}

/// Which of the last statements.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct LiveQuery {
    /// Only those after this place.
    #[serde(default)]
    after: i64,
    /// Of how many of the last, 1 to 100; 30 if left out.
    limit: Option<usize>,
}

/// The last statements of the live record.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing"), LiveQuery), responses(
    (status = 200, description = "The live record", body = LiveBody),
    (status = 404, description = "No such hearing, or nothing was typed at it", body = Problem),
))]
#[get("/hearings/{id}/live")]
async fn read(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
    query: Query<LiveQuery>,
) -> Result<HttpResponse, Fault> {
    let limit = limited(query.limit)? as u64;
    let stage = match visible(&app, &visitor, *id).await?.live {
        Stage::None => return Err(Fault::NotFound),
        Stage::On => "on",
        Stage::Over => {
            let (stage, items, dropped) = ("over".to_owned(), Vec::new(), Vec::new());
            return Ok(HttpResponse::Ok().json(LiveBody { stage, items, from: 0, dropped }));
        }
    };
    let (tail, mut hidden) = tail(&app.db, *id, limit).await?;
    let items = tail.lines.into_iter().filter(|line| line.position > query.after);
    Ok(HttpResponse::Ok().json(LiveBody {
        stage: stage.to_owned(),
        items: items.map(|line| body(line, &mut hidden)).collect(),
        from: tail.from,
        dropped: tail.dropped.into_iter().map(|id| id.0).collect(),
    }))
}

/// Begins to take statements, or goes on after it was ended too early; while they are taken that changes nothing.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing")), responses(
    (status = 204, description = "Statements are taken"),
    (status = 403, description = "Not a facilitator", body = Problem),
    (status = 404, description = "No such hearing", body = Problem),
    (status = 409, description = "`hearing_not_held_yet`, `hearing_cancelled`, `hearing_has_record`", body = Problem),
))]
#[post("/hearings/{id}/live")]
async fn begin(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
) -> Result<HttpResponse, Fault> {
    let by = facilitator(&visitor)?;
    done(&app, async |tx, now| record::begin(tx, *id, by, now).await).await
}

/// Ends it: what stands there becomes the record, with a voice for each statement. A second time changes nothing.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing")), responses(
    (status = 204, description = "It has ended"),
    (status = 403, description = "Not a facilitator", body = Problem),
    (status = 404, description = "No such hearing", body = Problem),
    (status = 409, description = "`live_not_begun`", body = Problem),
))]
#[post("/hearings/{id}/live/end")]
async fn end(app: web::Data<App>, visitor: Visitor, id: web::Path<HearingId>) -> Result<HttpResponse, Fault> {
    let (hearing, by) = facilitated(&app, &visitor, *id).await?;
    flows::record::end_live(&app, &hearing, by).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A statement as it is typed.
#[derive(Debug, Deserialize, ToSchema)]
pub struct LineDraft {
    /// By what the sender knows it: 8 to 64 letters, digits and dashes. Sent again it is taken once.
    client: String,
    /// Who speaks; at most 100 characters.
    #[serde(default)]
    speaker: String,
    /// What was said, 1 to 5,000 characters.
    body: String,
    /// Whether it only tells what happened.
    #[serde(default)]
    narrative: bool,
}

/// Statements as they are typed.
#[derive(Debug, Deserialize, ToSchema)]
pub struct LinesDraft {
    /// In their order; at most 100.
    lines: Vec<LineDraft>,
}

/// A statement that was taken.
#[derive(Debug, Serialize, ToSchema)]
pub struct TakenLine {
    /// By what the sender knows it.
    pub client: String,
    /// Its id.
    pub id: uuid::Uuid,
    /// Whether it had been taken before.
    pub again: bool,
}

/// What was taken.
#[derive(Debug, Serialize, ToSchema)]
pub struct TakenBody {
    /// In the order in which they were sent.
    pub taken: Vec<TakenLine>,
}

/// Takes statements after all that are there; those that were taken before stay as they were.
///
/// # Errors
/// As of [`record::take`].
pub(crate) async fn take(
    app: &App,
    id: HearingId,
    sent: LinesDraft,
    by: PersonId,
) -> Result<TakenBody, Fault> {
    let of = |line: LineDraft| NewLine {
        client: line.client,
        speaker: line.speaker,
        body: line.body,
        narrative: line.narrative,
    };
    let lines: Vec<NewLine> = sent.lines.into_iter().map(of).collect();
    let taken = app.write(async |tx, now| record::take(tx, &app.keyring, id, &lines, by, now).await).await?;
    let of = |one: Taken| TakenLine { client: one.client, id: one.statement.0, again: one.again };
    Ok(TakenBody { taken: taken.into_iter().map(of).collect() })
}

/// Takes statements while the hearing goes on; if one is wrong, none is taken.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing")), responses(
    (status = 200, description = "What was taken", body = TakenBody),
    (status = 403, description = "Not a facilitator", body = Problem),
    (status = 404, description = "No such hearing", body = Problem),
    (status = 409, description = "`live_not_begun`, `live_over`, `live_full`", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
))]
#[post("/hearings/{id}/live/lines")]
async fn send(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
    sent: Json<LinesDraft>,
) -> Result<HttpResponse, Fault> {
    let by = facilitator(&visitor)?;
    Ok(HttpResponse::Ok().json(take(&app, *id, sent.into_inner(), by).await?))
}

/// Takes a statement back that was typed by mistake: its words and its speaker are erased.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing"), ("statement" = uuid::Uuid, Path, description = "The statement")), responses(
    (status = 204, description = "Taken back"),
    (status = 403, description = "Not a facilitator", body = Problem),
    (status = 404, description = "No such statement of this live record", body = Problem),
    (status = 409, description = "`live_over`, `hall_line_recorded`, `hall_line_decided`", body = Problem),
))]
#[delete("/hearings/{id}/live/lines/{statement}")]
async fn strike(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(HearingId, StatementId)>,
) -> Result<HttpResponse, Fault> {
    let by = facilitator(&visitor)?;
    let (id, statement) = path.into_inner();
    flows::record::strike(&app, id, statement, by).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Why a statement is hidden.
#[derive(Debug, Deserialize, ToSchema)]
pub struct HideLineBody {
    /// `attack`, `personal_data`, `spam`, `off_topic`, `unlawful` or `other`.
    ground: String,
    /// 5 to 1,000 characters; stands in its place.
    reason: String,
}

/// Hides a statement before the live record ends; it stays hidden in the record. From then on it is a voice, whose decisions are
/// made, undone and appealed as of any.
#[utoipa::path(tag = "moderation", params(("id" = uuid::Uuid, Path, description = "The hearing"), ("statement" = uuid::Uuid, Path, description = "The statement")), responses(
    (status = 201, description = "Hidden", body = ModerationDecision),
    (status = 403, description = "Not a moderator", body = Problem),
    (status = 404, description = "No such statement of this hearing", body = Problem),
    (status = 409, description = "`voice_hidden`, `live_over`, `hall_line_told` of what nobody said, `hall_no_discussion`", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
))]
#[post("/hearings/{id}/live/lines/{statement}/hide")]
async fn hide(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(HearingId, StatementId)>,
    sent: Json<HideLineBody>,
) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Moderator)?.id;
    let (id, statement) = path.into_inner();
    let ground = ground(&sent.ground)?;
    let hearing = visible(&app, &visitor, id).await?;
    let decision = flows::record::hide_line(&app, &hearing, statement, (ground, &sent.reason), by).await?;
    Ok(HttpResponse::Created().json(ModerationDecision::from(decision)))
}
