//! Every page and every form.

use std::collections::BTreeSet;
use std::path::Path;

use folkmoot_accounts::Role::{
    Administrator, AgencyApprover, AgencyOfficer, Clerk, Facilitator, Moderator, Reviewer,
};
use folkmoot_tests::{Answer, Browser, House, on_both};

use super::Who::{self, Anyone, Holding, SignedIn};
use super::{Caller, all_classified, callers, filled, nothing};

/// Whom each page and form is for.
const ROUTES: &[(&str, &str, Who)] = &[
    ("GET", "/", Anyone),
    ("GET", "/accessibility", Anyone),
    ("GET", "/account", SignedIn),
    ("GET", "/account/delete", SignedIn),
    ("POST", "/account/delete", SignedIn),
    ("POST", "/account/devices/sign-out", SignedIn),
    ("GET", "/account/identity", SignedIn),
    ("POST", "/account/identity/remove", SignedIn),
    ("GET", "/account/identity/start", SignedIn),
    ("GET", "/account/mobile", SignedIn),
    ("POST", "/account/mobile/code", SignedIn),
    ("POST", "/account/mobile/confirm", SignedIn),
    ("GET", "/account/password", SignedIn),
    ("POST", "/account/password", SignedIn),
    ("POST", "/account/profile", SignedIn),
    ("GET", "/account/second-factor", SignedIn),
    ("POST", "/account/second-factor/begin", SignedIn),
    ("POST", "/account/second-factor/confirm", SignedIn),
    ("POST", "/account/second-factor/remove", SignedIn),
    ("POST", "/account/sign-out-everywhere", SignedIn),
    ("GET", "/agencies", Anyone),
    ("GET", "/agencies/{slug}", Anyone),
    ("GET", "/agencies/{slug}/record", Anyone),
    ("GET", "/api", Anyone),
    ("GET", "/articles/{id}", Anyone),
    ("GET", "/calendars/{token}", Anyone),
    ("GET", "/confirm-email/{token}", Anyone),
    ("POST", "/confirm-email/{token}", Anyone),
    ("GET", "/decisions/{id}", SignedIn),
    ("POST", "/decisions/{id}/appeal", SignedIn),
    ("GET", "/desk/admin", Holding(&[Administrator])),
    ("GET", "/desk/admin/agencies/new", Holding(&[Administrator])),
    ("POST", "/desk/admin/agencies/new", Holding(&[Administrator])),
    ("GET", "/desk/admin/agencies/{id}", Holding(&[Administrator])),
    ("POST", "/desk/admin/agencies/{id}", Holding(&[Administrator])),
    ("POST", "/desk/admin/agencies/{id}/service", Holding(&[Administrator])),
    ("GET", "/desk/admin/audit", Holding(&[Administrator])),
    ("GET", "/desk/admin/cases/{id}", Holding(&[Administrator])),
    ("POST", "/desk/admin/cases/{id}", Holding(&[Administrator])),
    ("GET", "/desk/admin/cases/{id}/pause", Holding(&[Administrator])),
    ("POST", "/desk/admin/cases/{id}/pause", Holding(&[Administrator])),
    ("POST", "/desk/admin/cases/{id}/resume", Holding(&[Administrator])),
    ("GET", "/desk/admin/disputes/{id}", Holding(&[Administrator])),
    ("POST", "/desk/admin/disputes/{id}", Holding(&[Administrator])),
    ("GET", "/desk/admin/drives/{id}", Holding(&[Administrator])),
    ("POST", "/desk/admin/drives/{id}/pause", Holding(&[Administrator])),
    ("POST", "/desk/admin/drives/{id}/resume", Holding(&[Administrator])),
    ("GET", "/desk/admin/mail-domains", Holding(&[Administrator])),
    ("POST", "/desk/admin/mail-domains", Holding(&[Administrator])),
    ("GET", "/desk/admin/people", Holding(&[Administrator])),
    ("GET", "/desk/admin/people/{id}", Holding(&[Administrator])),
    ("POST", "/desk/admin/people/{id}/grant", Holding(&[Administrator])),
    ("POST", "/desk/admin/people/{id}/revoke", Holding(&[Administrator])),
    ("POST", "/desk/admin/people/{id}/second-factor", Holding(&[Administrator])),
    ("GET", "/desk/admin/polling-days", Holding(&[Administrator])),
    ("POST", "/desk/admin/polling-days", Holding(&[Administrator])),
    ("POST", "/desk/admin/polling-days/{id}/remove", Holding(&[Administrator])),
    ("POST", "/desk/admin/transfers/{id}", Holding(&[Administrator])),
    ("GET", "/desk/admin/watch", Holding(&[Administrator])),
    ("POST", "/desk/admin/watch", Holding(&[Administrator])),
    ("GET", "/desk/approvals", Holding(&[AgencyApprover])),
    ("GET", "/desk/approvals/addenda/{id}", Holding(&[AgencyApprover])),
    ("POST", "/desk/approvals/addenda/{id}", Holding(&[AgencyApprover])),
    ("GET", "/desk/approvals/{id}", Holding(&[AgencyApprover])),
    ("POST", "/desk/approvals/{id}", Holding(&[AgencyApprover])),
    ("GET", "/desk/calendar", Holding(&[AgencyOfficer, AgencyApprover])),
    ("POST", "/desk/calendar", Holding(&[AgencyOfficer, AgencyApprover])),
    ("POST", "/desk/calendar/{id}/revoke", Holding(&[AgencyOfficer, AgencyApprover])),
    ("GET", "/desk/cases", Holding(&[AgencyOfficer, AgencyApprover])),
    ("GET", "/desk/cases/{id}", Holding(&[AgencyOfficer, AgencyApprover, Administrator])),
    ("GET", "/desk/cases/{id}/ask-agency", Holding(&[AgencyOfficer])),
    ("POST", "/desk/cases/{id}/ask-agency", Holding(&[AgencyOfficer])),
    ("GET", "/desk/cases/{id}/combine", Holding(&[AgencyOfficer])),
    ("POST", "/desk/cases/{id}/combine", Holding(&[AgencyOfficer])),
    ("POST", "/desk/cases/{id}/demand-changes/{change}/withdraw", Holding(&[AgencyOfficer])),
    ("GET", "/desk/cases/{id}/draft", Holding(&[AgencyOfficer, AgencyApprover])),
    ("POST", "/desk/cases/{id}/draft/comments", Holding(&[AgencyOfficer, AgencyApprover])),
    ("GET", "/desk/cases/{id}/draft/compare", Holding(&[AgencyOfficer, AgencyApprover])),
    ("GET", "/desk/cases/{id}/explain/{clock}", Holding(&[AgencyOfficer])),
    ("POST", "/desk/cases/{id}/explain/{clock}", Holding(&[AgencyOfficer])),
    ("GET", "/desk/cases/{id}/files", Holding(&[AgencyOfficer, AgencyApprover])),
    ("POST", "/desk/cases/{id}/files", Holding(&[AgencyOfficer, AgencyApprover])),
    ("GET", "/desk/cases/{id}/files/{file}/remove", Holding(&[AgencyOfficer, AgencyApprover])),
    ("POST", "/desk/cases/{id}/files/{file}/remove", Holding(&[AgencyOfficer, AgencyApprover])),
    ("GET", "/desk/cases/{id}/follow-ups/{follow_up}", Holding(&[AgencyOfficer])),
    ("POST", "/desk/cases/{id}/follow-ups/{follow_up}", Holding(&[AgencyOfficer])),
    ("POST", "/desk/cases/{id}/notes", Holding(&[AgencyOfficer, AgencyApprover])),
    ("GET", "/desk/cases/{id}/parts/{task}", Holding(&[AgencyOfficer])),
    ("POST", "/desk/cases/{id}/parts/{task}", Holding(&[AgencyOfficer])),
    ("POST", "/desk/cases/{id}/parts/{task}/withdraw", Holding(&[AgencyOfficer])),
    ("POST", "/desk/cases/{id}/questions/{question}/withdraw", Holding(&[AgencyOfficer])),
    ("GET", "/desk/cases/{id}/refuse-transfer", Holding(&[AgencyOfficer])),
    ("POST", "/desk/cases/{id}/refuse-transfer", Holding(&[AgencyOfficer])),
    ("GET", "/desk/cases/{id}/response", Holding(&[AgencyOfficer])),
    ("POST", "/desk/cases/{id}/response", Holding(&[AgencyOfficer])),
    ("GET", "/desk/cases/{id}/separate", Holding(&[AgencyOfficer])),
    ("POST", "/desk/cases/{id}/separate", Holding(&[AgencyOfficer])),
    ("GET", "/desk/cases/{id}/{act}", Holding(&[AgencyOfficer])),
    ("POST", "/desk/cases/{id}/{act}", Holding(&[AgencyOfficer])),
    ("GET", "/desk/counter", Holding(&[Clerk])),
    ("GET", "/desk/counter/{id}", Holding(&[Clerk])),
    ("POST", "/desk/counter/{id}", Holding(&[Clerk])),
    ("GET", "/desk/counter/{id}/already", Holding(&[Clerk])),
    ("GET", "/desk/counter/{id}/receipts/{token}", Holding(&[Clerk])),
    ("GET", "/desk/hearings", Holding(&[Facilitator])),
    ("GET", "/desk/hearings/new", Holding(&[Facilitator])),
    ("POST", "/desk/hearings/new", Holding(&[Facilitator])),
    ("GET", "/desk/hearings/{id}", Holding(&[Facilitator])),
    ("GET", "/desk/hearings/{id}/after", Holding(&[Facilitator])),
    ("POST", "/desk/hearings/{id}/after", Holding(&[Facilitator])),
    ("POST", "/desk/hearings/{id}/anonymise", Holding(&[Facilitator])),
    ("GET", "/desk/hearings/{id}/attendance", Holding(&[Facilitator])),
    ("POST", "/desk/hearings/{id}/attendance", Holding(&[Facilitator])),
    ("GET", "/desk/hearings/{id}/cancel", Holding(&[Facilitator])),
    ("POST", "/desk/hearings/{id}/cancel", Holding(&[Facilitator])),
    ("POST", "/desk/hearings/{id}/claims", Holding(&[Facilitator])),
    ("POST", "/desk/hearings/{id}/codes", Holding(&[Facilitator])),
    ("GET", "/desk/hearings/{id}/edit", Holding(&[Facilitator])),
    ("POST", "/desk/hearings/{id}/edit", Holding(&[Facilitator])),
    ("GET", "/desk/hearings/{id}/files", Holding(&[Facilitator])),
    ("POST", "/desk/hearings/{id}/files", Holding(&[Facilitator])),
    ("POST", "/desk/hearings/{id}/files/{file}/remove", Holding(&[Facilitator])),
    ("GET", "/desk/hearings/{id}/jobs/{job}", Holding(&[Facilitator])),
    ("POST", "/desk/hearings/{id}/jobs/{job}", Holding(&[Facilitator])),
    ("GET", "/desk/hearings/{id}/live", Holding(&[Facilitator])),
    ("POST", "/desk/hearings/{id}/live", Holding(&[Facilitator])),
    ("POST", "/desk/hearings/{id}/live/lines", Holding(&[Facilitator])),
    ("POST", "/desk/hearings/{id}/publish", Holding(&[Facilitator])),
    ("POST", "/desk/hearings/{id}/record", Holding(&[Facilitator])),
    ("GET", "/desk/hearings/{id}/record/{upload}", Holding(&[Facilitator])),
    ("POST", "/desk/hearings/{id}/record/{upload}", Holding(&[Facilitator])),
    ("GET", "/desk/hearings/{id}/registrations", Holding(&[Facilitator])),
    ("POST", "/desk/hearings/{id}/registrations", Holding(&[Facilitator])),
    ("GET", "/desk/hearings/{id}/registrations.csv", Holding(&[Facilitator])),
    ("GET", "/desk/hearings/{id}/words", Holding(&[Facilitator])),
    ("POST", "/desk/hearings/{id}/words", Holding(&[Facilitator])),
    ("GET", "/desk/issues/{id}", Holding(&[Facilitator])),
    ("POST", "/desk/issues/{id}", Holding(&[Facilitator])),
    ("GET", "/desk/moderation", Holding(&[Moderator])),
    ("POST", "/desk/moderation/appeals/{id}", Holding(&[Moderator])),
    ("GET", "/desk/moderation/decisions", Holding(&[Moderator])),
    ("POST", "/desk/moderation/decisions/{id}/undo", Holding(&[Moderator])),
    ("GET", "/desk/moderation/held", Holding(&[Moderator])),
    ("GET", "/desk/moderation/held/{id}", Holding(&[Moderator])),
    ("POST", "/desk/moderation/held/{id}", Holding(&[Moderator])),
    ("GET", "/desk/moderation/lines/{id}", Holding(&[Moderator])),
    ("POST", "/desk/moderation/lines/{id}", Holding(&[Moderator])),
    ("GET", "/desk/moderation/words/{id}", Holding(&[Moderator])),
    ("POST", "/desk/moderation/words/{id}", Holding(&[Moderator])),
    ("GET", "/desk/moderation/{id}", Holding(&[Moderator])),
    ("POST", "/desk/moderation/{id}", Holding(&[Moderator])),
    ("GET", "/desk/opinions", Holding(&[Clerk, Facilitator])),
    ("GET", "/desk/opinions/{id}", Holding(&[Clerk, Facilitator])),
    ("POST", "/desk/opinions/{id}", Holding(&[Clerk, Facilitator])),
    ("GET", "/desk/originals", Holding(&[Reviewer])),
    ("GET", "/desk/originals/{id}", Holding(&[Reviewer])),
    ("POST", "/desk/originals/{id}", Holding(&[Reviewer])),
    ("GET", "/desk/originals/{id}/file", Holding(&[Reviewer])),
    ("GET", "/desk/paper", Holding(&[Facilitator, Reviewer, Administrator])),
    ("GET", "/desk/paper/{id}", Holding(&[Facilitator, Reviewer, Administrator])),
    ("POST", "/desk/paper/{id}/evidence", Holding(&[Facilitator])),
    ("GET", "/desk/paper/{id}/evidence/{evidence}", Holding(&[Facilitator, Reviewer, Administrator])),
    ("GET", "/desk/paper/{id}/imports/{number}", Holding(&[Facilitator, Reviewer, Administrator])),
    ("POST", "/desk/paper/{id}/samples", Holding(&[Facilitator])),
    ("GET", "/desk/paper/{id}/samples/{sample}", Holding(&[Facilitator, Reviewer, Administrator])),
    ("POST", "/desk/paper/{id}/samples/{sample}", Holding(&[Facilitator])),
    ("POST", "/desk/paper/{id}/uploads", Holding(&[Facilitator])),
    ("GET", "/desk/paper/{id}/uploads/{upload}", Holding(&[Facilitator])),
    ("POST", "/desk/paper/{id}/uploads/{upload}", Holding(&[Facilitator])),
    ("GET", "/desk/paper/{id}/uploads/{upload}.csv", Holding(&[Facilitator])),
    ("GET", "/desk/proposals/{id}/filing", Holding(&[Facilitator])),
    ("POST", "/desk/proposals/{id}/filing", Holding(&[Facilitator])),
    ("GET", "/desk/proposals/{id}/issues", Holding(&[Facilitator])),
    ("POST", "/desk/proposals/{id}/issues", Holding(&[Facilitator])),
    ("POST", "/desk/proposals/{id}/texts/file", Holding(&[AgencyOfficer, Facilitator])),
    ("GET", "/desk/proposals/{id}/texts/new", Holding(&[AgencyOfficer, Facilitator])),
    ("POST", "/desk/proposals/{id}/texts/new", Holding(&[AgencyOfficer, Facilitator])),
    ("GET", "/desk/proposals/{id}/voices", Holding(&[Facilitator])),
    ("POST", "/desk/proposals/{id}/voices", Holding(&[Facilitator])),
    ("POST", "/desk/reminders", Holding(&[AgencyApprover])),
    ("GET", "/desk/review", Holding(&[Reviewer])),
    ("POST", "/desk/review/signature-decisions/{id}/undo", Holding(&[Reviewer])),
    ("GET", "/desk/review/signatures", Holding(&[Reviewer])),
    ("GET", "/desk/review/signatures/{proposal}/{signal}/{mark}", Holding(&[Reviewer])),
    ("POST", "/desk/review/signatures/{proposal}/{signal}/{mark}", Holding(&[Reviewer])),
    ("GET", "/desk/review/{id}", Holding(&[Reviewer])),
    ("POST", "/desk/review/{id}", Holding(&[Reviewer])),
    ("GET", "/desk/texts/{id}", Holding(&[AgencyOfficer, Facilitator])),
    ("POST", "/desk/texts/{id}", Holding(&[AgencyOfficer, Facilitator])),
    ("POST", "/desk/texts/{id}/discard", Holding(&[AgencyOfficer, Facilitator])),
    ("POST", "/desk/texts/{id}/file", Holding(&[AgencyOfficer, Facilitator])),
    ("GET", "/desk/texts/{id}/preview", Holding(&[AgencyOfficer, Facilitator])),
    ("POST", "/desk/texts/{id}/publish", Holding(&[AgencyOfficer, Facilitator])),
    ("POST", "/desk/views", Holding(&[AgencyOfficer, AgencyApprover])),
    ("POST", "/desk/views/{id}/remove", Holding(&[AgencyOfficer, AgencyApprover])),
    ("GET", "/feeds/proposals.atom", Anyone),
    ("GET", "/feeds/proposals/{id}.atom", Anyone),
    ("GET", "/files/{id}", Anyone),
    ("GET", "/forgot-password", Anyone),
    ("POST", "/forgot-password", Anyone),
    ("GET", "/forgot-password/sent", Anyone),
    ("GET", "/healthz", Anyone),
    ("GET", "/hearings", Anyone),
    ("GET", "/hearings.ics", Anyone),
    ("GET", "/hearings/{id}", Anyone),
    ("GET", "/hearings/{id}/calendar.ics", Anyone),
    ("GET", "/hearings/{id}/check-in", Anyone),
    ("POST", "/hearings/{id}/check-in", Anyone),
    ("GET", "/hearings/{id}/files/{file}", Anyone),
    ("GET", "/hearings/{id}/live", Anyone),
    ("GET", "/hearings/{id}/live/stream", Anyone),
    ("GET", "/hearings/{id}/questions", Anyone),
    ("POST", "/hearings/{id}/questions", SignedIn),
    ("POST", "/hearings/{id}/questions/{voice}/handle", Holding(&[Facilitator])),
    ("POST", "/hearings/{id}/questions/{voice}/mark", SignedIn),
    ("POST", "/hearings/{id}/questions/{voice}/withdraw", SignedIn),
    ("GET", "/hearings/{id}/record.{format}", Anyone),
    ("GET", "/hearings/{id}/register", SignedIn),
    ("POST", "/hearings/{id}/register", SignedIn),
    ("POST", "/hearings/{id}/register/cancel", SignedIn),
    ("GET", "/hearings/{id}/speakers", Anyone),
    ("POST", "/hearings/{id}/speakers", SignedIn),
    ("POST", "/hearings/{id}/speakers/code", SignedIn),
    ("POST", "/held/{id}/withdraw", SignedIn),
    ("GET", "/how-it-works", Anyone),
    ("GET", "/identity/callback", Anyone),
    ("GET", "/issues/{id}", Anyone),
    ("GET", "/issues/{id}/same/{voice}", Anyone),
    ("POST", "/language", Anyone),
    ("GET", "/moderation", Anyone),
    ("GET", "/my", SignedIn),
    ("GET", "/my/follows", SignedIn),
    ("POST", "/my/follows", SignedIn),
    ("POST", "/my/follows/end", SignedIn),
    ("GET", "/my/mails", SignedIn),
    ("POST", "/my/mails", SignedIn),
    ("GET", "/my/notices", SignedIn),
    ("POST", "/my/notices/read-all", SignedIn),
    ("POST", "/my/notices/{id}/read", SignedIn),
    ("GET", "/my/proposals", SignedIn),
    ("GET", "/originals/{id}", Anyone),
    ("GET", "/privacy", Anyone),
    ("GET", "/proposals", Anyone),
    ("GET", "/proposals/new", Anyone),
    ("GET", "/proposals/new/title", SignedIn),
    ("POST", "/proposals/new/title", SignedIn),
    ("GET", "/proposals/similar", Anyone),
    ("POST", "/proposals/similar/draft", Anyone),
    ("GET", "/proposals/{id}", Anyone),
    ("GET", "/proposals/{id}/badge.svg", Anyone),
    ("GET", "/proposals/{id}/booklet", Anyone),
    ("GET", "/proposals/{id}/calendar.ics", Anyone),
    ("GET", "/proposals/{id}/case", Anyone),
    ("GET", "/proposals/{id}/case/demand-changes/{change}", SignedIn),
    ("POST", "/proposals/{id}/case/demand-changes/{change}", SignedIn),
    ("GET", "/proposals/{id}/case/questions/{question}", SignedIn),
    ("POST", "/proposals/{id}/case/questions/{question}", SignedIn),
    ("POST", "/proposals/{id}/comments", SignedIn),
    ("GET", "/proposals/{id}/count", Anyone),
    ("GET", "/proposals/{id}/count/stream", Anyone),
    ("POST", "/proposals/{id}/delete", SignedIn),
    ("GET", "/proposals/{id}/discussion", Anyone),
    ("GET", "/proposals/{id}/discussion/new", Anyone),
    ("GET", "/proposals/{id}/discussion/stream", Anyone),
    ("GET", "/proposals/{id}/edit/check", SignedIn),
    ("POST", "/proposals/{id}/edit/check", SignedIn),
    ("GET", "/proposals/{id}/edit/{step}", SignedIn),
    ("POST", "/proposals/{id}/edit/{step}", SignedIn),
    ("GET", "/proposals/{id}/feedback", Anyone),
    ("POST", "/proposals/{id}/feedback", SignedIn),
    ("POST", "/proposals/{id}/follow", SignedIn),
    ("GET", "/proposals/{id}/merged", Anyone),
    ("GET", "/proposals/{id}/merged.{format}", Anyone),
    ("GET", "/proposals/{id}/reply", SignedIn),
    ("POST", "/proposals/{id}/reply", SignedIn),
    ("GET", "/proposals/{id}/response", Anyone),
    ("GET", "/proposals/{id}/response.json", Anyone),
    ("GET", "/proposals/{id}/revisions", Anyone),
    ("GET", "/proposals/{id}/sheet", Anyone),
    ("POST", "/proposals/{id}/sign", SignedIn),
    ("GET", "/proposals/{id}/sign-by-mail", Anyone),
    ("POST", "/proposals/{id}/sign-by-mail", Anyone),
    ("GET", "/proposals/{id}/sign-by-mail/sent", Anyone),
    ("GET", "/proposals/{id}/signatures", Anyone),
    ("GET", "/proposals/{id}/signatures.jsonl", Anyone),
    ("GET", "/proposals/{id}/similar", Anyone),
    ("GET", "/proposals/{id}/supplements/{supplement}", SignedIn),
    ("POST", "/proposals/{id}/supplements/{supplement}", SignedIn),
    ("GET", "/proposals/{id}/survey", Anyone),
    ("POST", "/proposals/{id}/survey", SignedIn),
    ("GET", "/proposals/{id}/threads/{kind}/{thing}", Anyone),
    ("POST", "/proposals/{id}/threads/{kind}/{thing}", SignedIn),
    ("POST", "/proposals/{id}/unfollow", SignedIn),
    ("GET", "/proposals/{id}/unsign", SignedIn),
    ("POST", "/proposals/{id}/unsign", SignedIn),
    ("GET", "/proposals/{id}/withdraw", SignedIn),
    ("POST", "/proposals/{id}/withdraw", SignedIn),
    ("GET", "/receipts/{id}", SignedIn),
    ("GET", "/receipts/{id}.json", SignedIn),
    ("GET", "/receipts/{id}/confirm", SignedIn),
    ("POST", "/receipts/{id}/confirm", SignedIn),
    ("POST", "/receipts/{id}/confirm/code", SignedIn),
    ("POST", "/receipts/{id}/mail", SignedIn),
    ("POST", "/receipts/{id}/region", SignedIn),
    ("GET", "/record", Anyone),
    ("GET", "/register", Anyone),
    ("POST", "/register", Anyone),
    ("GET", "/register/sent", Anyone),
    ("GET", "/reset-password/{token}", Anyone),
    ("POST", "/reset-password/{token}", Anyone),
    ("GET", "/rulebooks/{id}", Anyone),
    ("GET", "/rulebooks/{id}/{version}", Anyone),
    ("GET", "/rules/schema", Anyone),
    ("GET", "/search", Anyone),
    ("GET", "/sign-by-mail/{token}", Anyone),
    ("POST", "/sign-by-mail/{token}", Anyone),
    ("GET", "/sign-in", Anyone),
    ("POST", "/sign-in", Anyone),
    ("GET", "/sign-in/code", Anyone),
    ("POST", "/sign-in/code", Anyone),
    ("GET", "/sign-in/identity", Anyone),
    ("POST", "/sign-out", Anyone),
    ("GET", "/signed/{token}", Anyone),
    ("GET", "/signed/{token}/receipt.json", Anyone),
    ("GET", "/signed/{token}/unsign", Anyone),
    ("POST", "/signed/{token}/unsign", Anyone),
    ("GET", "/statements/{id}", Anyone),
    ("GET", "/statements/{id}/correct", SignedIn),
    ("POST", "/statements/{id}/correct", SignedIn),
    ("GET", "/statements/{id}/history", Anyone),
    ("GET", "/texts/{id}", Anyone),
    ("GET", "/texts/{id}/articles/{article}", Anyone),
    ("GET", "/texts/{id}/changes", Anyone),
    ("POST", "/texts/{id}/comments", SignedIn),
    ("GET", "/texts/{id}/gone", Anyone),
    ("GET", "/texts/{id}/versions/{number}", Anyone),
    ("GET", "/unsubscribe/{token}", Anyone),
    ("POST", "/unsubscribe/{token}", Anyone),
    ("GET", "/verify", Anyone),
    ("GET", "/voices/{id}", Anyone),
    ("GET", "/voices/{id}/delete", SignedIn),
    ("POST", "/voices/{id}/delete", SignedIn),
    ("GET", "/voices/{id}/edit", SignedIn),
    ("POST", "/voices/{id}/edit", SignedIn),
    ("GET", "/voices/{id}/history", Anyone),
    ("POST", "/voices/{id}/reactions", SignedIn),
    ("POST", "/voices/{id}/replies", SignedIn),
    ("GET", "/voices/{id}/report", SignedIn),
    ("POST", "/voices/{id}/report", SignedIn),
];

/// After these the caller is signed out.
const ENDING: [&str; 2] = ["/account/sign-out-everywhere", "/sign-out"];
/// The forms with a file.
const UPLOADS: [&str; 9] = [
    "/desk/hearings/{id}/files",
    "/desk/opinions/{id}",
    "/desk/hearings/{id}/attendance",
    "/desk/hearings/{id}/record",
    "/desk/proposals/{id}/texts/file",
    "/desk/proposals/{id}/voices",
    "/desk/texts/{id}/file",
    "/desk/paper/{id}/uploads",
    "/desk/paper/{id}/evidence",
];

#[test]
fn every_page_is_classified() {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/gateway/src/pages");
    let mut found = BTreeSet::new();
    collect(&pages, &mut found);
    all_classified(ROUTES, &found);
}

/// The routes that the sources register, by path and method. The demo's own are in no real house.
fn collect(folder: &Path, found: &mut BTreeSet<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("demo") {
            collect(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let mut source = std::fs::read_to_string(&path).unwrap();
            source.retain(|c| !c.is_whitespace());
            for part in source.split("route(\"").skip(1) {
                let (route, rest) = part.split_once('"').unwrap();
                let method = rest.split_once("().to(").unwrap().0.rsplit([',', ':']).next().unwrap();
                found.insert((route.to_owned(), method.to_uppercase()));
            }
            for part in source.split("resource(\"").skip(1) {
                let (route, rest) = part.split_once('"').unwrap();
                let handlers = rest.split([';', '"']).next().unwrap();
                for method in ["get", "post"].iter().filter(|m| handlers.contains(&format!(".{m}("))) {
                    found.insert((route.to_owned(), method.to_uppercase()));
                }
            }
        }
    }
}

on_both!(every_page_lets_in_whom_it_is_for, |house: House| async move {
    let mut callers = callers(&house).await;
    let mut wrong = Vec::new();
    for (method, pattern, who) in ROUTES {
        for caller in &mut callers {
            let path = filled(pattern);
            let answer = open(&caller.browser, method, pattern, &path).await;
            if !fits(caller, *who, method, &path, &answer) {
                let (name, status, location) = (caller.name, answer.status, &answer.location);
                wrong.push(format!("{method} {pattern} for {name}: {status}, location {location:?}"));
            }
            if caller.may(*who) && ENDING.contains(pattern) {
                caller.renew(&house).await;
            }
        }
    }
    nothing(&wrong);
});

on_both!(a_file_from_nobody_gets_its_answer, |house: House| async move {
    // More than fits into the buffers between: the sender reads the answer only once all was taken from them.
    let file = reqwest::multipart::Part::bytes(vec![b'x'; 8 << 20]).file_name("record.md");
    let path = filled(UPLOADS[0]);
    house.browser().upload(&path, reqwest::multipart::Form::new().part("file", file)).await.expect(303);
});

async fn open(browser: &Browser, method: &str, pattern: &str, path: &str) -> Answer {
    match method {
        "GET" => browser.get(path).await,
        _ if UPLOADS.contains(&pattern) => {
            let file = reqwest::multipart::Part::text("### 主席：\n現在開會。\n").file_name("record.md");
            browser.upload(path, reqwest::multipart::Form::new().part("file", file)).await
        }
        _ => browser.post(path, &[]).await,
    }
}

/// Whoever may gets in; whoever is not signed in is led to signing in and back; everybody else reads that it is not theirs.
fn fits(caller: &Caller, who: Who, method: &str, path: &str, answer: &Answer) -> bool {
    let to_sign_in = answer.location.as_deref().and_then(|to| to.strip_prefix("/sign-in?back="));
    if caller.may(who) {
        return to_sign_in.is_none() && answer.status < 500 && !matches!(answer.status, 401 | 403);
    }
    if !caller.signed_in {
        // From a form one comes back to the page that held it.
        return answer.status == 303 && to_sign_in.is_some_and(|back| method == "POST" || back == path);
    }
    let kind = answer.headers.get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    answer.status == 403 && kind.starts_with("text/html") && answer.body.contains("<h1")
}
