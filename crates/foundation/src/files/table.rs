//! Tables as people hand them in: separated text, XLSX and ODS.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader as _, Xlsx};

use super::archive::{Archive, ArchiveProblem, MAX_UNPACKED};
use super::encoding;

/// The greatest size of a file, in bytes.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;
/// The greatest number of cells of a table of people.
pub const MAX_CELLS: usize = 200_000;

/// How much of a table is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The greatest number of cells; a table with more is refused.
    pub cells: usize,
    /// Columns beyond this one are left out.
    pub columns: usize,
    /// The greatest number of characters of a cell; what is longer is cut.
    pub cell: usize,
}

impl Limits {
    /// Those of a table of people, such as a signature sheet.
    pub const PEOPLE: Self = Self { cells: MAX_CELLS, columns: 100, cell: 2000 };
}

/// Why a file can't be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileProblem {
    /// It has no rows.
    #[error("the file is empty")]
    Empty,
    /// It is larger than [`MAX_BYTES`].
    #[error("the file is too large")]
    TooLarge,
    /// It has more than [`MAX_CELLS`] cells.
    #[error("the file has too many cells")]
    TooManyCells,
    /// It is text in no encoding that is read, or no text at all.
    #[error("the encoding is not known")]
    Encoding,
    /// It is no spreadsheet that is read, or a broken one.
    #[error("no spreadsheet that can be read")]
    NoSpreadsheet,
    /// Unpacked it would be larger than is allowed.
    #[error("the file unpacks to too much")]
    Unpacks,
    /// A column is missing.
    #[error("the column {0} is missing")]
    MissingColumn(&'static str),
    /// A column is there twice.
    #[error("the column {0} is there twice")]
    DuplicateColumn(&'static str),
}

impl FileProblem {
    /// Its stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge => "too_large",
            Self::TooManyCells => "too_many_cells",
            Self::Encoding => "encoding",
            Self::NoSpreadsheet => "no_spreadsheet",
            Self::Unpacks => "unpacks",
            Self::MissingColumn(_) => "missing_column",
            Self::DuplicateColumn(_) => "duplicate_column",
        }
    }

    /// The column it is about.
    pub fn column(&self) -> Option<&'static str> {
        match self {
            Self::MissingColumn(column) | Self::DuplicateColumn(column) => Some(column),
            _ => None,
        }
    }
}

/// A row with its number in the file, from 1; rows without anything in them are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line of a text, or the row of a spreadsheet.
    pub number: u64,
    /// Its cells, trimmed.
    pub cells: Vec<String>,
}

/// Reads the first table of a file: comma-, semicolon- or tab-separated text (UTF-8, UTF-16, Big5), XLSX or ODS, told by
/// its content.
///
/// # Errors
/// [`FileProblem`].
pub fn read(bytes: &[u8]) -> Result<Vec<Row>, FileProblem> {
    if bytes.len() > MAX_BYTES {
        return Err(FileProblem::TooLarge);
    }
    let limits = &Limits::PEOPLE;
    let rows = if bytes.starts_with(b"PK") {
        spreadsheet(bytes, limits)?
    } else if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        // The binary format of before 2007.
        return Err(FileProblem::NoSpreadsheet);
    } else {
        separated(&text_of(bytes)?, limits)?
    };
    if rows.is_empty() { Err(FileProblem::Empty) } else { Ok(rows) }
}

fn text_of(bytes: &[u8]) -> Result<String, FileProblem> {
    let text = encoding::decode(bytes).map_err(|_| FileProblem::Encoding)?.text;
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(FileProblem::Encoding);
    }
    Ok(text)
}

/// Reads a comma-, semicolon- or tab-separated text.
///
/// # Errors
/// [`FileProblem::TooManyCells`].
pub fn separated(text: &str, limits: &Limits) -> Result<Vec<Row>, FileProblem> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n") + "\n";
    let head = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let delimiter = [b',', b'\t', b';']
        .into_iter()
        .max_by_key(|d| (head.bytes().filter(|b| b == d).count(), *d == b','))
        .unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut cells = 0;
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|_| FileProblem::Encoding)? {
        cells += record.len();
        if cells > limits.cells {
            return Err(FileProblem::TooManyCells);
        }
        // The reader stands on the line after the record, which may hold line ends of its own.
        let within = record.iter().map(|cell| cell.matches('\n').count() as u64).sum::<u64>();
        let number = reader.position().line().saturating_sub(within + 1);
        keep(&mut rows, number, record.iter().take(limits.columns).map(|cell| cut(cell, limits)).collect());
    }
    Ok(rows)
}

fn cut(cell: &str, limits: &Limits) -> String {
    cell.trim().chars().take(limits.cell).collect()
}

fn keep(rows: &mut Vec<Row>, number: u64, cells: Vec<String>) {
    if cells.iter().any(|cell| !cell.is_empty()) {
        rows.push(Row { number, cells });
    }
}

/// Reads the first table of an XLSX or ODS file.
///
/// # Errors
/// [`FileProblem`].
pub fn spreadsheet(bytes: &[u8], limits: &Limits) -> Result<Vec<Row>, FileProblem> {
    let mut archive = Archive::open(bytes)?;
    if archive.has("xl/workbook.xml") {
        // The library trusts what the file says about itself; what it can't stand is a file that can't be read.
        return catch_unwind(AssertUnwindSafe(|| xlsx(bytes, limits)))
            .unwrap_or(Err(FileProblem::NoSpreadsheet));
    }
    if archive.has("content.xml") {
        return ods(&archive.text("content.xml", MAX_UNPACKED)?, limits);
    }
    Err(FileProblem::NoSpreadsheet)
}

impl From<ArchiveProblem> for FileProblem {
    fn from(problem: ArchiveProblem) -> Self {
        match problem {
            ArchiveProblem::Broken => Self::NoSpreadsheet,
            ArchiveProblem::TooMuch => Self::Unpacks,
        }
    }
}

/// Cell by cell: the library's own table has room for every cell between the first and the last, however far apart.
fn xlsx(bytes: &[u8], limits: &Limits) -> Result<Vec<Row>, FileProblem> {
    let broken = |_| FileProblem::NoSpreadsheet;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let first = book.sheet_names().first().cloned().ok_or(FileProblem::Empty)?;
    let mut reader = book.worksheet_cells_reader(&first).map_err(broken)?;
    let mut table: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    let mut cells = 0;
    while let Some(cell) = reader.next_cell().map_err(broken)? {
        let text = shown(cell.get_value(), limits);
        if text.is_empty() {
            continue;
        }
        cells += 1;
        if cells > limits.cells {
            return Err(FileProblem::TooManyCells);
        }
        let (row, column) = cell.get_position();
        put(table.entry(row).or_default(), column as usize, text, limits);
    }
    let mut rows = Vec::with_capacity(table.len());
    for (row, cells) in table {
        keep(&mut rows, u64::from(row) + 1, cells);
    }
    Ok(rows)
}

fn put(row: &mut Vec<String>, column: usize, text: String, limits: &Limits) {
    if column >= limits.columns {
        return;
    }
    if row.len() <= column {
        row.resize(column + 1, String::new());
    }
    row[column] = text;
}

/// A cell as a person sees it.
fn shown(value: &DataRef<'_>, limits: &Limits) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => cut(text, limits),
        DataRef::SharedString(text) => cut(text, limits),
        DataRef::Bool(is) => is.to_string(),
        DataRef::DateTime(at) if at.is_datetime() => {
            at.as_datetime().map(|at| at.date().to_string()).unwrap_or_default()
        }
        DataRef::DateTime(at) => at.as_f64().to_string(),
        DataRef::DateTimeIso(text) => cut(text, limits).chars().take(10).collect(),
        DataRef::DurationIso(text) => cut(text, limits),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

/// As the format's elements stand: the library would write out every repeated cell, of which a sheet may claim millions.
fn ods(xml: &str, limits: &Limits) -> Result<Vec<Row>, FileProblem> {
    const TABLE: &str = "urn:oasis:names:tc:opendocument:xmlns:table:1.0";
    const OFFICE: &str = "urn:oasis:names:tc:opendocument:xmlns:office:1.0";
    // Each cell has an element of its own; what has far more tags than cells are allowed is not read into memory.
    if xml.bytes().filter(|b| *b == b'<').count() > limits.cells * 8 {
        return Err(FileProblem::TooManyCells);
    }
    let document = roxmltree::Document::parse(xml).map_err(|_| FileProblem::NoSpreadsheet)?;
    let named = |node: &roxmltree::Node<'_, '_>, name: &str| node.has_tag_name((TABLE, name));
    let table = document.descendants().find(|n| named(n, "table")).ok_or(FileProblem::NoSpreadsheet)?;
    let repeated = |node: &roxmltree::Node<'_, '_>, name: &str| -> u64 {
        node.attribute((TABLE, name)).and_then(|n| n.parse().ok()).unwrap_or(1).max(1)
    };
    let (mut rows, mut number, mut count) = (Vec::new(), 1_u64, 0_usize);
    for row in table.descendants().filter(|n| named(n, "table-row")) {
        let (mut cells, mut column) = (Vec::new(), 0_usize);
        for cell in row.children().filter(|n| named(n, "table-cell") || named(n, "covered-table-cell")) {
            let times = usize::try_from(repeated(&cell, "number-columns-repeated")).unwrap_or(usize::MAX);
            let text = match cell.attribute((OFFICE, "date-value")) {
                Some(date) => date.chars().take(10).collect(),
                None => cut(&written(&cell), limits),
            };
            if !text.is_empty() {
                count = count.saturating_add(times);
                if count > limits.cells {
                    return Err(FileProblem::TooManyCells);
                }
                for nth in 0..times.min(limits.columns) {
                    put(&mut cells, column.saturating_add(nth), text.clone(), limits);
                }
            }
            column = column.saturating_add(times);
        }
        let times = repeated(&row, "number-rows-repeated");
        if cells.iter().any(|cell: &String| !cell.is_empty()) {
            let more = usize::try_from(times - 1).unwrap_or(usize::MAX);
            count = count.saturating_add(cells.len().saturating_mul(more));
            if count > limits.cells {
                return Err(FileProblem::TooManyCells);
            }
            for nth in 0..times {
                keep(&mut rows, number + nth, cells.clone());
            }
        }
        number = number.saturating_add(times);
    }
    Ok(rows)
}

/// The paragraphs of a cell.
fn written(cell: &roxmltree::Node<'_, '_>) -> String {
    let paragraphs = cell.children().filter(|n| n.tag_name().name() == "p");
    let text = |p: roxmltree::Node<'_, '_>| -> String {
        p.descendants().filter(roxmltree::Node::is_text).filter_map(|n| n.text()).collect()
    };
    paragraphs.map(text).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use encoding_rs::BIG5;

    use super::*;

    fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
        read(bytes).unwrap().into_iter().map(|row| row.cells).collect()
    }

    const TEXT: &str = "單號,行,姓名\r\n1,1,王小明\r\n\r\n,,\r\n1,2,\"陳, 大文\"\r\n";

    #[test]
    fn encodings_are_found_out() {
        let want = [vec!["單號", "行", "姓名"], vec!["1", "1", "王小明"], vec!["1", "2", "陳, 大文"]];
        let utf16 = |mark: &[u8], bytes: fn(u16) -> [u8; 2]| {
            [mark, &TEXT.encode_utf16().flat_map(bytes).collect::<Vec<_>>()].concat()
        };
        for bytes in [
            TEXT.as_bytes().to_vec(),
            [b"\xEF\xBB\xBF", TEXT.as_bytes()].concat(),
            BIG5.encode(TEXT).0.into_owned(),
            utf16(b"\xFF\xFE", u16::to_le_bytes),
            utf16(b"\xFE\xFF", u16::to_be_bytes),
            utf16(b"", u16::to_le_bytes),
            utf16(b"", u16::to_be_bytes),
            TEXT.replace("\"陳, 大文\"", "陳| 大文").replace(',', "\t").replace('|', ",").into_bytes(),
        ] {
            assert_eq!(cells(&bytes), want);
        }
        assert_eq!(read(TEXT.as_bytes()).unwrap()[2].number, 5);
    }

    #[rstest::rstest]
    #[case(b"", FileProblem::Empty)]
    #[case(b"\n , ,\n", FileProblem::Empty)]
    #[case(b"\xFF\xFE\x00\xD8\x00\xD8", FileProblem::Encoding)]
    #[case(b"a,b\n\x80\x80\x80\xFF", FileProblem::Encoding)]
    #[case(b"GIF89a\x01\x02\x03", FileProblem::Encoding)]
    #[case(b"PK\x03\x04 nothing more", FileProblem::NoSpreadsheet)]
    #[case(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", FileProblem::NoSpreadsheet)]
    fn what_is_no_table_is_refused(#[case] bytes: &[u8], #[case] problem: FileProblem) {
        assert_eq!(read(bytes).unwrap_err(), problem);
    }

    fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(content.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn ods_of(rows: &str) -> Vec<u8> {
        let xml = format!(
            "<o:document-content xmlns:o=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
             xmlns:t=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
             xmlns:x=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><o:body><o:spreadsheet><t:table>{rows}\
             </t:table></o:spreadsheet></o:body></o:document-content>"
        );
        packed(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &xml)])
    }

    #[test]
    fn an_ods_is_read_and_its_repetitions_are_bounded() {
        let cell = |text: &str| format!("<t:table-cell><x:p>{text}</x:p></t:table-cell>");
        let rows = format!(
            "<t:table-row>{}{}</t:table-row><t:table-row t:number-rows-repeated=\"1048000\"><t:table-cell \
             t:number-columns-repeated=\"16384\"/></t:table-row><t:table-row><t:table-cell \
             o:date-value=\"2026-03-02T00:00:00\"><x:p>2/3/26</x:p></t:table-cell><t:table-cell/>{}</t:table-row>",
            cell("a"),
            cell("王"),
            cell("c")
        );
        let read_rows = read(&ods_of(&rows)).unwrap();
        assert_eq!(read_rows[0].cells, ["a", "王"]);
        assert_eq!(
            (read_rows[1].number, read_rows[1].cells.clone()),
            (1_048_002, vec!["2026-03-02".into(), String::new(), "c".into()])
        );
        let bomb =
            format!("<t:table-row t:number-rows-repeated=\"999999999999\">{}</t:table-row>", cell("a"));
        assert_eq!(read(&ods_of(&bomb)).unwrap_err(), FileProblem::TooManyCells);
    }

    fn xlsx_of(rows: &str) -> Vec<u8> {
        const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        const RELS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
        const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let book = format!(
            "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
        );
        let links = format!(
            "<Relationships xmlns=\"{RELS}\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
        );
        let sheet = format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>");
        packed(&[
            ("[Content_Types].xml", "<Types/>"),
            ("xl/workbook.xml", &book),
            ("xl/_rels/workbook.xml.rels", &links),
            ("xl/worksheets/sheet1.xml", &sheet),
        ])
    }

    #[test]
    fn an_xlsx_is_read_cell_by_cell() {
        let rows = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>單號</t></is></c><c r=\"C1\"><v>912345678</v></c></row>\
            <row r=\"1048576\"><c r=\"A1048576\"><v>1e300</v></c><c r=\"XFD1048576\"><v>7</v></c></row>";
        let rows = read(&xlsx_of(rows)).unwrap();
        assert_eq!(rows[0].cells, ["單號", "", "912345678"]);
        assert_eq!((rows[1].number, rows[1].cells.len()), (1_048_576, 1));
        // A shared string that is not there.
        let hostile = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>99</v></c></row>";
        assert_eq!(read(&xlsx_of(hostile)).unwrap_err(), FileProblem::NoSpreadsheet);
    }

    #[test]
    fn what_unpacks_to_too_much_is_refused() {
        let bomb = "0".repeat(4 * 1024 * 1024);
        let zip = packed(&[("xl/workbook.xml", "<workbook/>"), ("xl/media/image1.png", &bomb)]);
        assert!(zip.len() < 20_000);
        assert_eq!(read(&zip).unwrap_err(), FileProblem::Unpacks);
        assert_eq!(read(&vec![b'a'; MAX_BYTES + 1]).unwrap_err(), FileProblem::TooLarge);
        assert_eq!(read(",".repeat(MAX_CELLS).as_bytes()).unwrap_err(), FileProblem::TooManyCells);
        assert_eq!(read(&packed(&[("word/document.xml", "<a/>")])).unwrap_err(), FileProblem::NoSpreadsheet);
    }
}
