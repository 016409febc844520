//! The sheet to print.

use actix_web::{HttpResponse, web};
use folkmoot_foundation::ProposalId;
use folkmoot_foundation::text::narrow;
use folkmoot_proposals::rulebook::Identifier;
use folkmoot_web::pages::paper::blank::BlankPage;
use serde::Deserialize;

use crate::flows::paper as flow;
use crate::http::{Visitor, page};
use crate::{App, Fault};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    sheet: String,
}

pub(super) async fn sheet(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Fault> {
    let sheets = flow::sheets(&app, *id).await?;
    let regions = sheets.rulebook.regions();
    let view = BlankPage {
        ctx: visitor.ctx(),
        id: &id.to_string(),
        number: sheets.proposal.number,
        title: &sheets.proposal.text.title,
        demands: &sheets.proposal.text.demands,
        sheet: narrow(&asked.sheet).parse().ok().filter(|sheet| (1..=1_000_000).contains(sheet)),
        identifier: match sheets.rulebook.who.unique_by {
            Identifier::Mobile => "mobile",
            Identifier::Email => "email",
            Identifier::NationalId => "national-id",
        },
        region: regions.name.get(visitor.lang.code()),
        closes_at: sheets.drive.ends_at(),
        public_url: &app.config.public_url,
    };
    Ok(page(view.render()))
}
