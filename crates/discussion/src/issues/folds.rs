//! Voices that say nearly the same: one stands for all of them, with their number. Only voices of one channel and one side
//! are put together, so that no filter of a list and no count is wrong.

use std::collections::{BTreeMap, BTreeSet};

use folkmoot_foundation::{DbErr, IssueId, Tx, VoiceId, search};
use sea_orm::QuerySelect as _;
use sea_orm::entity::prelude::*;

use super::pairs::{ROWS, upsert};
use crate::entity::issue_voice;

/// From how many different terms on a text may differ in a few places; shorter ones must be the same.
const LONG: i64 = 12;

/// In how many of the 56 bits the marks of nearly the same words differ at most.
const NEAR: u32 = 6;

/// The mark of words: 56 bits of which most stay when little of the words changes, and the number of different terms.
/// Signs, spaces and order of sentences are not looked at.
pub(super) fn print(body: &str) -> i64 {
    let terms: BTreeSet<String> = search::terms(body).into_iter().collect();
    let mut votes = [0_i32; 56];
    for term in &terms {
        let hash = hash(term);
        for (bit, vote) in votes.iter_mut().enumerate() {
            *vote += if hash >> bit & 1 == 1 { 1 } else { -1 };
        }
    }
    let mut mark = 0_u64;
    for (bit, vote) in votes.iter().enumerate() {
        mark |= u64::from(*vote > 0) << bit;
    }
    (mark << 8 | terms.len().min(255) as u64).cast_signed()
}

/// FNV-1a, finished so that every bit depends on every byte.
pub(super) fn hash(term: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in term.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash = (hash ^ hash >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^ hash >> 33
}

/// Whether two marks are those of nearly the same words.
fn near(a: i64, b: i64) -> bool {
    let (terms_a, terms_b) = (a & 255, b & 255);
    if a == b {
        return terms_a > 0;
    }
    terms_a.min(terms_b) >= LONG
        && (terms_a - terms_b).abs() * 10 <= terms_a.max(terms_b)
        && ((a ^ b).cast_unsigned() >> 8).count_ones() <= NEAR
}

/// A group that stands under an issue already.
struct Group {
    voice: VoiceId,
    fold: Uuid,
    print: i64,
    channel: String,
    stance: String,
}

/// Finds the groups of rows that are about to stand under an issue. None of them stands for others yet.
pub(super) async fn group(
    tx: &Tx,
    issue: IssueId,
    rows: &mut [&mut issue_voice::Model],
) -> Result<(), DbErr> {
    use issue_voice::Column as C;
    let known: Vec<(VoiceId, Uuid, i64, String, String)> = issue_voice::Entity::find()
        .select_only()
        .columns([C::Voice, C::Fold, C::Print, C::Channel, C::Stance])
        .filter(C::Issue.eq(issue))
        .filter(C::Leads.eq(true))
        .into_tuple()
        .all(tx)
        .await?;
    let moving: BTreeSet<VoiceId> = rows.iter().map(|row| row.voice).collect();
    let mut groups: Vec<Group> = known
        .into_iter()
        .filter(|(voice, ..)| !moving.contains(voice))
        .map(|(voice, fold, print, channel, stance)| Group { voice, fold, print, channel, stance })
        .collect();
    for row in rows {
        let same = |group: &&Group| {
            near(group.print, row.print) && group.channel == row.channel && group.stance == row.stance
        };
        if let Some(group) = groups.iter().find(same).filter(|group| group.voice != row.voice) {
            row.fold = group.fold;
        } else {
            row.fold = Uuid::new_v4();
            groups.push(Group {
                voice: row.voice,
                fold: row.fold,
                print: row.print,
                channel: row.channel.clone(),
                stance: row.stance.clone(),
            });
        }
        (row.leads, row.same) = (false, 0);
    }
    Ok(())
}

/// Lets the first voice of each group that can be read stand for it.
pub(super) async fn settle(tx: &Tx, groups: &BTreeSet<(IssueId, Uuid)>) -> Result<(), DbErr> {
    use issue_voice::Column as C;
    let mut of_issue: BTreeMap<IssueId, Vec<Uuid>> = BTreeMap::new();
    for (issue, fold) in groups {
        of_issue.entry(*issue).or_default().push(*fold);
    }
    let mut changed = Vec::new();
    for (issue, folds) in of_issue {
        for folds in folds.chunks(ROWS) {
            let rows = issue_voice::Entity::find()
                .filter(C::Issue.eq(issue))
                .filter(C::Fold.is_in(folds.iter().copied()))
                .all(tx)
                .await?;
            let mut members: BTreeMap<Uuid, Vec<issue_voice::Model>> = BTreeMap::new();
            for row in rows {
                members.entry(row.fold).or_default().push(row);
            }
            for members in members.into_values() {
                let first = members.iter().filter(|row| row.shown).min_by_key(|row| (row.said, row.voice));
                let first = first.map(|row| row.voice);
                let same = members.iter().filter(|row| row.shown).count() as i64;
                for mut row in members {
                    let leads = first == Some(row.voice);
                    let stands = (leads, if leads { same } else { 0 });
                    if (row.leads, row.same) != stands {
                        (row.leads, row.same) = stands;
                        changed.push(row);
                    }
                }
            }
        }
    }
    upsert(tx, changed).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_differ_little_have_a_near_mark() {
        let long = "我認為平台業者應該比照計程車納管，駕駛須有職業駕照並投保乘客責任險，費率也要公開透明，才能保障乘客的安全與權益。";
        assert_eq!(print(long), print(&format!("{long}！！ ")), "signs at the end are not looked at");
        for changed in [long.replace("公開透明", "公開、透明"), format!("{long}謝謝")] {
            let differ = ((print(long) ^ print(&changed)).cast_unsigned() >> 8).count_ones();
            assert!(near(print(long), print(&changed)), "{changed}: {differ}");
        }
        let other = "計程車的排班制度讓尖峰時間叫不到車，平台的動態費率反而讓更多人願意上線，應該鼓勵而不是限制新的服務型態發展。";
        assert!(!near(print(long), print(other)));
    }

    #[test]
    fn short_words_are_the_same_or_they_are_not() {
        assert!(near(print("支持！"), print("支持")));
        assert!(!near(print("支持"), print("反對")));
        assert!(!near(print("支持延長"), print("支持延長營業")));
        assert!(!near(print("！！"), print("？？")), "signs alone say nothing");
    }
}
