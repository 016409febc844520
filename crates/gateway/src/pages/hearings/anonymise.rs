//! Taking a speaker's name away on their request: the facilitator sees every place before it is done.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use folkmoot_accounts::Role;
use folkmoot_foundation::{FieldErrors, HearingId, VoiceId};
use folkmoot_hearings::HearingError;
use folkmoot_hearings::aliases::{Place, Request};
use folkmoot_hearings::hearings::{self, Hearing};
use folkmoot_web::pages::hearings::anonymise::{AnonymisePage, PlaceView};
use folkmoot_web::{FormView, Values};

use crate::http::{Form, Visitor, page_with_status, see_other};
use crate::{App, Fault, flows, links};

/// How many places the page lists.
const LISTED: usize = 200;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.route("/desk/hearings/{id}/anonymise", web::post().to(act));
}

fn asked(form: &Values) -> Request<'_> {
    Request { speaker: form.get("speaker"), also: form.get("also"), reason: form.get("reason") }
}

async fn act(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Facilitator)?.id;
    let hearing = hearings::get(app.db.read(), *id, app.now()).await?.ok_or(Fault::NotFound)?;
    if form.get("act") != "confirm" {
        return shown(&app, &visitor, hearing, &form, FieldErrors::new()).await;
    }
    match flows::words::anonymise(&app, *id, &asked(&form), by).await {
        Ok(_) => Ok(see_other(&format!("/desk/hearings/{id}/words"), Some("words-anonymised"))),
        Err(Fault::Invalid(errors)) => shown(&app, &visitor, hearing, &form, errors).await,
        Err(other) => Err(other),
    }
}

async fn shown(
    app: &App,
    visitor: &Visitor,
    hearing: Hearing,
    values: &Values,
    mut errors: FieldErrors,
) -> Result<HttpResponse, Fault> {
    let conn = app.db.read();
    let mut found = None;
    match flows::words::places(app, &hearing, &asked(values)).await {
        Ok(done) => found = Some(done),
        Err(HearingError::Invalid(more)) if errors.is_empty() => errors = more,
        Err(HearingError::Invalid(_)) => {}
        Err(other) => return Err(other.into()),
    }
    let (mut comments, mut handed_in) = ((0, Vec::new()), (0, Vec::new()));
    let (mut label, mut places) = (None, Vec::new());
    if let Some(found) = found {
        let linked = |(count, some): (usize, Vec<VoiceId>)| {
            (count, some.into_iter().map(|id| links::voice(id.0)).collect())
        };
        (comments, handed_in) = (linked(found.comments), linked(found.handed_in));
        (label, places) = (Some(found.label), found.records);
    }
    let ids: Vec<HearingId> = places.iter().map(|place| place.hearing).collect();
    let titles: HashMap<HearingId, String> = match ids.is_empty() {
        true => HashMap::new(),
        false => hearings::titles(conn, &ids[..ids.len().min(LISTED)]).await?,
    };
    let count = places.len();
    let view = |place: Place| PlaceView {
        kind: place.kind,
        hearing: titles.get(&place.hearing).cloned().unwrap_or_default(),
        position: place.position,
        before: place.before,
        after: place.after,
    };
    let markup = AnonymisePage {
        ctx: visitor.ctx(),
        form: FormView { lang: visitor.lang, values, errors: &errors },
        id: hearing.id.to_string(),
        title: hearing.title,
        speaker: values.get("speaker").to_owned(),
        label,
        count,
        places: places.into_iter().take(LISTED).map(view).collect(),
        comments,
        handed_in,
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(page_with_status(status, markup.render()))
}
