//! How speakers are told in a file: from what was found to the form, and from the form to what holds.

use folkmoot_hearings::import::{Found, HeadingRole, Pattern, Reading};
use folkmoot_web::Values;
use folkmoot_web::pages::hearings::reading::{HeadingView, NameView, PatternView, ReadingView};

/// How many names the form shows; the others stay as they were suggested.
const NAMES: usize = 300;

/// What was found as the form shows it; none if there is nothing to correct.
pub(super) fn view(found: &Found) -> Option<ReadingView> {
    if !found.can_be_corrected() {
        return None;
    }
    let pattern = |code, Pattern { count, used }: Pattern| PatternView { code, count, used };
    let patterns =
        [pattern("bold", found.bold), pattern("colon", found.colon), pattern("tables", found.tables)];
    let headings = found.headings.iter().map(|h| HeadingView {
        level: h.level,
        count: h.count,
        example: h.example.clone(),
        role: h.role.code(),
    });
    let names = found.names.iter().take(NAMES);
    Some(ReadingView {
        headings: headings.collect(),
        patterns: patterns.into_iter().filter(|p| p.count > 0).collect(),
        names: names.map(|n| NameView { name: n.name.clone(), count: n.count, speaks: n.likely }).collect(),
        more_names: found.names.len().saturating_sub(NAMES),
    })
}

/// What the facilitator said, of what the form showed.
pub(super) fn said(found: &Found, form: &Values) -> Reading {
    let role = |level: u8| match form.get(&format!("heading-{level}")) {
        "speaker" => HeadingRole::Speaker,
        _ => HeadingRole::Section,
    };
    let followed = |code: &str, pattern: Pattern| (pattern.count > 0).then(|| form.has("pattern", code));
    let shown = found.names.iter().take(NAMES).filter(|n| form.has("name", &n.name));
    let others = found.names.iter().skip(NAMES).filter(|n| n.likely);
    let names: Vec<String> = shown.chain(others).map(|n| n.name.clone()).collect();
    let headings = found.headings.iter().map(|h| (h.level, role(h.level))).collect();
    let before: Vec<(u8, HeadingRole)> = found.headings.iter().map(|h| (h.level, h.role)).collect();
    let reading = Reading {
        headings,
        bold: followed("bold", found.bold),
        colon: followed("colon", found.colon),
        tables: followed("tables", found.tables),
        names: None,
    };
    // Where a pattern is newly followed, other names come up, which nobody has been asked about yet.
    let newly = |now: Option<bool>, pattern: Pattern| now == Some(true) && !pattern.used;
    let more_to_ask = newly(reading.bold, found.bold)
        || newly(reading.colon, found.colon)
        || before.iter().any(|(level, role)| reading.headings.get(level) != Some(role));
    Reading { names: (!more_to_ask).then_some(names), ..reading }
}
