//! The page of the demo's identity provider.

use actix_web::{HttpResponse, web};
use folkmoot_web::pages::demo::identity::{IdentityChoicePage, SampleIdentity};

use crate::demo::{self, identity::Asked};
use crate::http::{Form, Visitor, page, see_other};
use crate::{App, Fault};

pub(super) async fn choose(
    app: web::Data<App>,
    visitor: Visitor,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Fault> {
    let provider = app.demo_identity.as_ref().ok_or(Fault::NotFound)?;
    if !provider.takes(&asked) {
        return Err(Fault::BadRequest("the demo's identity provider is not asked as it must be".to_owned()));
    }
    let samples = demo::accounts().iter().enumerate().map(|(place, account)| SampleIdentity {
        place,
        name: &account.name,
        masked: demo::identity::number(place).map(|number| number.masked()).unwrap_or_default(),
    });
    let query = serde_urlencoded::to_string(&*asked).map_err(Fault::internal)?;
    let action = format!("/demo/identity/authorize?{query}");
    Ok(page(IdentityChoicePage { ctx: visitor.ctx(), action: &action, samples: samples.collect() }.render()))
}

pub(super) async fn chosen(
    app: web::Data<App>,
    asked: web::Query<Asked>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let provider = app.demo_identity.as_ref().ok_or(Fault::NotFound)?;
    let place = form.get("place").parse().ok().filter(|place| *place < demo::accounts().len());
    if !provider.takes(&asked) || (place.is_none() && form.get("act") != "cancel") {
        return Err(Fault::BadRequest("the demo's identity provider is not asked as it must be".to_owned()));
    }
    Ok(see_other(&provider.back(&asked, place), None))
}
