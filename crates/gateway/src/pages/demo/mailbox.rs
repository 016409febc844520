//! The demo's mailbox.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use folkmoot_foundation::text::excerpt;
use folkmoot_notifications::MessageId;
use folkmoot_notifications::mailbox::{self, Item};
use folkmoot_web::pages::demo::mailbox::{MailboxPage, MailboxRow};
use folkmoot_web::pages::demo::message::MessagePage;

use crate::http::surroundings::encode;
use crate::http::{Visitor, page};
use crate::{App, Fault, lists};

/// How many messages a page shows.
const PAGE: usize = 30;

/// A mail in its frame may do nothing at all: no script, no form, no picture from elsewhere.
const SANDBOX: &str = "default-src 'none'; sandbox; frame-ancestors 'self'";

#[derive(serde::Deserialize)]
pub(super) struct Query {
    #[serde(default)]
    to: String,
    cursor: Option<String>,
}

fn list_path(to: &str) -> String {
    if to.is_empty() { "/demo/mailbox".to_owned() } else { format!("/demo/mailbox?to={}", encode(to)) }
}

pub(super) async fn list(
    app: web::Data<App>,
    visitor: Visitor,
    query: web::Query<Query>,
) -> Result<HttpResponse, Fault> {
    let to = query.to.trim();
    let list = lists::mailbox();
    let cursor = list.after(query.cursor.as_deref())?;
    let wanted = (!to.is_empty()).then_some(to);
    let found = mailbox::list(app.db.read(), &app.keyring, wanted, cursor, PAGE).await?;
    let rows: Vec<MailboxRow> = found.items.iter().map(row).collect();
    let base = list_path(to);
    let joint = if to.is_empty() { '?' } else { '&' };
    let markup = MailboxPage {
        ctx: visitor.ctx(),
        to,
        rows: &rows,
        first: cursor.map(|_| base.clone()),
        next: list.next(&found).map(|next| format!("{base}{joint}cursor={next}")),
    };
    Ok(page(markup.render()))
}

fn row(item: &Item) -> MailboxRow {
    let subject = if item.subject.is_empty() { excerpt(&item.text, 80) } else { item.subject.clone() };
    MailboxRow {
        id: item.id.to_string(),
        channel: item.channel.code(),
        to: item.to.clone(),
        subject,
        at: item.at,
    }
}

pub(super) async fn message(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<MessageId>,
) -> Result<HttpResponse, Fault> {
    let item = mailbox::get(app.db.read(), &app.keyring, *id).await?;
    let markup = MessagePage {
        ctx: visitor.ctx(),
        channel: item.channel.code(),
        to: &item.to,
        others: list_path(&item.to),
        subject: &item.subject,
        text: &item.text,
        html_src: item.html.as_ref().map(|_| format!("/demo/mailbox/{}/body", item.id)),
        at: item.at,
    };
    Ok(page(markup.render()))
}

pub(super) async fn body(app: web::Data<App>, id: web::Path<MessageId>) -> Result<HttpResponse, Fault> {
    let item = mailbox::get(app.db.read(), &app.keyring, *id).await?;
    let html = item.html.ok_or(Fault::NotFound)?;
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, SANDBOX))
        .body(html))
}
