//! Decisions from the other side: the statement of reasons, appeals, taking a decision back, and the public numbers.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{Datelike as _, Months};
use folkmoot_accounts::Role;
use folkmoot_discussion::appeals::{self, Appeal};
use folkmoot_discussion::figures::{self, Figures};
use folkmoot_discussion::{Act, DiscussionError, Ground, moderation, voices};
use folkmoot_foundation::Now;
use folkmoot_foundation::period::{day_of, start_of_day};
use folkmoot_web::FormView;
use folkmoot_web::pages::moderation::figures::{FiguresPage, FiguresView};
use folkmoot_web::pages::moderation::statement::{AppealView, StatementPage};
use uuid::Uuid;

use super::discussion::forum::{Blank, Forum};
use crate::fault::Belonging;
use crate::http::{Form, Visitor, page, page_with_status, see_other, shared};
use crate::{App, Fault, links};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/decisions/{id}", web::get().to(statement))
        .route("/decisions/{id}/appeal", web::post().to(appeal))
        .route("/desk/moderation/appeals/{id}", web::post().to(decide))
        .route("/desk/moderation/decisions/{id}/undo", web::post().to(undo))
        .route("/moderation", web::get().to(numbers));
}

/// An appeal as pages show it.
pub(super) fn view(appeal: Appeal) -> AppealView {
    AppealView {
        id: appeal.id.to_string(),
        words: appeal.words,
        at: appeal.made_at,
        outcome: appeal.outcome.map(|outcome| (outcome.upheld, outcome.reason, outcome.at)),
    }
}

async fn statement(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<Uuid>,
) -> Result<HttpResponse, Fault> {
    show(&app, &visitor, *id, Blank::default().view(&visitor)).await
}

/// For the author of the voice and for moderators.
async fn show(app: &App, visitor: &Visitor, id: Uuid, form: FormView<'_>) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?;
    let conn = app.db.read();
    let decision = moderation::decision(conn, id).await?.ok_or(Fault::NotFound)?;
    let own = decision.author == Some(person.id);
    if !own && !person.has(Role::Moderator) {
        return Err(Fault::NotYours(Belonging::Comment));
    }
    let (forum, _) = Forum::of_voice(app, visitor, decision.voice).await?;
    // Its author knows their own words; they stand here so that the reasons can be understood.
    let seeing = voices::Viewer { person: visitor.id(), moderator: true };
    let voice = voices::find(conn, decision.voice, &seeing).await?.ok_or(Fault::NotFound)?;
    let appeal = appeals::of_decisions(conn, &[id]).await?.remove(&id);
    let until = appeals::open_until(&decision).filter(|until| own && appeal.is_none() && *until > app.now());
    let asked = decision.act == Act::AskEdit && voice.edit_asked == Some(id) && own;
    let markup = StatementPage {
        ctx: visitor.ctx(),
        id: id.to_string(),
        proposal: forum.named(),
        voice: links::voice(decision.voice.0),
        body: voice.body,
        act: decision.act.code(),
        ground: decision.ground.map(Ground::code),
        reason: decision.reason,
        at: decision.made_at,
        until: decision.until,
        undone_at: decision.undone_at,
        appeal: appeal.map(view),
        appeal_until: until,
        edit: asked.then(|| format!("/voices/{}/edit", decision.voice)),
        form,
        max: appeals::WORDS.max,
    }
    .render();
    let status = if form.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(page_with_status(status, markup))
}

async fn appeal(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<Uuid>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    let words = form.get("words");
    match app.write(async |tx, now| appeals::appeal(tx, *id, person, words, now).await).await {
        Ok(_) => Ok(see_other(&links::decision(*id), Some("appeal-made"))),
        Err(DiscussionError::Invalid(errors)) => {
            let view = FormView { lang: visitor.lang, values: &form, errors: &errors };
            show(&app, &visitor, *id, view).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn decide(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<Uuid>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Moderator)?.id;
    let upheld = match form.get("outcome") {
        "uphold" => true,
        "dismiss" => false,
        _ => return Err(Fault::BadRequest("outcome".to_owned())),
    };
    let reason = form.get("reason");
    match app.write(async |tx, now| appeals::decide(tx, *id, by, upheld, reason, now).await).await {
        Ok(_) => Ok(see_other("/desk/moderation", Some("appeal-decided"))),
        Err(DiscussionError::Invalid(errors)) => {
            let found = appeals::get(app.db.read(), *id).await?.ok_or(Fault::NotFound)?;
            let view = FormView { lang: visitor.lang, values: &form, errors: &errors };
            super::moderation::show(&app, &visitor, found.voice, None, view).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn undo(app: web::Data<App>, visitor: Visitor, id: web::Path<Uuid>) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Moderator)?.id;
    let undone = app.write(async |tx, now| moderation::undo(tx, *id, by, now).await).await?;
    Ok(see_other(&format!("/desk/moderation/{}", undone.voice), Some("decision-undone")))
}

/// Where the numbers begin: whole months, twelve with the present one.
pub(crate) fn shown_from(now: Now) -> Now {
    let month = day_of(now).with_day(1).unwrap_or_else(|| day_of(now));
    start_of_day(month.checked_sub_months(Months::new(11)).unwrap_or(month))
}

async fn numbers(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, Fault> {
    let make = async || {
        let visitor = Visitor::of(&request).await?;
        let (months, all) = figures::since(app.db.read(), shown_from(app.now())).await?;
        let waiting = moderation::waiting(app.db.read()).await?;
        let months = months.into_iter().map(|(month, figures)| of_month(month, figures)).collect();
        let all = of_month(String::new(), all);
        Ok(page(FiguresPage { ctx: visitor.ctx(), all, months, waiting }.render()))
    };
    shared(&app, &request, make).await
}

fn of_month(month: String, figures: Figures) -> FiguresView {
    FiguresView {
        month,
        reports: figures.reports,
        decisions: figures.decisions,
        acts: figures.acts.into_iter().collect(),
        hidden: figures.hidden.into_iter().collect(),
        undone: figures.undone,
        waited: figures.median_seconds.zip(figures.ninety_seconds),
        appeals: (figures.appeals, figures.appeals_decided, figures.appeals_upheld),
    }
}
