//! Cursors for lists: where the next page begins, opaque to the reader.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use crate::clock::Now;

/// Where a list goes on: after the row with this sort key and id.
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

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut bytes = self.key.to_be_bytes().to_vec();
        bytes.extend_from_slice(self.id.as_bytes());
        f.write_str(&URL_SAFE_NO_PAD.encode(bytes))
    }
}

/// The text is no cursor that this platform gave out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor")]
pub struct BadCursor;

impl std::str::FromStr for Cursor {
    type Err = BadCursor;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| BadCursor)?;
        let (key, id) = bytes.split_at_checked(8).ok_or(BadCursor)?;
        Ok(Self {
            key: i64::from_be_bytes(key.try_into().map_err(|_| BadCursor)?),
            id: Uuid::from_slice(id).map_err(|_| BadCursor)?,
        })
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
