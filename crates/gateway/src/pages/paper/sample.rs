//! Checking paper by a random sample.

use actix_web::{HttpResponse, web};
use folkmoot_accounts::Role;
use folkmoot_foundation::ProposalId;
use folkmoot_signatures::paper::{self, MARGINS, SampleId, SampleLine};
use folkmoot_web::pages::paper::sample::SamplePage;

use super::{MAY_LOOK, views};
use crate::flows::paper as flow;
use crate::http::{Form, Visitor, page, see_other};
use crate::{App, Fault};

pub(super) async fn draw(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Facilitator)?.id;
    let drive = flow::sheets(&app, *id).await?.drive.id;
    let unknown = |field: &str| Fault::BadRequest(field.to_owned());
    let margin =
        form.get("margin").parse().ok().filter(|m| MARGINS.contains(m)).ok_or_else(|| unknown("margin"))?;
    let import = match form.get("import") {
        "" => None,
        number => {
            let number = number.parse().map_err(|_| unknown("import"))?;
            Some(paper::import_numbered(app.db.read(), drive, number).await?.id)
        }
    };
    let drawn = app.write(async |tx, now| paper::draw(tx, now, drive, import, margin, by).await).await?;
    Ok(see_other(&format!("/desk/paper/{id}/samples/{drawn}"), Some("paper-drawn")))
}

pub(super) async fn show(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(ProposalId, SampleId)>,
) -> Result<HttpResponse, Fault> {
    let person = visitor.require_any(&MAY_LOOK)?;
    let (id, sample) = path.into_inner();
    let sheets = flow::sheets(&app, id).await?;
    let drawn = paper::sample(app.db.read(), sheets.drive.id, sample).await?;
    let imports = paper::imports_of(app.db.read(), sheets.drive.id).await?;
    let line = |line: &SampleLine| (line.sheet, line.line, line.valid);
    let view = SamplePage {
        ctx: visitor.ctx(),
        id: &id.to_string(),
        title: &sheets.proposal.text.title,
        sample: &views::sample(&drawn.sample, &imports, None),
        lines: drawn.lines.iter().map(line).collect(),
        action: person.has(Role::Facilitator).then(|| format!("/desk/paper/{id}/samples/{sample}")),
    };
    Ok(page(view.render()))
}

pub(super) async fn mark(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(ProposalId, SampleId)>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Facilitator)?.id;
    let (id, sample) = path.into_inner();
    let drive = flow::sheets(&app, id).await?.drive.id;
    let number =
        |field: &str| form.get(field).parse::<i64>().map_err(|_| Fault::BadRequest(field.to_owned()));
    let place = (number("sheet")?, number("line")?);
    let valid = match form.get("verdict") {
        "valid" => true,
        "invalid" => false,
        _ => return Err(Fault::BadRequest("verdict".to_owned())),
    };
    let hook = app.thresholds.as_ref();
    app.write(async |tx, now| paper::mark(tx, now, hook, drive, sample, place, valid, by).await).await?;
    Ok(see_other(&format!("/desk/paper/{id}/samples/{sample}#line-{}-{}", place.0, place.1), None))
}
