//! Every route for everybody: whom it lets in, and that it lets in nobody else. A route that stands in no table here
//! fails the test by its name, so that whoever adds one says for whom it is.

mod api;
mod others;
mod pages;

use std::collections::BTreeSet;

use folkmoot_accounts::Role;
use folkmoot_tests::{Browser, House};
use uuid::Uuid;

/// Whom a route is for.
#[derive(Debug, Clone, Copy)]
enum Who {
    /// Everybody.
    Anyone,
    /// Everybody with an account.
    SignedIn,
    /// Whoever holds one of these roles.
    Holding(&'static [Role]),
}

/// Somebody who tries.
struct Caller {
    /// For the words of a failure.
    name: &'static str,
    signed_in: bool,
    role: Option<Role>,
    browser: Browser,
}

impl Caller {
    fn may(&self, who: Who) -> bool {
        match who {
            Who::Anyone => true,
            Who::SignedIn => self.signed_in,
            Who::Holding(roles) => self.role.is_some_and(|role| roles.contains(&role)),
        }
    }

    /// Signs in again, after a route that signs out.
    async fn renew(&mut self, house: &House) {
        if let Some(person) = &self.browser.person {
            self.browser = house.sign_in(person).await;
        }
    }
}

/// Nobody, a citizen, and somebody of every role; officer and approver are of an agency that leads no case.
async fn callers(house: &House) -> Vec<Caller> {
    let administrator = house.with_role(Role::Administrator.code(), None).await;
    let agency = house.agency(&administrator, "mol", "勞動部", "Ministry of Labor").await;
    let caller =
        |name, role, browser: Browser| Caller { name, signed_in: browser.person.is_some(), role, browser };
    let mut all = vec![
        caller("anonymous", None, house.browser()),
        caller("citizen", None, house.citizen("安安").await),
        caller(Role::Administrator.code(), Some(Role::Administrator), administrator),
    ];
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Administrator) {
        let browser = house.with_role(role.code(), role.of_agency().then_some(agency)).await;
        all.push(caller(role.code(), Some(role), browser));
    }
    all
}

/// A path with its parameters filled in: with values that routes tell apart, else with an id that nothing has.
fn filled(pattern: &str) -> String {
    let fill = |part: &str| match part {
        "{act}" => "close".to_owned(),
        "{clock}" => "timetable".to_owned(),
        "{role}" => Role::Reviewer.code().to_owned(),
        "{step}" => "content".to_owned(),
        "{version}" => "1".to_owned(),
        part => match part.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?.1)))
        {
            Some((before, after)) => format!("{before}{}{after}", Uuid::new_v4()),
            None => part.to_owned(),
        },
    };
    pattern.split('/').map(fill).collect::<Vec<_>>().join("/")
}

/// Fails unless exactly the routes that exist are classified, in order and once.
#[track_caller]
fn all_classified(table: &[(&str, &str, Who)], there: &BTreeSet<(String, String)>) {
    let keys: Vec<(String, String)> =
        table.iter().map(|(method, path, _)| ((*path).to_owned(), (*method).to_owned())).collect();
    assert!(keys.is_sorted_by(|a, b| a < b), "the table is sorted by path and method, without repetition");
    let known: BTreeSet<_> = keys.into_iter().collect();
    let missing: Vec<_> = there.difference(&known).collect();
    let stale: Vec<_> = known.difference(there).collect();
    assert!(
        missing.is_empty() && stale.is_empty(),
        "not classified: {missing:?}\nnot there any more: {stale:?}"
    );
}

/// Fails with all that went wrong.
#[track_caller]
fn nothing(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
