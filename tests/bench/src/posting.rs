//! How writing holds up while others read.

use std::sync::Arc;
use std::time::Duration;

use crate::http::{get, post_form};
use crate::load::{self, Load};
use crate::platform::Platform;
use crate::postgres::Postgres;
use crate::{Measured, Result, crowd};

/// How many read the discussion meanwhile.
const READERS: usize = 8;

/// How many comments are made ready for a second.
const A_SECOND: usize = 2000;

/// How long is written before it is measured.
const WARM_UP: Duration = Duration::from_secs(2);

/// Comments of people who write one each, in a discussion that eight people read again and again, and in the same one
/// while nobody does; each twice, in turn, so that the growing discussion weighs on both.
pub async fn posting_with_readers_over_alone(length: Duration) -> Result<Measured> {
    let server = Postgres::start(&[])?;
    let settings = [("FOLKMOOT_COMMENTS_HOURLY", "1000000")];
    let platform = Platform::start_with(Some(server.url()), &settings).await?;
    let db = platform.database().await?;
    let open = platform.open_proposal().await?;
    let half = length / 2;
    write(&platform, &db, &open, "warm-up", WARM_UP).await?;
    let (mut seen, mut compared) = (0.0, 0.0);
    for round in ["first", "second"] {
        compared += write(&platform, &db, &open, &format!("{round} alone"), half).await?.per_second;
        let page = get(&format!("/proposals/{open}/discussion"));
        let readers = load::readers(platform.address, &page, READERS);
        seen += write(&platform, &db, &open, &format!("{round} read"), half).await?.per_second;
        if readers.stop().await? == 0 {
            return Err("nobody could read the discussion meanwhile".into());
        }
    }
    db.close().await?;
    Ok(Measured {
        what: "comments with 8 readers",
        seen: seen / 2.0,
        against: "comments without",
        compared: compared / 2.0,
    })
}

async fn write(
    platform: &Platform,
    db: &folkmoot_foundation::Db,
    proposal: &str,
    round: &str,
    length: Duration,
) -> Result<Load> {
    let many = A_SECOND * usize::try_from(length.as_secs().max(1))?;
    let path = format!("/proposals/{proposal}/comments");
    let requests: Vec<Vec<u8>> = crowd::add(db, many)
        .await?
        .iter()
        .zip(0..)
        .map(|(session, n): (&String, u32)| {
            let stance = ["pro", "con", "other"][(n % 3) as usize];
            let body = format!("Comment {n} of the {round} round gives its reasons in a few words.");
            post_form(&path, session, &format!("stance={stance}&body={}", body.replace(' ', "+")))
        })
        .collect();
    load::run(platform.address, Arc::new(requests), true, 303, length).await
}
