//! Cursors for lists: where the next page begins, opaque to the reader.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sea_orm::{Condition, ExprTrait as _, IntoSimpleExpr, Value};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::clock::Now;

/// Where a list goes on: after the row with this sort key and id. On the wire it is a [`List`]'s token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// The sort key of the last row shown: milliseconds of an instant, or a count.
    pub key: i64,
    /// Its id, which makes the order total.
    pub id: Uuid,
}

impl Cursor {
    /// A cursor after the row made at `at`.
    pub fn at(at: Now, id: impl Into<Uuid>) -> Self {
        Self { key: at.timestamp_millis(), id: id.into() }
    }

    /// The key read as an instant.
    pub fn instant(&self) -> Now {
        chrono::DateTime::from_timestamp_millis(self.key).unwrap_or_default()
    }
}

/// The rows of a descending list beyond one with this sort key and id. Said so that both databases begin at that place of
/// an index over key and id: of "less, or equal with a lesser id" PostgreSQL reads the index from its end.
pub fn below(
    key: impl IntoSimpleExpr,
    at: impl Into<Value>,
    id: impl IntoSimpleExpr,
    of: impl Into<Value>,
) -> Condition {
    let (key, at) = (key.into_simple_expr(), at.into());
    let further = Condition::any().add(key.clone().lt(at.clone())).add(id.into_simple_expr().lt(of.into()));
    Condition::all().add(key.lte(at)).add(further)
}

/// The rows of an ascending list beyond one with this sort key and id; see [`below`].
pub fn above(
    key: impl IntoSimpleExpr,
    at: impl Into<Value>,
    id: impl IntoSimpleExpr,
    of: impl Into<Value>,
) -> Condition {
    let (key, at) = (key.into_simple_expr(), at.into());
    let further = Condition::any().add(key.clone().gt(at.clone())).add(id.into_simple_expr().gt(of.into()));
    Condition::all().add(key.gte(at)).add(further)
}

/// The text is no cursor of this list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor of this list")]
pub struct BadCursor;

/// A list as its cursors know it: what it holds, in which order, and of whom or of what. A cursor carries a mark of
/// the list it was given out for, since in another one its key would mean something else and silently skip rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List(String);

/// How many bytes of a cursor mark its list.
const MARK: usize = 4;

impl List {
    /// The list of everything of a kind.
    pub fn new(kind: &str) -> Self {
        Self(kind.to_owned())
    }

    /// The same list in one order, or only of this person or thing.
    #[must_use]
    pub fn of(self, part: impl std::fmt::Display) -> Self {
        Self(format!("{}/{part}", self.0))
    }

    fn mark(&self) -> [u8; MARK] {
        let [a, b, c, d, ..] = <[u8; 32]>::from(Sha256::digest(self.0.as_bytes()));
        [a, b, c, d]
    }

    /// Where to go on, from what the reader sent.
    ///
    /// # Errors
    /// [`BadCursor`] if it was not given out for this list.
    pub fn after(&self, text: Option<&str>) -> Result<Option<Cursor>, BadCursor> {
        text.map(|text| self.read(text)).transpose()
    }

    fn read(&self, text: &str) -> Result<Cursor, BadCursor> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| BadCursor)?;
        let (mark, rest) = bytes.split_at_checked(MARK).ok_or(BadCursor)?;
        let (key, id) = rest.split_at_checked(8).ok_or(BadCursor)?;
        if mark != self.mark() {
            return Err(BadCursor);
        }
        Ok(Cursor {
            key: i64::from_be_bytes(key.try_into().map_err(|_| BadCursor)?),
            id: Uuid::from_slice(id).map_err(|_| BadCursor)?,
        })
    }

    /// What the reader sends to go on after this row.
    pub fn token(&self, cursor: Cursor) -> String {
        let mut bytes = self.mark().to_vec();
        bytes.extend_from_slice(&cursor.key.to_be_bytes());
        bytes.extend_from_slice(cursor.id.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// What the reader sends to go on where a place says that is more than one row.
    pub fn seal(&self, place: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode([&self.mark()[..], place].concat())
    }

    /// The place of [`List::seal`].
    ///
    /// # Errors
    /// [`BadCursor`] if it was not given out for this list.
    pub fn open(&self, text: &str) -> Result<Vec<u8>, BadCursor> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| BadCursor)?;
        let (mark, place) = bytes.split_at_checked(MARK).ok_or(BadCursor)?;
        if mark == self.mark() { Ok(place.to_vec()) } else { Err(BadCursor) }
    }

    /// What the reader sends for the next page, if there is one.
    pub fn next<T>(&self, page: &Page<T>) -> Option<String> {
        page.next.map(|cursor| self.token(cursor))
    }
}

/// One page of a list.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Where the next page begins, if there is one.
    pub next: Option<Cursor>,
}

impl<T> Page<T> {
    /// Makes a page of `limit` rows out of `limit + 1` fetched ones.
    pub fn cut(mut items: Vec<T>, limit: usize, cursor: impl Fn(&T) -> Cursor) -> Self {
        let more = items.len() > limit;
        items.truncate(limit);
        let next = if more { items.last().map(cursor) } else { None };
        Self { items, next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_goes_on_in_its_own_list_alone() {
        let cursor = Cursor { key: 1_772_424_000_000, id: Uuid::from_u128(7) };
        let list = List::new("proposals").of("newest");
        let token = list.token(cursor);
        assert_eq!(list.after(Some(&token)), Ok(Some(cursor)));
        assert_eq!(list.after(None), Ok(None));
        for other in [List::new("proposals"), List::new("proposals").of("closing_soon"), List::new("cases")] {
            assert_eq!(other.after(Some(&token)), Err(BadCursor), "{other:?}");
        }
        for text in ["", "x", "nonsense", &token[1..], &format!("{token}AA")] {
            assert_eq!(list.after(Some(text)), Err(BadCursor), "{text}");
        }
    }

    #[test]
    fn there_is_a_next_page_only_if_rows_are_left() {
        let list = List::new("numbers");
        let cut = |rows| Page::cut(rows, 2, |n: &i64| Cursor { key: *n, id: Uuid::nil() });
        assert_eq!(list.next(&cut(vec![1, 2])), None);
        let token = list.next(&cut(vec![1, 2, 3]));
        let next = list.after(token.as_deref()).unwrap().unwrap();
        assert_eq!(next.key, 2);
    }
}
