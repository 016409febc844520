//! A moderator decides on words that stand beside a response.

use actix_web::{HttpResponse, web};
use folkmoot_accounts::Role;
use folkmoot_agency_responses::WordsId;
use folkmoot_agency_responses::afterwards::words;
use folkmoot_discussion::Ground;
use folkmoot_foundation::FieldErrors;
use folkmoot_web::pages::cases::afterwards::words::WordsPage;
use folkmoot_web::{FormView, Values};

use super::super::Refusal;
use super::super::view::Shelf;
use super::about;
use super::view;
use crate::http::{Form, Visitor, page_with_status, see_other};
use crate::{App, Fault, links};

async fn render(
    app: &App,
    visitor: &Visitor,
    id: WordsId,
    values: &Values,
    refusal: Refusal,
) -> Result<HttpResponse, Fault> {
    let found = words::get(app.db.read(), id).await?;
    let shelf = Shelf::fetch(app, visitor.lang, [found.proposal]).await?;
    let markup = WordsPage {
        ctx: visitor.ctx(),
        about: about(&shelf, found.proposal),
        kind: found.kind.code(),
        own: visitor.id() == Some(found.by),
        shown: view::words(visitor, id, String::new(), found.at, found.hidden),
        body: found.body,
        form: FormView { lang: visitor.lang, values, errors: &refusal.errors },
        refused: refusal.words(visitor),
    };
    Ok(page_with_status(refusal.status(), markup.render()))
}

pub(super) async fn look(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<WordsId>,
) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Moderator)?;
    render(&app, &visitor, *id, &Values::default(), Refusal::default()).await
}

pub(super) async fn decide(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<WordsId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let moderator = visitor.require(Role::Moderator)?.id;
    let reason = form.get("reason");
    let (done, told) = match form.get("act") {
        "hide" => {
            let ground = form.get("ground").parse::<Ground>();
            let done = app
                .write(async |tx, now| match ground {
                    Ok(ground) => words::hide(tx, moderator, *id, ground.code(), reason, now).await,
                    Err(_) => Err(FieldErrors::one("ground", "required").into()),
                })
                .await;
            (done, "words-hidden")
        }
        "restore" => {
            let done = app.write(async |tx, now| words::restore(tx, moderator, *id, reason, now).await).await;
            (done, "words-restored")
        }
        _ => return Err(Fault::BadRequest("act".to_owned())),
    };
    match done {
        Ok(()) => Ok(see_other(&links::words(*id), Some(told))),
        Err(error) => render(&app, &visitor, *id, &form, Refusal::of(error.into())?).await,
    }
}
