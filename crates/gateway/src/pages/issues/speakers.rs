//! Who spoke at a hearing, and whose account that is.

use actix_web::{HttpResponse, web};
use folkmoot_accounts::{Role, people};
use folkmoot_discussion::claims::{self, Claim};
use folkmoot_foundation::{HearingId, PersonId};
use folkmoot_hearings::records;
use folkmoot_web::pages::issues::speakers::{ClaimLine, Mine, SpeakerLine, SpeakersPage};
use uuid::Uuid;

use crate::http::{Form, Visitor, page, see_other};
use crate::pages::discussion::forum::Forum;
use crate::pages::hearings::visible;
use crate::{App, Fault};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/hearings/{id}/speakers", web::get().to(show))
        .route("/hearings/{id}/speakers", web::post().to(ask))
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
    let conn = app.db.read();
    let hearing = visible(&app, &visitor, *id).await?;
    let all = claims::of_hearing(conn, *id).await?;
    let facilitates = visitor.person().is_some_and(|person| person.has(Role::Facilitator));
    let waiting: Vec<&Claim> = all.iter().filter(|claim| claim.confirmed.is_none()).collect();
    let claims = if facilitates {
        let ids: Vec<PersonId> = waiting.iter().map(|claim| claim.person).collect();
        let names = people::nicknames(conn, &ids).await?;
        let line = |claim: &&Claim| ClaimLine {
            id: claim.id.to_string(),
            speaker: claim.speaker.clone(),
            person: names.get(&claim.person).cloned().unwrap_or_default(),
        };
        Some(waiting.iter().map(line).collect())
    } else {
        None
    };
    let speakers = records::speakers(conn, *id).await?.into_iter().map(|(name, speeches)| SpeakerLine {
        mine: mine(&all, &name, visitor.id()),
        name,
        speeches,
    });
    let markup = SpeakersPage {
        ctx: visitor.ctx(),
        id: id.to_string(),
        title: hearing.title,
        speakers: speakers.collect(),
        claims,
    };
    Ok(page(markup.render()))
}

async fn ask(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    visitor.signed_in()?;
    let hearing = visible(&app, &visitor, *id).await?;
    // Counted once is who could be counted at all.
    let forum = Forum::of(&app, &visitor, hearing.proposal).await?;
    let person = forum.participant()?.id;
    let (subject, speaker) = (hearing.proposal, form.get("speaker"));
    app.write(async |tx, now| claims::ask(tx, subject, *id, speaker, person, now).await).await?;
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
