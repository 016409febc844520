//! What the administrator has discussions watched for.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use folkmoot_accounts::Role;
use folkmoot_discussion::{DiscussionError, held, moderation};
use folkmoot_foundation::FieldErrors;
use folkmoot_web::pages::moderation::watch::WatchPage;
use folkmoot_web::{FormView, Values};

use crate::http::{Form, Visitor, page_with_status, see_other};
use crate::{App, Fault};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.route("/desk/admin/watch", web::get().to(look)).route("/desk/admin/watch", web::post().to(give));
}

async fn look(app: web::Data<App>, visitor: Visitor) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Administrator)?;
    let words = moderation::watch_list(app.db.read()).await?.words.join("\n");
    let hold = if held::holds(app.db.read()).await? { "yes" } else { "" };
    let values = Values(vec![("words".to_owned(), words), ("hold".to_owned(), hold.to_owned())]);
    show(&app, &visitor, &values, &FieldErrors::new()).await
}

async fn show(
    app: &App,
    visitor: &Visitor,
    values: &Values,
    errors: &FieldErrors,
) -> Result<HttpResponse, Fault> {
    let list = moderation::watch_list(app.db.read()).await?;
    let markup = WatchPage {
        ctx: visitor.ctx(),
        form: FormView { lang: visitor.lang, values, errors },
        count: list.words.len(),
        updated_at: list.updated_at,
        waiting: held::count(app.db.read()).await?,
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(page_with_status(status, markup.render()))
}

async fn give(app: web::Data<App>, visitor: Visitor, form: Form) -> Result<HttpResponse, Fault> {
    let by = visitor.acting_as(Role::Administrator)?;
    let saved = app
        .write(async |tx, now| {
            held::hold(tx, form.get("hold") == "yes", by, now).await?;
            moderation::give_watch_list(tx, form.get("words"), by, now).await
        })
        .await;
    match saved {
        Ok(_) => Ok(see_other("/desk/admin/watch", Some("watch-saved"))),
        Err(DiscussionError::Invalid(errors)) => show(&app, &visitor, &form, &errors).await,
        Err(other) => Err(other.into()),
    }
}
