//! Pages made once for everybody who is not signed in: never older than the last commit, and nobody's in particular.

use folkmoot_foundation::db::{Db, DbOptions};
use folkmoot_tests::{House, on_both};
use futures_util::future::join_all;
use sea_orm::ConnectionTrait as _;

on_both!(a_page_is_made_once_and_never_older_than_the_last_commit, |house: House| async move {
    let proposal = house.drive().await;
    let (path, anyone) = (format!("/proposals/{proposal}"), house.browser());
    let first = anyone.get(&path).await.expect(200);
    first.shows("還差 5,000 人");
    let mut again = anyone.get(&path).await.expect(200);
    for _ in 0..50 {
        if again.statements() == 0 {
            break;
        }
        // PostgreSQL's snapshot is that of all its databases: other tests move it.
        again = anyone.get(&path).await.expect(200);
    }
    assert!(first.statements() > 10 && again.statements() == 0, "made once");
    assert_eq!(first.body, again.body);
    assert_eq!(first.headers["cache-control"], again.headers["cache-control"]);
    anyone.get(&format!("{path}?lang=en")).await.shows("Co-sign").hides("還差");

    for (count, browser) in (1..).zip(house.crowd(5).await) {
        browser.post(&format!("{path}/sign"), &[]).await.expect(303);
        // Both the page that was made already and its list count every signature at once.
        anyone.get(&path).await.shows(&format!("還差 4,{} 人", 1000 - count));
        anyone.get("/proposals").await.shows(&format!("{count} / 5,000"));
    }
    let citizen = house.citizen("小芬").await;
    citizen
        .post(&format!("{path}/comments"), &[("stance", "pro"), ("body", "公園真的很需要飲水機")])
        .await
        .expect(303);
    anyone.get(&path).await.shows("公園真的很需要飲水機");
    anyone.get(&format!("{path}/discussion")).await.shows("公園真的很需要飲水機");
});

on_both!(what_another_process_writes_is_seen_at_once, |house: House| async move {
    let proposal = house.drive().await;
    let (path, anyone) = (format!("/proposals/{proposal}"), house.browser());
    anyone.get(&path).await.expect(200).shows("公園增設飲水機");
    let other =
        Db::connect(&DbOptions { url: house.database_url.clone(), max_connections: 2 }).await.unwrap();
    let rename = "UPDATE proposal SET title = '公園增設直飲臺'";
    other.for_migrations().execute_unprepared(rename).await.unwrap();
    anyone.get(&path).await.expect(200).shows("公園增設直飲臺").hides("公園增設飲水機");
    other.close().await.unwrap();
});

on_both!(time_alone_changes_a_page_too, |house: House| async move {
    let proposal = house.drive().await;
    let (path, anyone) = (format!("/proposals/{proposal}"), house.browser());
    anyone.get(&path).await.expect(200).shows("還差 5,000 人");
    house.days_pass(61);
    anyone.get(&path).await.expect(200).shows("未成案").hides("還差 5,000 人");
});

on_both!(nobody_sees_the_page_of_somebody_who_is_signed_in, |house: House| async move {
    let proposal = house.drive().await;
    let path = format!("/proposals/{proposal}");
    let (anyone, citizen) = (house.browser(), house.citizen("獨一無二").await);
    citizen.get(&path).await.expect(200).shows("獨一無二");
    anyone.get(&path).await.expect(200).hides("獨一無二").shows("登入");
    citizen.get(&path).await.expect(200).shows("獨一無二").shows("登出");
    // A draft is its proposer's, however often others ask for it.
    let draft = format!("/proposals/{}", house.draft(&citizen, "還沒寫完").await);
    for _ in 0..3 {
        anyone.get(&draft).await.expect(404).hides("還沒寫完");
    }
    citizen.get(&draft).await.expect(303);
    let many = join_all((0..20).map(|_| anyone.get("/proposals/00000000-0000-0000-0000-000000000000"))).await;
    assert!(many.iter().all(|answer| answer.status == 404));
});

on_both!(of_many_who_ask_at_once_one_makes_the_page, |house: House| async move {
    let browsers: Vec<_> = (0..30).map(|_| house.browser()).collect();
    let mut least = usize::MAX;
    // On PostgreSQL other tests may change the state meanwhile, which makes it anew: then again with another page.
    for _ in 0..10 {
        let path = format!("/proposals/{}", house.drive().await);
        let answers = join_all(browsers.iter().map(|browser| browser.get(&path))).await;
        assert!(answers.iter().all(|answer| answer.status == 200 && answer.body == answers[0].body));
        least = least.min(answers.iter().filter(|answer| answer.statements() > 0).count());
        if least == 1 {
            break;
        }
    }
    assert_eq!(least, 1);
});
