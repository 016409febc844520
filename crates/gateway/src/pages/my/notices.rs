//! All notices of the person who is signed in.

use actix_web::{HttpResponse, web};
use folkmoot_notifications::notices::{self, Notice, NoticeId, Which};
use folkmoot_web::components::told::NoticeView;
use folkmoot_web::pages::my::notices::NoticesPage;

use crate::http::surroundings::local_path;
use crate::http::{Form, Visitor, page, see_other};
use crate::work::words::told;
use crate::{App, Fault, lists};

/// How many notices a page shows.
const PAGE: usize = 20;

#[derive(serde::Deserialize)]
pub(super) struct Query {
    unread: Option<String>,
    cursor: Option<String>,
}

/// A notice as pages show it.
pub(super) fn view(notice: &Notice) -> NoticeView {
    NoticeView {
        id: notice.id.to_string(),
        told: told(&notice.telling),
        at: notice.created_at,
        read: notice.read_at.is_some(),
    }
}

pub(super) async fn list(
    app: web::Data<App>,
    visitor: Visitor,
    query: web::Query<Query>,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    let unread_only = query.unread.is_some();
    let list = lists::notices(person);
    let cursor = list.after(query.cursor.as_deref())?;
    let which = if unread_only { Which::Unread } else { Which::All };
    let found = notices::of_person(app.db.read(), person, which, cursor, PAGE).await?;
    let views: Vec<NoticeView> = found.items.iter().map(view).collect();
    let unread = notices::unread(app.db.read(), person).await?;
    let (base, joint) = if unread_only { ("/my/notices?unread=1", '&') } else { ("/my/notices", '?') };
    let markup = NoticesPage {
        ctx: visitor.ctx(),
        unread_only,
        unread: i64::try_from(unread).unwrap_or(i64::MAX),
        notices: &views,
        first: cursor.map(|_| base.to_owned()),
        next: list.next(&found).map(|next| format!("{base}{joint}cursor={next}")),
    };
    Ok(page(markup.render()))
}

pub(super) async fn read(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<NoticeId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    app.write(async |tx, now| notices::mark_read(tx, person, *id, now).await).await?;
    let back = match form.get("back") {
        "" => "/my/notices",
        path => local_path(path),
    };
    Ok(see_other(back, Some("notices-read")))
}

pub(super) async fn read_all(app: web::Data<App>, visitor: Visitor) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    app.write(async |tx, now| notices::mark_all_read(tx, person, now).await).await?;
    Ok(see_other("/my/notices", Some("notices-read")))
}
