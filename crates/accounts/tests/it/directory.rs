use folkmoot_accounts::people::{self, ProfileChange, SearchFilter};
use folkmoot_accounts::{Error, Grant, Reserved, Role};
use folkmoot_foundation::db::{self, counting_statements};
use folkmoot_foundation::{Actor, PersonId};

use crate::kit::{PASSWORD, Platform, noon, platforms, typed};

async fn change(p: &Platform, id: PersonId, change: ProfileChange) -> Result<(), Error> {
    let tx = p.db.begin().await?;
    people::set_profile(&tx, id, &change, &Reserved::with_agencies(["內政部"])).await?;
    db::commit(tx).await?;
    Ok(())
}

fn nickname(text: &str) -> ProfileChange {
    ProfileChange { nickname: Some(text.to_owned()), ..ProfileChange::default() }
}

#[tokio::test]
async fn a_profile_is_changed_field_by_field() {
    for p in platforms().await {
        let id = p.person("a@example.org").await;
        change(&p, id, nickname("  阿明　2 ")).await.unwrap();
        let locale =
            ProfileChange { locale: Some("en".to_owned()), county: Some(String::new()), nickname: None };
        change(&p, id, locale).await.unwrap();
        let person = people::get(p.db.read(), id).await.unwrap().unwrap();
        assert_eq!((person.nickname.as_str(), person.locale.as_str()), ("阿明 2", "en"));
        assert_eq!(person.county, None);
        let wrong = ProfileChange {
            nickname: Some("一".to_owned()),
            county: Some("倫敦".to_owned()),
            locale: Some("fr".to_owned()),
        };
        let Err(Error::Invalid(errors)) = change(&p, id, wrong).await else { panic!("accepted") };
        let fields: Vec<&str> = errors.0.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["nickname", "county", "locale"]);
        for held in ["平台管理員", "內政部", "內政部承辦"] {
            let Err(Error::Invalid(errors)) = change(&p, id, nickname(held)).await else { panic!("{held}") };
            assert_eq!((errors.0[0].field.as_str(), errors.0[0].code), ("nickname", "nickname_reserved"));
        }
        let gone = change(&p, PersonId::new(noon()), nickname("阿明")).await;
        assert!(matches!(gone, Err(Error::NotFound)));
    }
}

#[tokio::test]
async fn administrators_find_people_by_nickname_address_and_role() {
    for p in platforms().await {
        let mut ids = Vec::new();
        for (i, name) in ["Alice_1", "alice%2", "小花", "小草"].into_iter().enumerate() {
            let id = p.person(&format!("p{i}@example.org")).await;
            change(&p, id, nickname(name)).await.unwrap();
            ids.push(id);
        }
        let tx = p.db.begin().await.unwrap();
        people::grant(&tx, ids[2], Grant::of(Role::Reviewer), Actor::System, noon()).await.unwrap();
        db::commit(tx).await.unwrap();
        let find = |text: &str, role| {
            let (filter, p) = (SearchFilter { text: text.to_owned(), role }, &p);
            async move {
                let page = people::search(p.db.read(), &p.keyring, &filter, None, 20).await.unwrap();
                let mut found: Vec<PersonId> = page.items.into_iter().map(|row| row.id).collect();
                found.sort();
                found
            }
        };
        let mut all = ids.clone();
        all.sort();
        let mut alices = ids[..2].to_vec();
        alices.sort();
        assert_eq!(find("", None).await, all);
        assert_eq!(find("ALICE", None).await, alices);
        assert_eq!(find("_", None).await, [ids[0]]);
        assert_eq!(find("%", None).await, [ids[1]]);
        assert_eq!(find("P3@example.org", None).await, [ids[3]]);
        assert_eq!(find("", Some(Role::Reviewer)).await, [ids[2]]);
        assert!(find("'; --", None).await.is_empty());

        let filter = SearchFilter::default();
        let (first, statements) =
            counting_statements(people::search(p.db.read(), &p.keyring, &filter, None, 3)).await;
        let first = first.unwrap();
        assert_eq!((first.items.len(), statements), (3, 2));
        let rest = people::search(p.db.read(), &p.keyring, &filter, first.next, 3).await.unwrap();
        assert_eq!((rest.items.len(), rest.next), (1, None));
        assert!(first.items.iter().all(|row| row.id != rest.items[0].id));
        let reviewer = first.items.iter().chain(&rest.items).find(|row| row.id == ids[2]).unwrap();
        assert_eq!(reviewer.grants, [Grant::of(Role::Reviewer)]);
    }
}

#[tokio::test]
async fn nicknames_and_contacts_come_in_one_statement() {
    for p in platforms().await {
        let ids = [p.person("a@example.org").await, p.person("b@example.org").await];
        let unknown = PersonId::new(noon());
        let asked = [ids[0], ids[1], unknown];
        let (names, statements) = counting_statements(people::nicknames(p.db.read(), &asked)).await;
        assert_eq!((names.unwrap().len(), statements), (2, 1));
        let (contacts, statements) =
            counting_statements(people::contacts(p.db.read(), &p.keyring, &asked)).await;
        let contacts = contacts.unwrap();
        assert_eq!((contacts.len(), statements), (2, 1));
        assert_eq!(contacts[&ids[1]].email, "b@example.org");
        assert_eq!(format!("{:?}", contacts[&ids[1]]), "Contact(…)");
    }
}

#[tokio::test]
async fn whoever_has_a_reserved_nickname_keeps_it() {
    for p in platforms().await {
        let new = typed("office@example.org");
        let new = folkmoot_accounts::people::Registration { nickname: "平臺管理員".to_owned(), ..new };
        let new = new.check(&Reserved::nothing()).unwrap();
        let hash = p.hasher.hash(PASSWORD).await.unwrap();
        let tx = p.db.begin().await.unwrap();
        let id = people::create(&tx, &p.keyring, &new, hash, people::Vouched::Address, noon()).await.unwrap();
        db::commit(tx).await.unwrap();
        change(&p, id, nickname("平臺管理員")).await.unwrap();
        assert!(matches!(change(&p, id, nickname("客服")).await, Err(Error::Invalid(_))));
    }
}

#[tokio::test]
async fn those_who_serve_at_an_agency_are_known() {
    for p in platforms().await {
        let (officer, citizen) = (p.person("a@example.org").await, p.person("b@example.org").await);
        let reviewer = p.person("c@example.org").await;
        let agency = folkmoot_foundation::AgencyId::new(noon());
        let tx = p.db.begin().await.unwrap();
        let at_agency = Grant { role: Role::AgencyOfficer, agency: Some(agency) };
        people::grant(&tx, officer, at_agency, Actor::System, noon()).await.unwrap();
        people::grant(&tx, reviewer, Grant::of(Role::Reviewer), Actor::System, noon()).await.unwrap();
        db::commit(tx).await.unwrap();
        let found = people::serving(p.db.read(), &[officer, citizen, reviewer]).await.unwrap();
        assert_eq!(found.into_iter().collect::<Vec<_>>(), [officer]);
    }
}
