//! One's own proposals.

use actix_web::{HttpResponse, web};
use folkmoot_proposals::read;
use folkmoot_web::pages::proposals::mine::MinePage;
use serde::Deserialize;

use super::views::cards;
use crate::http::{Visitor, page};
use crate::{App, Fault, lists};

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    after: Option<String>,
}

pub(super) async fn mine(
    app: web::Data<App>,
    visitor: Visitor,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?;
    let list = lists::own_proposals(person.id);
    let after = list.after(asked.after.as_deref()).unwrap_or_default();
    let found = read::mine(app.db.read(), person.id, after, 24, app.now()).await?;
    let next = list.next(&found).map(|cursor| format!("/my/proposals?after={cursor}"));
    let cards = cards(&app, visitor.lang, found.items, app.now()).await?;
    let first = after.map(|_| "/my/proposals".to_owned());
    Ok(page(MinePage { ctx: visitor.ctx(), cards, first, next }.render()))
}
