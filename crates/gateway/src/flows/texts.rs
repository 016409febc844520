//! Draft texts: filling a draft from a file, and publishing one without holding up what others write.

use actix_web::web;
use folkmoot_discussion::DiscussionError;
use folkmoot_discussion::texts::parse::{LONGEST, names_article, parted};
use folkmoot_discussion::texts::{self, By, Published, TextId};
use folkmoot_foundation::DbErr;
use folkmoot_hearings::import::minutes::{Block, Document};
use folkmoot_hearings::import::{self, ImportErrors};

use crate::{App, Fault};

/// So often a version is made ready anew because somebody commented meanwhile; after that everybody waits for it.
const TRIES: usize = 4;

/// Publishes what was prepared as the next version: the comments' new places are computed beside the transaction that writes
/// them. `seen` is the mark of the draft that whoever publishes has looked at.
///
/// # Errors
/// As of [`texts::publish`].
pub async fn publish(app: &App, id: TextId, seen: i64, by: By<'_>) -> Result<Published, DiscussionError> {
    for _ in 0..TRIES {
        let now = app.now();
        let gathered = texts::gather(app.db.read(), id, seen, by).await?;
        let ready = web::block(move || gathered.ready(now)).await;
        let ready = ready.map_err(|error| DbErr::Custom(error.to_string()))??;
        // Overtaken, it has written nothing.
        let done = app.write(async |tx, now| texts::publish_ready(tx, &ready, by, now).await).await?;
        if let Some(published) = done {
            return Ok(published);
        }
    }
    app.write(async |tx, now| texts::publish(tx, id, seen, by, now).await).await
}

/// What of a file fills a draft.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct FromFile {
    /// The title, where there is one.
    pub title: String,
    /// What stands before the first article.
    pub note: String,
    /// The articles, one paragraph a line.
    pub body: String,
    /// How many articles begin in it.
    pub articles: usize,
    /// How many footnotes were left out.
    pub footnotes: usize,
    /// Whether words that somebody proposed to delete were left out.
    pub deletions: bool,
    /// Whether tables were told as words that nobody named columns of.
    pub tables: bool,
}

/// Why a file fills nothing.
#[derive(Debug)]
pub enum NoDraft {
    /// It can't be read.
    Unreadable(ImportErrors),
    /// There are no words in it.
    Empty,
    /// There are more than a draft may have.
    TooLong,
}

/// Reads a draft out of a file; nothing is kept.
///
/// # Errors
/// The inner one if it can't be read.
pub async fn from_file(file_name: String, bytes: Vec<u8>) -> Result<Result<FromFile, NoDraft>, Fault> {
    let read = web::block(move || match import::document(&file_name, &bytes) {
        Ok(document) => drafted(document),
        Err(errors) => Err(NoDraft::Unreadable(errors)),
    });
    read.await.map_err(Fault::internal)
}

/// What the columns are called in which a draft is explained article by article, without blanks.
const ARTICLES: [&str; 12] = [
    "條文",
    "草案條文",
    "條文內容",
    "修正條文",
    "修正後條文",
    "擬訂條文",
    "規定",
    "修正規定",
    "草案",
    "article",
    "articles",
    "provision",
];
const REASONS: [&str; 8] =
    ["說明", "條文說明", "立法說明", "修正說明", "理由", "立法理由", "reason", "explanation"];

/// The longest title, in characters.
const TITLE: usize = 120;

/// The longest explanatory note, in characters.
const NOTE: usize = 5_000;

fn drafted(document: Document) -> Result<FromFile, NoDraft> {
    let Document { title, blocks, notes, has_deletions } = document;
    // Headings are articles only where nothing is called one.
    let words = |block: &Block| match block {
        Block::Heading { text, .. } | Block::Paragraph { text, .. } | Block::Narrative { text, .. } => {
            text.lines().any(names_article)
        }
        Block::Table { rows, .. } => rows.iter().flatten().flat_map(|cell| cell.lines()).any(names_article),
    };
    let by_name = blocks.iter().any(words);
    let (mut lines, mut tables) = (Vec::new(), false);
    for block in blocks {
        match block {
            Block::Heading { text, .. } if !by_name => lines.push(format!("## {text}")),
            Block::Heading { text, .. } | Block::Paragraph { text, .. } | Block::Narrative { text, .. } => {
                lines.push(text);
            }
            Block::Table { rows, .. } => tables |= !table(&rows, &mut lines),
        }
    }
    let text = lines.join("\n");
    if text.trim().is_empty() {
        return Err(NoDraft::Empty);
    }
    if text.chars().count() > LONGEST {
        return Err(NoDraft::TooLong);
    }
    let (before, body, articles) = parted(&text);
    let mut before = before.trim();
    let mut title = title.filter(|title| title.chars().count() <= TITLE);
    // What nobody marked as the title is the first line, if it looks like one.
    let first = before.lines().next().unwrap_or_default().trim();
    let looks =
        !first.is_empty() && first.chars().count() <= TITLE && !first.ends_with(['。', '：', ':', '.']);
    if title.as_deref() == Some(first) || (title.is_none() && looks) {
        title = Some(first.to_owned());
        before = before.split_once('\n').map_or("", |(_, rest)| rest.trim());
    }
    let fits = before.chars().count() <= NOTE;
    // What fits nowhere else stays before the articles, where whoever corrects the draft sees it.
    let (note, body) = match fits {
        true => (before.to_owned(), body.trim().to_owned()),
        false => (String::new(), format!("{before}\n{}", body.trim())),
    };
    let title = title.unwrap_or_default();
    Ok(FromFile { title, note, body, articles, footnotes: notes, deletions: has_deletions, tables })
}

/// The lines of a table: of one that explains a draft, each article with its reason; else its cells as they stand. Says
/// whether it was of the first kind.
fn table(rows: &[Vec<String>], lines: &mut Vec<String>) -> bool {
    let bare = |cell: &String| -> String {
        cell.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase()
    };
    let heads = rows.iter().position(|row| row.iter().any(|cell| ARTICLES.contains(&bare(cell).as_str())));
    let Some(head) = heads.and_then(|at| rows.get(at)) else {
        lines.extend(rows.iter().map(|row| {
            row.iter()
                .filter(|cell| !cell.is_empty())
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join("\u{3000}")
        }));
        return false;
    };
    let named = |names: &[&str]| head.iter().position(|cell| names.contains(&bare(cell).as_str()));
    let (article, reason) = (named(&ARTICLES), named(&REASONS));
    for row in rows.iter().skip(heads.map_or(0, |at| at + 1)).filter(|row| *row != head) {
        let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).filter(|cell| !cell.is_empty());
        lines.extend(cell(article).cloned());
        lines.extend(cell(reason).map(|reason| format!("說明：{reason}")));
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraphs(lines: &[&str]) -> Vec<Block> {
        let of = |(line, text): (u32, &&str)| Block::Paragraph { text: (*text).to_owned(), bold: 0, line };
        (1..).zip(lines).map(of).collect()
    }

    fn read(blocks: Vec<Block>) -> FromFile {
        drafted(Document { blocks, ..Document::default() }).unwrap()
    }

    #[test]
    fn title_and_note_stand_before_the_articles() {
        let lines = [
            "飲水機管理辦法草案",
            "總說明",
            "為管理飲水機。",
            "第一章　總則",
            "第一條　本辦法…。",
            "第 2 條 主管機關。",
        ];
        let found = read(paragraphs(&lines));
        assert_eq!(
            (found.title.as_str(), found.note.as_str()),
            ("飲水機管理辦法草案", "總說明\n為管理飲水機。")
        );
        assert_eq!((found.articles, found.body.lines().next()), (2, Some("第一章　總則")));
        // Without a single article all of it is there to be worked on.
        let found = read(paragraphs(&["目的", "好好喝水。"]));
        assert_eq!((found.articles, found.body.as_str(), found.title.as_str()), (0, "目的\n好好喝水。", ""));
    }

    #[test]
    fn headings_are_articles_where_nothing_is_called_one() {
        let heading = |text: &str| Block::Heading { level: 2, text: text.to_owned(), line: 1 };
        let mut blocks = vec![heading("目的")];
        blocks.extend(paragraphs(&["好好喝水。"]));
        assert_eq!(read(blocks.clone()).body, "## 目的\n好好喝水。");
        assert_eq!(read(blocks.clone()).articles, 1);
        blocks.extend(paragraphs(&["Article 1 Water", "Good water."]));
        assert_eq!(read(blocks).body, "Article 1 Water\nGood water.");
    }

    #[test]
    fn a_table_of_articles_and_reasons_is_one() {
        let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        let rows = vec![
            row(&["修正條文", "現行條文", "說 明"]),
            row(&["第一條　新。", "第一條　舊。", "改了。"]),
            row(&["修正條文", "現行條文", "說 明"]),
            row(&["第二條　新。\n第二項。", "", ""]),
        ];
        let found = read(vec![Block::Table { rows, line: 1 }]);
        assert_eq!(found.body, "第一條　新。\n說明：改了。\n第二條　新。\n第二項。");
        assert_eq!((found.articles, found.tables), (2, false));
        let other = read(vec![Block::Table { rows: vec![row(&["甲", "", "乙"])], line: 1 }]);
        assert_eq!((other.body.as_str(), other.tables), ("甲\u{3000}乙", true));
    }
}
