//! First comments that wait for a moderator: the author's own, and the moderator's list.

use actix_web::{HttpResponse, web};
use folkmoot_accounts::{Role, people};
use folkmoot_discussion::held::{self, Held, Outcome};
use folkmoot_discussion::{Ground, Stance};
use folkmoot_foundation::{FieldErrors, PersonId, VoiceId};
use folkmoot_web::FormView;
use folkmoot_web::components::discussion::HeldView;
use folkmoot_web::pages::moderation::held::{HeldCard, HeldPage, RefusePage};

use super::again;
use super::forum::{Blank, titles};
use crate::http::{Form, Visitor, page, see_other};
use crate::pages::hearings::questions;
use crate::{App, Fault};

const LIST: &str = "/desk/moderation/held";

/// How many are shown at once; the others follow once these are decided.
const SHOWN: u64 = 50;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.route("/held/{id}/withdraw", web::post().to(withdraw));
}

/// What its author sees of it.
pub(crate) fn view(held: Held) -> HeldView {
    HeldView {
        id: held.id.to_string(),
        stance: held.stance.map(Stance::code),
        body: held.body,
        at: held.made_at,
        returned: held.returned_at.is_some(),
    }
}

async fn withdraw(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<VoiceId>,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    let taken = app.write(async |tx, _| held::withdraw(tx, *id, person).await).await?;
    // Of a hearing that is its own subject there is no discussion to go back to.
    let back = match taken.hearing.filter(|hearing| hearing.0 == taken.subject.0) {
        Some(hearing) => questions::href(hearing, None),
        None => format!("/proposals/{}/discussion", taken.subject),
    };
    Ok(see_other(&back, Some("held-withdrawn")))
}

pub(crate) async fn list(app: web::Data<App>, visitor: Visitor) -> Result<HttpResponse, Fault> {
    let moderator = visitor.require(Role::Moderator)?.id;
    let conn = app.db.read();
    let markup = HeldPage {
        ctx: visitor.ctx(),
        total: held::count(conn).await?,
        holds: held::holds(conn).await?,
        waiting: cards(&app, moderator, held::waiting(conn, SHOWN).await?).await?,
    };
    Ok(page(markup.render()))
}

/// The page on which one is refused.
pub(crate) async fn look(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<VoiceId>,
) -> Result<HttpResponse, Fault> {
    show(&app, &visitor, *id, Blank::default().view(&visitor)).await
}

async fn show(app: &App, visitor: &Visitor, id: VoiceId, form: FormView<'_>) -> Result<HttpResponse, Fault> {
    let moderator = visitor.require(Role::Moderator)?.id;
    let found = held::find(app.db.read(), id).await?.filter(|one| one.returned_at.is_none());
    let one = found.ok_or(Fault::NotFound)?;
    let one = cards(app, moderator, vec![one]).await?.pop().ok_or(Fault::NotFound)?;
    Ok(again(form.errors, RefusePage { ctx: visitor.ctx(), one, form }.render()))
}

async fn cards(app: &App, moderator: PersonId, waiting: Vec<Held>) -> Result<Vec<HeldCard>, Fault> {
    let conn = app.db.read();
    let authors: Vec<PersonId> = waiting.iter().map(|one| one.author).collect();
    let names = people::nicknames(conn, &authors).await?;
    let subjects: Vec<_> = waiting.iter().map(|one| one.subject).collect();
    let titles = titles(app, &subjects).await?;
    let card = |one: Held| HeldCard {
        name: names.get(&one.author).cloned().unwrap_or_default(),
        proposal: titles.get(&one.subject).cloned().unwrap_or_default(),
        place: match (one.parent, one.hearing) {
            (Some(parent), _) => format!("/voices/{parent}"),
            (None, Some(hearing)) => questions::href(hearing, None),
            (None, None) => format!("/proposals/{}/discussion", one.subject),
        },
        reply: one.parent.is_some(),
        own: one.author == moderator,
        held: view(one),
    };
    Ok(waiting.into_iter().map(card).collect())
}

/// What a moderator wants to make of it.
pub(crate) fn refusal<'a>(
    act: &str,
    ground: Option<Ground>,
    reason: &'a str,
) -> Result<Option<(Ground, &'a str)>, Fault> {
    match (act, ground) {
        ("pass", _) => Ok(None),
        ("refuse", Some(ground)) => Ok(Some((ground, reason))),
        ("refuse", None) => Err(Fault::Invalid(FieldErrors::one("ground", "required"))),
        _ => Err(Fault::BadRequest("act".to_owned())),
    }
}

pub(crate) async fn decide(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<VoiceId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let moderator = visitor.require(Role::Moderator)?.id;
    let decided = match refusal(form.get("act"), form.get("ground").parse().ok(), form.get("reason")) {
        Ok(refusal) => app
            .write(async |tx, now| held::decide(tx, *id, moderator, refusal, now).await)
            .await
            .map_err(Fault::from),
        Err(fault) => Err(fault),
    };
    match decided {
        Ok(outcome) => Ok(see_other(LIST, Some(outcome_code(&outcome)))),
        Err(Fault::Invalid(errors)) => {
            let view = FormView { lang: visitor.lang, values: &form, errors: &errors };
            show(&app, &visitor, *id, view).await
        }
        Err(other) => Err(other),
    }
}

/// The code of what became of it.
pub(crate) fn outcome_code(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Passed(_) => "held-passed",
        Outcome::Refused(_) => "held-refused",
        Outcome::Returned => "held-returned",
    }
}
