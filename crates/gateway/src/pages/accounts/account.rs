//! One's own account.

pub(super) mod mobile;

use actix_web::{HttpRequest, HttpResponse, web};
use folkmoot_accounts::mobile::Mobile;
use folkmoot_accounts::people::{self, ProfileChange};
use folkmoot_accounts::{Grant, Person, SessionId, SessionKind, second_factor, sessions};
use folkmoot_agency_responses::agencies;
use folkmoot_foundation::FieldErrors;
use folkmoot_web::pages::accounts::account::{AccountPage, DeviceView, GrantView};
use folkmoot_web::pages::accounts::delete::DeletePage;
use folkmoot_web::pages::accounts::password::PasswordPage;
use folkmoot_web::{Lang, Markup, Values};

use super::sign_in::signed_out;
use super::{again, view};
use crate::flows::accounts as flow;
use crate::http::{Form, Visitor, page, see_other};
use crate::{App, Fault};

/// Grants with the names of their agencies, asked for only where there are any.
pub(super) async fn grant_views(app: &App, lang: Lang, grants: &[Grant]) -> Result<Vec<GrantView>, Fault> {
    let names = if grants.iter().any(|grant| grant.agency.is_some()) {
        agencies::names(app.db.read()).await?
    } else {
        Default::default()
    };
    let of_grant = |grant: &Grant| {
        let agency = grant.agency.map(|id| {
            let name = names.get(&id).map(|name| lang.pick(&name.zh, &name.en).to_owned());
            (id.to_string(), name.unwrap_or_default())
        });
        GrantView { role: grant.role.code(), agency }
    };
    Ok(grants.iter().map(of_grant).collect())
}

async fn render(
    app: &App,
    visitor: &Visitor,
    values: &Values,
    errors: &FieldErrors,
) -> Result<Markup, Fault> {
    let person = visitor.signed_in()?;
    let conn = app.db.read();
    let contact = people::contact(conn, &app.keyring, person.id).await?.ok_or(Fault::NotFound)?;
    let identity = people::masked_identity(conn, &app.keyring, person.id).await?;
    let devices = sessions::list(conn, person.id, app.now()).await?;
    let devices = devices.into_iter().map(|device| DeviceView {
        id: device.session.to_string(),
        label: device.label,
        is_api: device.kind == SessionKind::Api,
        made_at: device.made_at,
        seen_at: device.seen_at,
        is_this: Some(device.session) == visitor.session(),
    });
    let account = AccountPage {
        ctx: visitor.ctx(),
        form: view(visitor.lang, values, errors),
        name: contact.name,
        email: contact.email,
        mobile: masked(contact.mobile.as_deref()),
        mobile_confirmed: person.mobile_confirmed,
        identity: (identity.is_some() || app.identity.is_some()).then_some(identity),
        second_factor: second_factor::of(conn, person.id).await?.is_some(),
        grants: grant_views(app, visitor.lang, &person.grants).await?,
        devices: devices.collect(),
    };
    Ok(account.render())
}

fn masked(mobile: Option<&str>) -> Option<String> {
    Mobile::parse("mobile", mobile?).ok().map(|mobile| mobile.masked())
}

fn stored(person: &Person) -> Values {
    Values::default()
        .and("nickname", person.nickname.as_str())
        .and("county", person.county.as_ref().map_or("", |county| county.as_str()))
        .and("locale", person.locale.as_str())
}

pub(super) async fn show(app: web::Data<App>, visitor: Visitor) -> Result<HttpResponse, Fault> {
    let values = stored(visitor.signed_in()?);
    Ok(page(render(&app, &visitor, &values, &FieldErrors::new()).await?))
}

pub(super) async fn save_profile(
    app: web::Data<App>,
    visitor: Visitor,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let id = visitor.signed_in()?.id;
    let change = ProfileChange {
        nickname: Some(form.get("nickname").to_owned()),
        county: Some(form.get("county").to_owned()),
        locale: Some(form.get("locale").to_owned()),
    };
    match flow::set_profile(&app, id, &change).await {
        Ok(()) => {
            let mut response = see_other("/account", Some("profile-saved"));
            // The pages follow the account's language from here on.
            let lang = Lang::from_code(form.get("locale")).unwrap_or_default();
            response
                .add_cookie(&crate::pages::language::cookie(&app.config, lang))
                .map_err(|e| Fault::BadRequest(e.to_string()))?;
            Ok(response)
        }
        Err(Fault::Invalid(errors)) => {
            let markup = render(&app, &visitor, &form, &errors).await?;
            again(Fault::Invalid(errors), |_| markup)
        }
        Err(other) => Err(other),
    }
}

fn password_page(visitor: &Visitor, errors: &FieldErrors) -> Markup {
    let values = Values::default();
    PasswordPage { ctx: visitor.ctx(), form: view(visitor.lang, &values, errors) }.render()
}

pub(super) async fn password_form(visitor: Visitor) -> Result<HttpResponse, Fault> {
    visitor.signed_in()?;
    Ok(page(password_page(&visitor, &FieldErrors::new())))
}

pub(super) async fn change_password(
    app: web::Data<App>,
    visitor: Visitor,
    request: HttpRequest,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let id = visitor.signed_in()?.id;
    let (old, new) = (form.get("old_password"), form.get("password"));
    let caller = flow::caller_of(&app, &request);
    match flow::change_password(&app, id, visitor.session(), old, new, caller).await {
        Ok(()) => Ok(see_other("/account", Some("password-changed"))),
        Err(fault) => again(fault, |errors| password_page(&visitor, errors)),
    }
}

pub(super) async fn sign_out_device(
    app: web::Data<App>,
    visitor: Visitor,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let id = visitor.signed_in()?.id;
    let session: SessionId = form.get("session").parse().map_err(|_| Fault::NotFound)?;
    let ended = app.write(async |tx, _| sessions::end(tx, id, session).await).await?;
    match ended {
        false => Err(Fault::NotFound),
        true if visitor.session() == Some(session) => signed_out(&app, "/", "signed-out"),
        true => Ok(see_other("/account", Some("device-signed-out"))),
    }
}

pub(super) async fn sign_out_everywhere(
    app: web::Data<App>,
    visitor: Visitor,
) -> Result<HttpResponse, Fault> {
    let id = visitor.signed_in()?.id;
    app.write(async |tx, _| sessions::end_all(tx, id, None).await).await?;
    signed_out(&app, "/sign-in", "signed-out-everywhere")
}

fn delete_page(visitor: &Visitor, errors: &FieldErrors) -> Markup {
    let values = Values::default();
    DeletePage { ctx: visitor.ctx(), form: view(visitor.lang, &values, errors) }.render()
}

pub(super) async fn delete_form(visitor: Visitor) -> Result<HttpResponse, Fault> {
    visitor.signed_in()?;
    Ok(page(delete_page(&visitor, &FieldErrors::new())))
}

pub(super) async fn delete(
    app: web::Data<App>,
    visitor: Visitor,
    request: HttpRequest,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let id = visitor.signed_in()?.id;
    match flow::delete(&app, id, form.get("password"), flow::caller_of(&app, &request)).await {
        Ok(()) => signed_out(&app, "/", "account-deleted"),
        Err(fault) => again(fault, |errors| delete_page(&visitor, errors)),
    }
}
