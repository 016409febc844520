//! Who spoke at a hearing, and whose account that is.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use folkmoot_accounts::{Role, people};
use folkmoot_discussion::claims::{self, Claim};
use folkmoot_foundation::{FieldErrors, HearingId, PersonId};
use folkmoot_hearings::hearings::Hearing;
use folkmoot_hearings::records;
use folkmoot_web::format::speaker;
use folkmoot_web::pages::issues::speakers::{ClaimLine, Mine, SpeakerLine, SpeakersPage};
use folkmoot_web::{FormView, Values};
use uuid::Uuid;

use crate::http::{Form, Visitor, page_with_status, see_other};
use crate::pages::discussion::forum::Forum;
use crate::pages::hearings::{corrections, own_words, visible};
use crate::{App, Fault, flows};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/hearings/{id}/speakers", web::get().to(show))
        .route("/hearings/{id}/speakers", web::post().to(ask))
        .route("/hearings/{id}/speakers/code", web::post().to(code))
        .route("/desk/hearings/{id}/claims", web::post().to(decide));
}

/// How a name stands with the reader.
fn mine(claims: &[Claim], name: &str, reader: Option<PersonId>) -> Mine {
    let of_name = || claims.iter().filter(|claim| claim.speaker == name);
    let own = reader.and_then(|reader| of_name().find(|claim| claim.person == reader));
    match own.map(|claim| claim.confirmed) {
        Some(Some(true)) => Mine::Confirmed,
        Some(Some(false)) => Mine::Refused,
        Some(None) => Mine::Asked,
        None if of_name().any(|claim| claim.confirmed == Some(true)) => Mine::Taken,
        None if reader.is_none() => Mine::SignIn,
        None => Mine::Open,
    }
}

async fn show(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
) -> Result<HttpResponse, Fault> {
    let hearing = visible(&app, &visitor, *id).await?;
    shown(&app, &visitor, hearing, &Values::default(), &FieldErrors::new()).await
}

async fn shown(
    app: &App,
    visitor: &Visitor,
    hearing: Hearing,
    values: &Values,
    errors: &FieldErrors,
) -> Result<HttpResponse, Fault> {
    let (conn, id) = (app.db.read(), hearing.id);
    let all = claims::of_hearing(conn, id).await?;
    let facilitates = visitor.person().is_some_and(|person| person.has(Role::Facilitator));
    let waiting: Vec<&Claim> = all.iter().filter(|claim| claim.confirmed.is_none()).collect();
    let claims = if facilitates {
        let ids: Vec<PersonId> = waiting.iter().map(|claim| claim.person).collect();
        let names = people::nicknames(conn, &ids).await?;
        let line = |claim: &&Claim| ClaimLine {
            id: claim.id.to_string(),
            speaker: speaker(visitor.lang, &claim.speaker),
            person: names.get(&claim.person).cloned().unwrap_or_default(),
        };
        Some(waiting.iter().map(line).collect())
    } else {
        None
    };
    let has_discussion = hearing.about().is_some();
    let speakers = records::speakers(conn, id).await?.into_iter().map(|(name, speeches)| SpeakerLine {
        mine: match mine(&all, &name, visitor.id()) {
            // What is its own subject knows its speakers by their codes alone.
            Mine::Open | Mine::SignIn if !has_discussion => Mine::ByCode,
            other => other,
        },
        shown: speaker(visitor.lang, &name),
        name,
        speeches,
    });
    let markup = SpeakersPage {
        ctx: visitor.ctx(),
        form: FormView { lang: visitor.lang, values, errors },
        id: id.to_string(),
        speakers: speakers.collect(),
        window: corrections(app, &hearing),
        mine: own_words(app, &hearing, visitor.id()).await?,
        signed_in: visitor.id().is_some(),
        title: hearing.title,
        claims,
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(page_with_status(status, markup.render()))
}

/// Who takes part: counted once is who could be counted at all.
pub(crate) async fn participant(app: &App, visitor: &Visitor, hearing: &Hearing) -> Result<PersonId, Fault> {
    let person = visitor.signed_in()?.id;
    if hearing.about().is_none() {
        return Ok(person);
    }
    let forum = Forum::of(app, visitor, hearing.proposal).await?;
    Ok(forum.participant()?.id)
}

/// Takes a code that was given in the hall.
async fn code(
    app: web::Data<App>,
    visitor: Visitor,
    request: HttpRequest,
    id: web::Path<HearingId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    visitor.signed_in()?;
    let hearing = visible(&app, &visitor, *id).await?;
    let person = participant(&app, &visitor, &hearing).await?;
    match flows::words::redeem(&app, &request, &hearing, form.get("code"), person).await {
        Ok(_) => Ok(see_other(&format!("/hearings/{id}/speakers"), Some("words-claimed"))),
        Err(Fault::Invalid(errors)) => shown(&app, &visitor, hearing, &form, &errors).await,
        Err(other) => Err(other),
    }
}

async fn ask(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    visitor.signed_in()?;
    let hearing = visible(&app, &visitor, *id).await?;
    let person = participant(&app, &visitor, &hearing).await?;
    let (subject, name) = (hearing.proposal, form.get("speaker"));
    app.write(async |tx, now| claims::ask(tx, subject, *id, name, person, now).await).await?;
    Ok(see_other(&format!("/hearings/{id}/speakers"), Some("speaker-asked")))
}

async fn decide(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Facilitator)?.id;
    let claim: Uuid = form.get("claim").parse().map_err(|_| Fault::NotFound)?;
    let confirmed = match form.get("act") {
        "confirm" => true,
        "refuse" => false,
        _ => return Err(Fault::BadRequest("act".to_owned())),
    };
    app.write(async |tx, now| claims::decide(tx, *id, claim, confirmed, by, now).await).await?;
    Ok(see_other(&format!("/hearings/{id}/speakers"), Some("speaker-decided")))
}
