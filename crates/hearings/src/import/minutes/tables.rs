//! Tables of minutes: who said what, and what was answered.

use super::{Block, MAX_COLUMNS};
use crate::import::StatementKind;

/// What columns are called, by what they hold. Spaces and what stands in brackets don't count.
const SPEAKER: &[&str] = &[
    "發言人",
    "發言者",
    "發言單位",
    "發言代表",
    "陳述人",
    "提出人",
    "提問人",
    "提問者",
    "姓名",
    "單位",
    "單位姓名",
    "單位／姓名",
    "委員",
    "出席者",
    "speaker",
    "name",
    "who",
    "participant",
];
const WORDS: &[&str] = &[
    "發言",
    "發言內容",
    "發言摘要",
    "發言要點",
    "發言重點",
    "意見",
    "意見內容",
    "意見摘要",
    "陳述意見",
    "陳述內容",
    "委員意見",
    "民眾意見",
    "建議",
    "建議事項",
    "問題",
    "提問",
    "提問內容",
    "內容",
    "statement",
    "statements",
    "opinion",
    "opinions",
    "comment",
    "comments",
    "question",
    "questions",
    "text",
    "body",
];
const REPLY: &[&str] = &[
    "回應",
    "回應內容",
    "回應說明",
    "機關回應",
    "單位回應",
    "回覆",
    "回覆內容",
    "答復",
    "答覆",
    "答復內容",
    "處理情形",
    "處理說明",
    "回應及處理情形",
    "辦理情形",
    "response",
    "responses",
    "reply",
    "replies",
    "answer",
    "answers",
];
const REPLIER: &[&str] = &[
    "回應單位",
    "回應人",
    "回應者",
    "答復單位",
    "答覆單位",
    "回覆單位",
    "權責單位",
    "主管機關",
    "主政單位",
    "respondent",
    "responder",
    "agency",
    "answered by",
];

/// Which column holds what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns {
    speaker: Option<usize>,
    words: Option<usize>,
    reply: Option<usize>,
    replier: Option<usize>,
    /// What the column of answers is called.
    reply_head: String,
}

/// What one row says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub kind: StatementKind,
    pub speaker: Option<String>,
    pub body: String,
}

impl Columns {
    /// The columns of a table of statements, by its first row; none if it is another table.
    pub(super) fn of(rows: &[Vec<String>]) -> Option<Self> {
        let head = rows.first()?;
        let find = |names: &[&str]| head.iter().position(|cell| names.contains(&bare(cell).as_str()));
        let reply = find(REPLY);
        let columns = Self {
            speaker: find(SPEAKER),
            words: find(WORDS),
            reply,
            replier: find(REPLIER),
            reply_head: reply.and_then(|at| head.get(at)).cloned().unwrap_or_default(),
        };
        let says_something =
            columns.words.is_some() && (columns.speaker.is_some() || columns.reply.is_some());
        says_something.then_some(columns)
    }

    /// What the rows below the head say. A cell left empty for the speaker is that of the row above.
    pub(super) fn read(&self, rows: &[Vec<String>]) -> Vec<Said> {
        let mut said = Vec::new();
        let mut speaker: Option<String> = None;
        for row in rows.iter().skip(1) {
            let cell =
                |at: Option<usize>| at.and_then(|at| row.get(at)).map(|c| c.trim()).filter(|c| !c.is_empty());
            if let Some(name) = cell(self.speaker) {
                speaker = Some(one_line(name));
            }
            if let Some(words) = cell(self.words) {
                let (speaker, body) = (speaker.clone(), paragraphs(words));
                said.push(Said { kind: StatementKind::Speech, speaker, body });
            }
            if let Some(words) = cell(self.reply) {
                let speaker = cell(self.replier).map(one_line).or_else(|| self.answering());
                said.push(Said { kind: StatementKind::Answer, speaker, body: paragraphs(words) });
            }
        }
        said
    }

    /// Who answers where no column says it: whom the head of the column names, as 「機關回應」 does.
    fn answering(&self) -> Option<String> {
        let head = bare(&self.reply_head);
        let named = ["回應內容", "回應說明", "回應", "回覆內容", "回覆", "答復內容", "答復", "答覆"];
        let name = named.iter().find_map(|end| head.strip_suffix(end))?;
        (!name.is_empty()).then(|| name.to_owned())
    }
}

/// The lines of a cell as paragraphs.
fn paragraphs(cell: &str) -> String {
    cell.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n\n")
}

fn one_line(cell: &str) -> String {
    cell.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn bare(cell: &str) -> String {
    let head = cell.split(['（', '(']).next().unwrap_or(cell);
    let latin = head.is_ascii();
    let words = head.trim().trim_end_matches(['：', ':']).to_lowercase();
    if latin { one_line(&words) } else { words.chars().filter(|c| !c.is_whitespace()).collect() }
}

/// What stands in a cell, or in a table that is read as text: one line for each paragraph and row.
pub(super) fn text_of(blocks: &[Block]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for block in blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph { text, .. } | Block::Narrative { text, .. } => {
                lines.push(text.clone())
            }
            Block::Table { rows, .. } => lines.extend(rows.iter().map(|row| row_text(row))),
        }
    }
    lines.join("\n")
}

/// A row as text, its cells parted by a bar.
pub(super) fn row_text(row: &[String]) -> String {
    let cells = row.iter().take(MAX_COLUMNS).map(|cell| one_line(cell)).filter(|cell| !cell.is_empty());
    cells.collect::<Vec<_>>().join(" ｜ ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[&[&str]]) -> Vec<Vec<String>> {
        rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
    }

    #[test]
    fn tables_of_statements_and_answers_are_read() {
        let rows = table(&[
            &["編號", "發言人", "發 言 摘 要", "機關回應"],
            &["1", "王小明", "太貴。\n請降價。", "會研議。"],
            &["2", "", "還有停車問題。", ""],
        ]);
        let said = |kind, speaker: &str, body: &str| Said {
            kind,
            speaker: Some(speaker.to_owned()),
            body: body.to_owned(),
        };
        assert_eq!(
            Columns::of(&rows).unwrap().read(&rows),
            [
                said(StatementKind::Speech, "王小明", "太貴。\n\n請降價。"),
                said(StatementKind::Answer, "機關", "會研議。"),
                said(StatementKind::Speech, "王小明", "還有停車問題。"),
            ]
        );
        let rows = table(&[
            &["Speaker", "Comments", "Response", "Answered by"],
            &["Lee", "Too dear.", "Noted.", "Market office"],
        ]);
        let read = Columns::of(&rows).unwrap().read(&rows);
        assert_eq!(
            (read[1].kind, read[1].speaker.as_deref()),
            (StatementKind::Answer, Some("Market office"))
        );
        assert_eq!(Columns::of(&table(&[&["姓名", "電話"], &["王小明", "02"]])), None, "attendance");
        assert_eq!(Columns::of(&table(&[&["Property", "Value"]])), None);
    }
}
