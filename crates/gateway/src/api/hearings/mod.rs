//! Hearings over the API: meetings here, their records beside.

mod codes;
mod frame;
mod hall;
mod live;
mod papers;
mod questions;
mod record;
mod words;

use actix_web::{HttpResponse, get, post, put, web};
use chrono::{DateTime, NaiveDate, Utc};
use folkmoot_accounts::Role;
use folkmoot_foundation::{HearingId, ProposalId};
use folkmoot_hearings::hearings::{self, Draft, Hearing, Subject, Which};
use folkmoot_hearings::notice::Particulars;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) use self::frame::whole;
use self::frame::{facilitated, facilitator};
pub(crate) use self::live::{LinesDraft, take};
use super::voices::{PageQuery, paging};
use crate::api::extract::{Json, Query};
use crate::fault::Problem;
use crate::http::Visitor;
use crate::pages::hearings::{made_on, meant, proposed_on};
use crate::{App, Fault, lists};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list).service(create).service(one).service(change).service(of_proposal);
    record::configure(config);
    questions::configure(config);
    hall::configure(config);
    papers::configure(config);
    live::configure(config);
    codes::configure(config);
    words::configure(config);
}

/// The id of what was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct MadeBody {
    /// Its id.
    pub id: uuid::Uuid,
}

/// A hearing or another meeting about a proposal.
#[derive(Debug, Serialize, ToSchema)]
pub struct HearingBody {
    /// Its id.
    pub id: uuid::Uuid,
    /// The proposal it is about; none if it is its own subject.
    pub proposal: Option<uuid::Uuid>,
    /// `proposal`, `case`, `text` (its draft texts) or `own`.
    pub subject: String,
    /// `hearing`, `public_hearing`, `forum`, `briefing`, `consultation`, `study_meeting` or `collaboration_meeting`.
    pub kind: String,
    /// `announced`, `held` or `cancelled`; facilitators also find `draft`.
    pub state: String,
    /// Its title.
    pub title: String,
    /// The day, in Taipei.
    pub held_on: NaiveDate,
    /// Where; may be empty.
    pub place: String,
    /// Who presides; may be empty.
    pub chair: String,
    /// The notice; may be empty.
    pub notice: String,
    /// The address of the recording; may be empty.
    pub recording: String,
    /// How many times a record was imported.
    pub versions: i64,
    /// How many speeches the present record has.
    pub speeches: i64,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
    /// `HH:MM` in Taipei.
    pub starts_at: Option<String>,
    /// `HH:MM` in Taipei.
    pub ends_at: Option<String>,
    /// The rest of its notice.
    pub particulars: ParticularsBody,
    /// The agenda.
    pub agenda: Vec<AgendaBody>,
    /// The address of the live stream; may be empty.
    pub stream: String,
    /// The address of the slides; may be empty.
    pub slides: String,
    /// Whether one registers for it.
    pub registration: bool,
    /// The last day on which one may register.
    pub registration_until: NaiveDate,
    /// How many places there are; none for as many as come.
    pub places: Option<i64>,
    /// Whether it was held before its proposal was made.
    pub historical: bool,
    /// When its notice was published.
    pub published_at: Option<DateTime<Utc>>,
}

/// What the notice of a hearing says under 行政程序法 §55; each may be empty.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ParticularsBody {
    /// Subject and legal basis.
    pub basis: String,
    /// The parties.
    pub parties: String,
    /// The main procedure.
    pub procedure: String,
    /// That parties may appoint an agent.
    pub counsel: String,
    /// The rights of parties at the hearing.
    pub rights: String,
    /// Day and place of a preparatory hearing, if one is planned.
    pub preparatory: String,
    /// What happens in case of absence.
    pub absence: String,
    /// The agency that holds the hearing.
    pub agency: String,
}

impl From<Particulars> for ParticularsBody {
    fn from(p: Particulars) -> Self {
        Self {
            basis: p.basis,
            parties: p.parties,
            procedure: p.procedure,
            counsel: p.counsel,
            rights: p.rights,
            preparatory: p.preparatory,
            absence: p.absence,
            agency: p.agency,
        }
    }
}

impl From<ParticularsBody> for Particulars {
    fn from(p: ParticularsBody) -> Self {
        Self {
            basis: p.basis,
            parties: p.parties,
            procedure: p.procedure,
            counsel: p.counsel,
            rights: p.rights,
            preparatory: p.preparatory,
            absence: p.absence,
            agency: p.agency,
        }
    }
}

/// An item of an agenda.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgendaBody {
    /// `HH:MM`.
    pub at: String,
    /// `HH:MM`, if its end is given.
    pub until: Option<String>,
    /// What.
    pub title: String,
}

impl From<Hearing> for HearingBody {
    fn from(h: Hearing) -> Self {
        let time = |time: chrono::NaiveTime| time.format("%H:%M").to_string();
        let agenda = h.agenda.iter().map(|item| AgendaBody {
            at: time(item.at),
            until: item.until.map(time),
            title: item.title.clone(),
        });
        Self {
            starts_at: h.starts_at.map(time),
            ends_at: h.ends_at.map(time),
            agenda: agenda.collect(),
            id: h.id.0,
            proposal: h.about().map(|proposal| proposal.0),
            subject: h.subject.code().to_owned(),
            kind: h.kind.code().to_owned(),
            state: h.state.code().to_owned(),
            title: h.title,
            held_on: h.held_on,
            place: h.place,
            chair: h.chair,
            notice: h.notice,
            recording: h.recording,
            versions: h.versions,
            speeches: h.speeches,
            created_at: h.created_at,
            particulars: h.particulars.into(),
            stream: h.stream,
            slides: h.slides,
            registration: h.registration,
            registration_until: h.registration_until,
            places: h.places,
            historical: h.historical,
            published_at: h.published_at,
        }
    }
}

/// A page of hearings.
#[derive(Debug, Serialize, ToSchema)]
pub struct HearingsBody {
    /// The latest day first.
    pub items: Vec<HearingBody>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// All hearings.
#[utoipa::path(tag = "hearings", params(PageQuery), responses((status = 200, description = "A page of hearings", body = HearingsBody)))]
#[get("/hearings")]
async fn list(app: web::Data<App>, query: Query<PageQuery>) -> Result<HttpResponse, Fault> {
    let pages = lists::hearings();
    let (after, limit) = paging(&pages, query.cursor.as_ref(), query.limit)?;
    let page = hearings::list(app.db.read(), Which::Public, after, limit, app.now()).await?;
    let next = pages.next(&page);
    let items = page.items.into_iter().map(HearingBody::from).collect();
    Ok(HttpResponse::Ok().json(HearingsBody { items, next }))
}

/// The hearings of a proposal; at most 100.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The proposal")), responses((status = 200, description = "Its hearings", body = HearingsBody)))]
#[get("/proposals/{id}/hearings")]
async fn of_proposal(app: web::Data<App>, id: web::Path<ProposalId>) -> Result<HttpResponse, Fault> {
    let found = hearings::of_proposal(app.db.read(), *id, app.now()).await?;
    let items = found.into_iter().map(HearingBody::from).collect();
    Ok(HttpResponse::Ok().json(HearingsBody { items, next: None }))
}

/// What a facilitator says about a hearing.
#[derive(Debug, Deserialize, ToSchema)]
pub struct HearingDraft {
    /// The proposal, by id or number; only for a new hearing.
    #[serde(default)]
    proposal: String,
    /// `hearing`, `public_hearing`, `forum`, `briefing`, `consultation`, `study_meeting` or `collaboration_meeting`.
    kind: String,
    /// 3 to 200 characters.
    title: String,
    /// `YYYY-MM-DD`.
    held_on: String,
    /// At most 200 characters.
    #[serde(default)]
    place: String,
    /// At most 100 characters.
    #[serde(default)]
    chair: String,
    /// At most 20,000 characters.
    #[serde(default)]
    notice: String,
    /// The address of the recording (`https://…`), at most 500 characters.
    #[serde(default)]
    recording: String,
    /// `proposal` (also if left out), `case` or `own`.
    #[serde(default)]
    subject: String,
    /// `HH:MM`.
    #[serde(default)]
    starts_at: String,
    /// `HH:MM`.
    #[serde(default)]
    ends_at: String,
    /// The rest of the notice: all of it but a preparatory hearing is needed to publish one of the kind `hearing`.
    #[serde(default)]
    particulars: ParticularsBody,
    /// A line for each item: `14:00 Opening` or `14:10-14:30 Statement`.
    #[serde(default)]
    agenda: String,
    /// The address of the live stream.
    #[serde(default)]
    stream: String,
    /// The address of the slides.
    #[serde(default)]
    slides: String,
    /// Whether one registers for it.
    #[serde(default)]
    registration: bool,
    /// `YYYY-MM-DD`; left out, the day itself.
    #[serde(default)]
    registration_until: String,
    /// How many places there are; left out, as many as come.
    #[serde(default)]
    places: Option<u32>,
    /// Whether it was held before its proposal was made, and is entered for its record.
    #[serde(default)]
    historical: bool,
    /// Whether it stays a draft; only for a new hearing.
    #[serde(default)]
    draft: bool,
    /// Why a published notice is changed.
    #[serde(default)]
    reason: String,
}

impl HearingDraft {
    fn draft(self, proposed_on: Option<NaiveDate>) -> Draft {
        Draft {
            subject: self.subject,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            particulars: self.particulars.into(),
            agenda: self.agenda,
            stream: self.stream,
            slides: self.slides,
            registration: self.registration,
            registration_until: self.registration_until,
            places: self.places.map(|places| places.to_string()).unwrap_or_default(),
            historical: self.historical,
            draft: self.draft,
            reason: self.reason,
            proposed_on,
            kind: self.kind,
            title: self.title,
            held_on: self.held_on,
            place: self.place,
            chair: self.chair,
            notice: self.notice,
            recording: self.recording,
        }
    }
}

/// Announces a hearing about a proposal, or enters one that was held.
#[utoipa::path(tag = "hearings", responses(
    (status = 201, description = "The hearing", body = HearingBody),
    (status = 403, description = "Not a facilitator", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
))]
#[post("/hearings")]
async fn create(
    app: web::Data<App>,
    visitor: Visitor,
    sent: Json<HearingDraft>,
) -> Result<HttpResponse, Fault> {
    let by = facilitator(&visitor)?;
    let (proposal, proposed_on) = if sent.subject == Subject::Own.code() {
        (ProposalId::new(app.now()), None)
    } else {
        let proposal = meant(&app, &sent.proposal).await?;
        (proposal.id, Some(made_on(&proposal)))
    };
    let draft = sent.into_inner().draft(proposed_on);
    let id = app.write(async |tx, now| hearings::create(tx, proposal, &draft, by, now).await).await?;
    Ok(HttpResponse::Created().json(find(&app, &visitor, id).await?))
}

/// A hearing this caller may know of: drafts are for facilitators.
async fn find(app: &App, visitor: &Visitor, id: HearingId) -> Result<HearingBody, Fault> {
    let found = hearings::get(app.db.read(), id, app.now()).await?;
    let facilitates = visitor.person().is_some_and(|person| person.has(Role::Facilitator));
    Ok(found.filter(|hearing| hearing.is_public() || facilitates).ok_or(Fault::NotFound)?.into())
}

/// One hearing.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing")), responses(
    (status = 200, description = "The hearing", body = HearingBody),
    (status = 404, description = "No such hearing", body = Problem),
))]
#[get("/hearings/{id}")]
async fn one(app: web::Data<App>, visitor: Visitor, id: web::Path<HearingId>) -> Result<HttpResponse, Fault> {
    Ok(HttpResponse::Ok().json(find(&app, &visitor, *id).await?))
}

/// Changes what is announced about a hearing.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing")), responses(
    (status = 200, description = "The hearing", body = HearingBody),
    (status = 403, description = "Not a facilitator", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
))]
#[put("/hearings/{id}")]
async fn change(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
    sent: Json<HearingDraft>,
) -> Result<HttpResponse, Fault> {
    let (hearing, by) = facilitated(&app, &visitor, *id).await?;
    let draft = Draft {
        subject: hearing.subject.code().to_owned(),
        ..sent.into_inner().draft(proposed_on(&app, &hearing).await?)
    };
    app.write(async |tx, now| hearings::change(tx, *id, &draft, by, now).await).await?;
    Ok(HttpResponse::Ok().json(find(&app, &visitor, *id).await?))
}
