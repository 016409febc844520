//! Who somebody is to the rest of the platform.

use folkmoot_foundation::county::CountyCode;
use folkmoot_foundation::{AgencyId, DbErr, Now, PersonId, Reader};
use sea_orm::{FromQueryResult, Statement, Value};

use crate::role::{Grant, Role};

/// The languages an account can be set to.
pub const LOCALES: [&str; 2] = ["zh-TW", "en"];

/// What stands in place of a deleted person's nickname.
pub const DELETED_NICKNAME: &str = "已刪除的使用者";

/// A person with an account that was not deleted, and what they may do.
#[derive(Clone, PartialEq)]
pub struct Person {
    /// Their id.
    pub id: PersonId,
    /// The name others see.
    pub nickname: String,
    /// Whether the e-mail address was confirmed.
    pub email_confirmed: bool,
    /// Whether a mobile number was confirmed.
    pub mobile_confirmed: bool,
    /// Where they live, if they said so.
    pub county: Option<CountyCode>,
    /// Their language: one of [`LOCALES`].
    pub locale: String,
    /// The roles they hold.
    pub grants: Vec<Grant>,
    /// From the confirmed mobile number; what makes two accounts one person.
    pub person_key: Option<[u8; 32]>,
    /// From the identity that an identity provider vouched for, likewise.
    pub national_key: Option<[u8; 32]>,
}

/// The person key links a person to their signatures: it stays out of logs.
impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Person").field("id", &self.id).field("grants", &self.grants).finish_non_exhaustive()
    }
}

impl Person {
    /// Whether they hold the role, for whichever agency.
    pub fn has(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }

    /// Whether they hold the role for this agency.
    pub fn has_at(&self, role: Role, agency: AgencyId) -> bool {
        self.grants.contains(&Grant::at(role, agency))
    }

    /// The agencies for which they hold the role.
    pub fn agencies(&self, role: Role) -> Vec<AgencyId> {
        self.grants.iter().filter(|grant| grant.role == role).filter_map(|grant| grant.agency).collect()
    }

    /// Whether they are known well enough to co-sign: by a confirmed mobile number.
    pub fn may_sign(&self) -> bool {
        self.mobile_confirmed && self.person_key.is_some()
    }

    /// Whether they are known well enough to propose: by mobile number and e-mail address.
    pub fn may_propose(&self) -> bool {
        self.may_sign() && self.email_confirmed
    }
}

/// One person with one of their grants; a person without grants gives one row.
#[derive(Debug, FromQueryResult)]
struct Row {
    id: PersonId,
    nickname: String,
    email_confirmed_at: Option<Now>,
    person_key: Option<Vec<u8>>,
    mobile_confirmed_at: Option<Now>,
    national_key: Option<Vec<u8>>,
    county: Option<String>,
    locale: String,
    role: Option<String>,
    agency: Option<AgencyId>,
}

/// The columns of [`Row`] for a `SELECT` with `person p` and `role_grant g`.
pub(crate) const COLUMNS: &str = "p.id AS id, p.nickname AS nickname, p.email_confirmed_at AS email_confirmed_at, \
    p.person_key AS person_key, p.mobile_confirmed_at AS mobile_confirmed_at, \
    p.national_key AS national_key, p.county AS county, \
    p.locale AS locale, g.role AS role, g.agency AS agency";

/// Makes a person of the rows that one statement gave for them.
pub(crate) fn of_rows(rows: &[sea_orm::QueryResult]) -> Result<Option<Person>, DbErr> {
    let rows = rows.iter().map(|row| Row::from_query_result(row, "")).collect::<Result<Vec<_>, _>>()?;
    let grants = rows.iter().filter_map(|row| {
        let role = row.role.as_deref()?.parse().ok()?;
        Some(Grant { role, agency: row.agency })
    });
    let mut grants: Vec<Grant> = grants.collect();
    grants.sort_unstable();
    let Some(row) = rows.into_iter().next() else { return Ok(None) };
    Ok(Some(Person {
        id: row.id,
        nickname: row.nickname,
        email_confirmed: row.email_confirmed_at.is_some(),
        mobile_confirmed: row.mobile_confirmed_at.is_some(),
        county: row.county.and_then(|code| code.parse().ok()),
        locale: row.locale,
        grants,
        person_key: row.person_key.and_then(|key| key.try_into().ok()),
        national_key: row.national_key.and_then(|key| key.try_into().ok()),
    }))
}

/// The person with this id, in one statement; nobody if the account was deleted.
pub(crate) async fn by_id(conn: &impl Reader, id: PersonId) -> Result<Option<Person>, DbErr> {
    // Both databases read `$1`.
    let sql = format!(
        "SELECT {COLUMNS} FROM person p LEFT JOIN role_grant g ON g.person = p.id \
         WHERE p.id = $1 AND p.deleted_at IS NULL"
    );
    of_rows(&query(conn, &sql, [id.into()]).await?)
}

/// Runs a `SELECT` written with `$1`, `$2`, …
pub(crate) async fn query(
    conn: &impl Reader,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<sea_orm::QueryResult>, DbErr> {
    conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, values)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_and_agencies_are_told_apart() {
        let now = "2026-03-02T04:00:00Z".parse().unwrap();
        let (a, b) = (AgencyId::new(now), AgencyId::new(now));
        let person = Person {
            id: PersonId::new(now),
            nickname: "小明".to_owned(),
            email_confirmed: true,
            mobile_confirmed: false,
            county: None,
            locale: "zh-TW".to_owned(),
            grants: vec![Grant::at(Role::AgencyOfficer, a), Grant::of(Role::Reviewer)],
            person_key: None,
            national_key: None,
        };
        assert!(person.has(Role::Reviewer) && !person.has(Role::Administrator));
        assert!(person.has_at(Role::AgencyOfficer, a) && !person.has_at(Role::AgencyOfficer, b));
        assert_eq!(person.agencies(Role::AgencyOfficer), [a]);
        assert!(person.agencies(Role::Reviewer).is_empty());
        assert!(!person.may_sign() && !person.may_propose());
    }
}
