//! What is kept of where a signature came from: short codes for a while, no address.

use folkmoot_tests::{House, on_both};
use sea_orm::{ConnectionTrait as _, Statement};

async fn origins(house: &House) -> Vec<Option<Vec<u8>>> {
    let db = house.app.db.for_migrations();
    let all = Statement::from_string(db.get_database_backend(), "SELECT origin FROM signature");
    let rows = db.query_all_raw(all).await.unwrap();
    rows.iter().map(|row| row.try_get("", "origin").unwrap()).collect()
}

on_both!(a_signature_keeps_codes_of_where_it_came_from_for_ninety_days, |house: House| async move {
    let proposal = house.drive().await;
    for browser in house.crowd(2).await {
        browser.post(&format!("/proposals/{proposal}/sign"), &[]).await.expect(303);
    }
    let kept: Vec<Vec<u8>> = origins(&house).await.into_iter().flatten().collect();
    assert_eq!(kept.len(), 2);
    // Same address and network, another session; no domain where the mobile number identifies.
    let part = |n: usize, i: usize| kept[n][8 * i..8 * (i + 1)].to_vec();
    assert_eq!((part(0, 0), part(0, 1)), (part(1, 0), part(1, 1)));
    assert_ne!(part(0, 2), part(1, 2));
    assert_eq!(part(0, 3), [0; 8]);
    assert_ne!(part(0, 0), part(0, 1));
    house.browser().get("/privacy").await.expect(200).shows("90 天");
    house.days_pass(91);
    house.work().await;
    assert_eq!(origins(&house).await, [None, None]);
});
