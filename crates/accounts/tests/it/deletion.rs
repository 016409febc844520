use folkmoot_accounts::people::{self, Vouched};
use folkmoot_accounts::{DELETED_NICKNAME, Error, Grant, Role, passwords};
use folkmoot_foundation::{Actor, db};

use crate::kit::{self, PASSWORD, noon, platforms, token_of, typed};

#[tokio::test]
async fn a_deleted_account_leaves_nothing_personal() {
    for p in platforms().await {
        let id = p.create("a@example.org", Vouched::AddressAndMobile).await;
        let browser = p.browser("a@example.org", noon()).await;
        let tx = p.db.begin().await.unwrap();
        people::grant(&tx, id, Grant::of(Role::Reviewer), Actor::System, noon()).await.unwrap();
        db::commit(tx).await.unwrap();

        let proof = passwords::confirm_identity(&p.db, &p.hasher, &p.limits, id, PASSWORD, None, noon())
            .await
            .unwrap();
        let tx = p.db.begin().await.unwrap();
        people::delete(&tx, &proof, noon()).await.unwrap();
        db::commit(tx).await.unwrap();

        assert!(people::get(p.db.read(), id).await.unwrap().is_none());
        assert!(people::contact(p.db.read(), &p.keyring, id).await.unwrap().is_none());
        assert_eq!(people::nicknames(p.db.read(), &[id]).await.unwrap()[&id], DELETED_NICKNAME);
        assert!(kit::find(p.db.read(), &browser, noon()).await.unwrap().is_none());
        assert!(people::with_role(p.db.read(), Role::Reviewer, None).await.unwrap().is_empty());
        assert!(matches!(p.sign_in("a@example.org", PASSWORD, noon()).await, Err(Error::WrongCredentials)));
        let again =
            passwords::confirm_identity(&p.db, &p.hasher, &p.limits, id, PASSWORD, None, noon()).await;
        assert!(matches!(again, Err(Error::NotFound)));
        let tx = p.db.begin().await.unwrap();
        assert!(matches!(people::delete(&tx, &proof, noon()).await, Err(Error::WrongCredentials)));
        drop(tx);
        assert_eq!(p.events(id).await.last().unwrap(), "person.deleted");

        // The address is free again.
        let mail = p.register(&typed("a@example.org"), noon()).await.unwrap().unwrap();
        assert_ne!(p.confirm(&token_of(&mail), noon()).await.unwrap(), id);
    }
}

#[tokio::test]
async fn the_last_administrator_stays() {
    for p in platforms().await {
        let id = p.person("a@example.org").await;
        let tx = p.db.begin().await.unwrap();
        people::grant(&tx, id, Grant::of(Role::Administrator), Actor::System, noon()).await.unwrap();
        db::commit(tx).await.unwrap();
        let proof = p.sign_in("a@example.org", PASSWORD, noon()).await.unwrap();
        let tx = p.db.begin().await.unwrap();
        assert!(matches!(people::delete(&tx, &proof, noon()).await, Err(Error::LastAdministrator)));
    }
}
