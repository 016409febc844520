//! Words of one's own in a record: correcting them, and what stood there before.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use folkmoot_discussion::claims;
use folkmoot_discussion::voices::Standing;
use folkmoot_foundation::text::excerpt;
use folkmoot_foundation::{FieldErrors, PersonId, StatementId};
use folkmoot_hearings::HearingError;
use folkmoot_hearings::correction::{Correction, Window, is_theirs};
use folkmoot_hearings::hearings::Hearing;
use folkmoot_hearings::records::{self, Statement};
use folkmoot_web::format::speaker;
use folkmoot_web::pages::hearings::own::{
    CorrectPage, CorrectionView, OwnStatement, StatementHistoryPage, WordingStep,
};
use folkmoot_web::{FormView, Values};

use super::show::{shown, visible};
use crate::flows::{self, posting};
use crate::http::{Form, Visitor, page, page_with_status, see_other};
use crate::pages::cases::words;
use crate::{App, Fault};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/statements/{id}/correct", web::get().to(form))
        .route("/statements/{id}/correct", web::post().to(correct))
        .route("/statements/{id}/history", web::get().to(history));
}

/// The days for corrections as pages show them.
pub(crate) fn corrections(app: &App, hearing: &Hearing) -> CorrectionView {
    match hearing.corrections(app.now()) {
        Window::None => CorrectionView::None,
        Window::Ahead { from, until } => CorrectionView::Ahead(from, until),
        Window::Open { until } => CorrectionView::Open(until),
        Window::Over { until } => CorrectionView::Over(until),
    }
}

/// How much of a statement the list of one's own quotes, in characters.
const QUOTED: usize = 120;

/// What a person is confirmed to have said at a hearing.
pub(crate) async fn own_words(
    app: &App,
    hearing: &Hearing,
    person: Option<PersonId>,
) -> Result<Vec<OwnStatement>, Fault> {
    let Some(person) = person else { return Ok(Vec::new()) };
    let names = claims::names_of(app.db.read(), hearing.id, person).await?;
    let said = records::of_speakers(app.db.read(), hearing.id, &names).await?;
    let of = |statement: Statement| OwnStatement {
        id: statement.id.to_string(),
        position: statement.position,
        words: excerpt(&statement.body, QUOTED),
    };
    Ok(said.into_iter().map(of).collect())
}

/// A statement of a hearing that this reader may know of, as they may read it; with whether a moderator hid it.
pub(crate) async fn found(
    app: &App,
    visitor: &Visitor,
    id: StatementId,
) -> Result<(Hearing, Statement, bool), Fault> {
    let (hearing, statement) = records::statement(app.db.read(), id).await?.ok_or(Fault::NotFound)?;
    let hearing = visible(app, visitor, hearing).await?;
    let (statement, voice) =
        shown(app, visitor, vec![statement]).await?.into_iter().next().ok_or(Fault::NotFound)?;
    let hidden = voice.is_some_and(|voice| matches!(voice.standing, Standing::Hidden { .. }));
    Ok((hearing, statement, hidden))
}

/// A statement that the visitor may correct now, or why not.
pub(crate) async fn correctable(
    app: &App,
    visitor: &Visitor,
    id: StatementId,
) -> Result<(Hearing, Statement, PersonId), Fault> {
    let person = visitor.signed_in()?.id;
    let (hearing, statement, hidden) = found(app, visitor, id).await?;
    let names = claims::names_of(app.db.read(), hearing.id, person).await?;
    if !statement.kind.is_spoken() || !is_theirs(statement.speaker.as_deref(), &names) {
        return Err(HearingError::NotYours.into());
    }
    match hearing.corrections(app.now()) {
        Window::Open { .. } if hidden => Err(Fault::Conflict("voice_hidden")),
        Window::Open { .. } if statement.gone => Err(Fault::Conflict("statement_gone")),
        Window::Open { .. } => Ok((hearing, statement, person)),
        Window::Ahead { .. } => Err(Fault::Conflict("corrections_ahead")),
        Window::Over { .. } => Err(Fault::Conflict("corrections_over")),
        Window::None => Err(Fault::Conflict("corrections_not_given")),
    }
}

async fn form(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<StatementId>,
) -> Result<HttpResponse, Fault> {
    let (hearing, statement, _) = correctable(&app, &visitor, *id).await?;
    let values =
        Values::default().and("body", statement.body.as_str()).and("seen", statement.revisions.to_string());
    Ok(show(&app, &visitor, (&hearing, &statement), &values, &FieldErrors::new()))
}

fn show(
    app: &App,
    visitor: &Visitor,
    (hearing, statement): (&Hearing, &Statement),
    values: &Values,
    errors: &FieldErrors,
) -> HttpResponse {
    let name = statement.speaker.clone().unwrap_or_default();
    let markup = CorrectPage {
        ctx: visitor.ctx(),
        form: FormView { lang: visitor.lang, values, errors },
        id: statement.id.to_string(),
        hearing: (format!("/hearings/{}", hearing.id), hearing.title.clone()),
        position: statement.position,
        speaker: speaker(visitor.lang, &name),
        window: corrections(app, hearing),
        present: statement.body.clone(),
        max: statement.longest,
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page_with_status(status, markup.render())
}

async fn correct(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<StatementId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let (hearing, statement, person) = correctable(&app, &visitor, *id).await?;
    let new = Correction {
        body: form.get("body"),
        reason: form.get("reason"),
        seen: form.get("seen").parse().unwrap_or(-1),
    };
    let fields = [("body", new.body), ("reason", new.reason)];
    let done = match posting::ask_about(&fields, form.get("personal") == "ok") {
        Ok(()) => flows::words::correct(&app, &hearing, *id, &new, person).await,
        Err(errors) => Err(Fault::Invalid(errors)),
    };
    match done {
        Ok(changed) => {
            let done = if changed { "words-corrected" } else { "words-unchanged" };
            Ok(see_other(&format!("/statements/{id}/history"), Some(done)))
        }
        Err(Fault::Invalid(errors)) => Ok(show(&app, &visitor, (&hearing, &statement), &form, &errors)),
        Err(Fault::Conflict("statement_changed")) => {
            // Sent again, it is saved: both wordings are on the page now.
            let mut values = form.0.clone();
            values.0.retain(|(name, _)| name != "seen");
            let values = values.and("seen", statement.revisions.to_string());
            let errors = FieldErrors::one("form", "words_changed");
            Ok(show(&app, &visitor, (&hearing, &statement), &values, &errors))
        }
        Err(other) => Err(other),
    }
}

async fn history(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<StatementId>,
) -> Result<HttpResponse, Fault> {
    let (hearing, statement, hidden) = found(&app, &visitor, *id).await?;
    let lang = visitor.lang;
    let named = |name: &Option<String>| name.as_deref().map(|name| speaker(lang, name));
    let mut steps = Vec::new();
    let mut first = None;
    if !hidden && !statement.gone {
        let earlier = records::revisions(app.db.read(), *id).await?;
        let after = earlier.iter().skip(1).map(|next| (&next.body, &next.speaker));
        let after = after.chain([(&statement.body, &statement.speaker)]);
        for (before, (body, name)) in earlier.iter().zip(after) {
            steps.push(WordingStep {
                at: before.replaced_at,
                version: (!before.by_speaker).then_some(before.version + 1),
                reason: before.reason.clone().unwrap_or_default(),
                renamed: (*name != before.speaker).then(|| (named(&before.speaker), named(name))),
                words: words(&before.body, body),
            });
        }
        first = Some(earlier.first().map_or(&statement.body, |first| &first.body).clone());
    }
    steps.reverse();
    let markup = StatementHistoryPage {
        ctx: visitor.ctx(),
        id: id.to_string(),
        hearing: (format!("/hearings/{}", hearing.id), hearing.title),
        position: statement.position,
        speaker: named(&statement.speaker),
        steps,
        first,
    };
    Ok(page(markup.render()))
}
