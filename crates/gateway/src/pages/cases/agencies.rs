//! The agencies, one agency, and keeping them.

use actix_web::{HttpResponse, web};
use folkmoot_accounts::Role;
use folkmoot_agency_responses::agencies::{self, Agency, AgencyDetails};
use folkmoot_agency_responses::{CaseState, cases, record};
use folkmoot_foundation::{AgencyId, FieldErrors};
use folkmoot_notifications::{Topic, TopicKind};
use folkmoot_web::components::field::Choice;
use folkmoot_web::pages::cases::agencies::{AgenciesPage, AgencyRow};
use folkmoot_web::pages::cases::agency::{AgencyPage, RecordRow};
use folkmoot_web::pages::cases::agency_form::AgencyFormPage;
use folkmoot_web::{FormView, Values};
use serde::Deserialize;

use super::Refusal;
use super::view::{Reader, Shelf};
use crate::http::{Form, Visitor, page, page_with_status, see_other};
use crate::{App, Fault, lists};

/// How many cases a page of an agency lists.
const CASES: usize = 20;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/agencies", web::get().to(list))
        .route("/agencies/{slug}", web::get().to(one))
        .service(web::resource("/desk/admin/agencies/new").get(new).post(create))
        .service(web::resource("/desk/admin/agencies/{id}").get(edit).post(change))
        .route("/desk/admin/agencies/{id}/service", web::post().to(service));
}

async fn list(app: web::Data<App>, visitor: Visitor) -> Result<HttpResponse, Fault> {
    let keeps = visitor.person().is_some_and(|person| person.has(Role::Administrator));
    let all = agencies::list(app.db.read(), !keeps).await?;
    let loads = record::loads(app.db.read(), app.now()).await?;
    let agencies = all
        .into_iter()
        .map(|agency| {
            let load = loads.iter().find(|load| load.agency_id == agency.id);
            AgencyRow {
                name: visitor.lang.pick(&agency.name.zh, &agency.name.en).to_owned(),
                href: format!("/agencies/{}", agency.slug),
                waiting: load.map_or(0, |load| load.waiting),
                overdue: load.map_or(0, |load| load.overdue),
                answered: load.map_or(0, |load| load.answered),
                active: agency.active,
                edit: keeps.then(|| format!("/desk/admin/agencies/{}", agency.id)),
            }
        })
        .collect();
    Ok(page(AgenciesPage { ctx: visitor.ctx(), agencies, keeps }.render()))
}

/// Where a list goes on.
#[derive(Debug, Deserialize)]
struct Place {
    cursor: Option<String>,
}

async fn one(
    app: web::Data<App>,
    visitor: Visitor,
    slug: web::Path<String>,
    place: web::Query<Place>,
) -> Result<HttpResponse, Fault> {
    let (lang, now) = (visitor.lang, app.now());
    let agency = agencies::by_slug(app.db.read(), &slug).await?;
    let list = lists::cases(Some(agency.id));
    let after = list.after(place.cursor.as_deref())?;
    let record = record::record(app.db.read(), Some(agency.id), None, now).await?;
    let waiting = record::waiting(app.db.read(), Some(agency.id), now).await?;
    let done = [CaseState::Answered, CaseState::Closed];
    let others = cases::list(app.db.read(), Some(agency.id), &done, after, CASES, now).await?;
    let proposals = waiting.iter().chain(&others.items).map(|case| case.proposal);
    let shelf = Shelf::fetch(&app, lang, proposals).await?;
    let path = format!("/agencies/{}", agency.slug);
    let topic = Topic::by_id(TopicKind::Agency, agency.id);
    let follow = crate::pages::parts::follow::topics(&app, &visitor, vec![topic]).await?;
    let markup = AgencyPage {
        follow,
        ctx: visitor.ctx(),
        name: lang.pick(&agency.name.zh, &agency.name.en).to_owned(),
        other_name: lang.pick(&agency.name.en, &agency.name.zh).to_owned(),
        active: agency.active,
        contact: agency.contact.clone(),
        parent: agency.parent.and_then(|parent| shelf.agency_links(&[parent]).pop()),
        records: record
            .clocks
            .iter()
            .map(|clock| RecordRow {
                name: shelf.clock_name(&clock.code),
                kept: clock.kept,
                extended: clock.extended,
                missed: clock.missed,
                running: clock.running,
            })
            .collect(),
        record_href: format!("{path}/record"),
        waiting: waiting.iter().map(|case| shelf.row(case, Reader::Public)).collect(),
        others: others.items.iter().map(|case| shelf.row(case, Reader::Public)).collect(),
        first: after.map(|_| path.clone()),
        next: list.next(&others).map(|next| format!("{path}?cursor={next}")),
    };
    Ok(page(markup.render()))
}

fn details(form: &Values) -> Result<AgencyDetails, FieldErrors> {
    let parent = match form.get("parent") {
        "" => None,
        id => Some(id.parse().map_err(|_| FieldErrors::one("parent", "not_possible"))?),
    };
    Ok(AgencyDetails {
        slug: form.get("slug").to_owned(),
        name_zh: form.get("name_zh").to_owned(),
        name_en: form.get("name_en").to_owned(),
        short_name: form.get("short_name").to_owned(),
        parent,
        contact: form.get("contact").to_owned(),
    })
}

async fn form_page(
    app: &App,
    visitor: &Visitor,
    agency: Option<&Agency>,
    values: &Values,
    refusal: Refusal,
) -> Result<HttpResponse, Fault> {
    let others = agencies::list(app.db.read(), true).await?;
    let parents = others
        .iter()
        .filter(|other| agency.is_none_or(|agency| agency.id != other.id))
        .map(|other| Choice::new(other.id.to_string(), visitor.lang.pick(&other.name.zh, &other.name.en)))
        .collect();
    let form = FormView { lang: visitor.lang, values, errors: &refusal.errors };
    let service = agency.map(|one| (format!("/desk/admin/agencies/{}/service", one.id), one.active));
    let markup = AgencyFormPage { ctx: visitor.ctx(), form, parents, service }.render();
    Ok(page_with_status(refusal.status(), markup))
}

async fn new(app: web::Data<App>, visitor: Visitor) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Administrator)?;
    form_page(&app, &visitor, None, &Values::default(), Refusal::default()).await
}

async fn create(app: web::Data<App>, visitor: Visitor, form: Form) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Administrator)?.id;
    let done = async {
        let details = details(&form)?;
        Ok(app.write(async |tx, now| agencies::create(tx, by, &details, now).await).await?)
    };
    match done.await {
        Ok(_) => Ok(see_other("/agencies", Some("agency-saved"))),
        Err(fault) => form_page(&app, &visitor, None, &form, Refusal::of(fault)?).await,
    }
}

async fn edit(app: web::Data<App>, visitor: Visitor, id: web::Path<AgencyId>) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Administrator)?;
    let agency = agencies::get(app.db.read(), *id).await?;
    let values = Values::default()
        .and("slug", agency.slug.as_str())
        .and("name_zh", agency.name.zh.as_str())
        .and("name_en", agency.name.en.as_str())
        .and("short_name", agency.short_name.as_str())
        .and("parent", agency.parent.map(|parent| parent.to_string()).unwrap_or_default())
        .and("contact", agency.contact.as_str());
    form_page(&app, &visitor, Some(&agency), &values, Refusal::default()).await
}

async fn change(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<AgencyId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Administrator)?.id;
    let agency = agencies::get(app.db.read(), *id).await?;
    let done = async {
        let details = details(&form)?;
        Ok(app.write(async |tx, now| agencies::change(tx, by, *id, &details, now).await).await?)
    };
    match done.await {
        Ok(()) => Ok(see_other("/agencies", Some("agency-saved"))),
        Err(fault) => form_page(&app, &visitor, Some(&agency), &form, Refusal::of(fault)?).await,
    }
}

async fn service(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<AgencyId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Administrator)?.id;
    app.write(async |tx, now| agencies::set_active(tx, by, *id, form.get("active") == "yes", now).await)
        .await?;
    Ok(see_other("/agencies", Some("agency-saved")))
}
