//! The record as Akoma Ntoso, valid against the OASIS schema.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use chrono::NaiveDate;

use super::Out;
use crate::import::SECTION_PATH;
use crate::import::akn::RECORDING;
use crate::import::times::written;
use crate::spot::{COLUMNS, Spot};

/// What the head of the document says about the meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// The hearing's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The day.
    pub held_on: NaiveDate,
    /// The version of the record, from 1.
    pub version: i64,
    /// The day that version was imported.
    pub recorded_on: NaiveDate,
}

/// The record as a debate of speeches, questions, answers and narratives, each in the sections it stands under.
pub fn akoma_ntoso(meeting: &Meeting, statements: &[Out]) -> String {
    let people = People::of(statements);
    let places = places(statements);
    let mut out = String::with_capacity(statements.len() * 300);
    head(&mut out, meeting, &people, &places);
    let _ = writeln!(out, "    <debateBody>\n      <debateSection eId=\"dbsect_1\" name=\"record\">");
    let _ = writeln!(out, "        <heading>{}</heading>", escaped(&meeting.title));
    let places: HashMap<&Spot, usize> = places.into_iter().zip(1..).collect();
    let mut body = Body { out, places, open: Vec::new(), sections: 1 };
    for (number, statement) in (1..).zip(statements) {
        body.enter(statement.section.as_deref());
        body.statement(number, statement, &people);
    }
    body.enter(None);
    let mut out = body.out;
    // The schema wants something in a section, and a record always has a statement.
    out.push_str("      </debateSection>\n    </debateBody>\n  </debate>\n</akomaNtoso>\n");
    out
}

fn head(out: &mut String, meeting: &Meeting, people: &People<'_>, places: &[&Spot]) {
    let Meeting { id, held_on, version, recorded_on, .. } = meeting;
    let work = format!("/akn/tw/debate/{held_on}/{}", escaped(id));
    let _ = write!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<akomaNtoso xmlns=\"http://docs.oasis-open.org/legaldocml/ns/akn/3.0\" xmlns:rec=\"{RECORDING}\">
  <debate name=\"hearing\">
    <meta>
      <identification source=\"#platform\">
        <FRBRWork>
          <FRBRthis value=\"{work}/!main\"/>
          <FRBRuri value=\"{work}\"/>
          <FRBRdate date=\"{held_on}\" name=\"held\"/>
          <FRBRauthor href=\"#platform\"/>
          <FRBRcountry value=\"tw\"/>
        </FRBRWork>
        <FRBRExpression>
          <FRBRthis value=\"{work}/zho@{version}/!main\"/>
          <FRBRuri value=\"{work}/zho@{version}\"/>
          <FRBRdate date=\"{recorded_on}\" name=\"recorded\"/>
          <FRBRauthor href=\"#platform\"/>
          <FRBRlanguage language=\"zho\"/>
        </FRBRExpression>
        <FRBRManifestation>
          <FRBRthis value=\"{work}/zho@{version}/!main.xml\"/>
          <FRBRuri value=\"{work}/zho@{version}.xml\"/>
          <FRBRdate date=\"{recorded_on}\" name=\"recorded\"/>
          <FRBRauthor href=\"#platform\"/>
          <FRBRformat value=\"application/akn+xml\"/>
        </FRBRManifestation>
      </identification>
      <references source=\"#platform\">
        <TLCOrganization eId=\"platform\" href=\"/akn/ontology/organization/folkmoot\" showAs=\"Folkmoot\"/>
"
    );
    for (number, name) in (1..).zip(&people.names) {
        let _ = writeln!(
            out,
            "        <TLCPerson eId=\"person_{number}\" href=\"/akn/ontology/person/{id}/{number}\" showAs=\"{}\"/>",
            escaped(name)
        );
    }
    if people.anybody_unnamed {
        out.push_str(
            "        <TLCPerson eId=\"unnamed\" href=\"/akn/ontology/person/unnamed\" showAs=\"\"/>\n",
        );
    }
    for (number, place) in (1..).zip(places) {
        let Spot { text, version, .. } = place;
        let _ = write!(
            out,
            "        <TLCReference eId=\"place_{number}\" name=\"text\" href=\"/texts/{text}/versions/{version}\" showAs=\"{}\"",
            attribute(&place.label)
        );
        for (name, part) in COLUMNS.iter().zip(place.parts()).filter(|(_, part)| !part.is_empty()) {
            let _ = write!(out, " rec:{name}=\"{}\"", attribute(&part));
        }
        out.push_str("/>\n");
    }
    out.push_str("      </references>\n    </meta>\n");
}

/// The places of draft texts that statements are on, each once.
fn places(statements: &[Out]) -> Vec<&Spot> {
    let mut seen = HashSet::new();
    statements.iter().filter_map(|one| one.on.as_ref()).filter(|on| seen.insert(*on)).collect()
}

struct People<'a> {
    names: Vec<&'a str>,
    numbers: HashMap<&'a str, usize>,
    anybody_unnamed: bool,
}

impl<'a> People<'a> {
    fn of(statements: &'a [Out]) -> Self {
        let mut people = Self { names: Vec::new(), numbers: HashMap::new(), anybody_unnamed: false };
        for statement in statements.iter().filter(|s| s.is_spoken()) {
            let Some(name) = statement.speaker.as_deref() else {
                people.anybody_unnamed = true;
                continue;
            };
            if !people.numbers.contains_key(name) {
                people.names.push(name);
                people.numbers.insert(name, people.names.len());
            }
        }
        people
    }

    fn reference(&self, name: Option<&str>) -> String {
        match name.and_then(|name| self.numbers.get(name)) {
            Some(number) => format!("#person_{number}"),
            None => "#unnamed".to_owned(),
        }
    }
}

struct Body<'a> {
    out: String,
    /// The numbers of the places of draft texts.
    places: HashMap<&'a Spot, usize>,
    /// The headings that are open, outermost first.
    open: Vec<&'a str>,
    /// How many sections there are so far.
    sections: usize,
}

impl<'a> Body<'a> {
    fn indent(&mut self) {
        for _ in 0..self.open.len() + 4 {
            self.out.push_str("  ");
        }
    }

    /// Closes and opens sections until those of the next statement are open.
    fn enter(&mut self, section: Option<&'a str>) {
        let wanted: Vec<&str> = section.map(|s| s.split(SECTION_PATH).collect()).unwrap_or_default();
        let same = self.open.iter().zip(&wanted).take_while(|(a, b)| a == b).count();
        while self.open.len() > same {
            self.open.pop();
            self.indent();
            self.out.push_str("</debateSection>\n");
        }
        for heading in wanted.into_iter().skip(same) {
            self.sections += 1;
            let number = self.sections;
            self.indent();
            let _ = writeln!(self.out, "<debateSection eId=\"dbsect_{number}\" name=\"section\">");
            self.open.push(heading);
            self.indent();
            let _ = writeln!(self.out, "<heading>{}</heading>", escaped(heading));
        }
    }

    fn statement(&mut self, number: usize, statement: &Out, people: &People<'_>) {
        let mut attributes = format!("eId=\"{}_{number}\"", statement.kind);
        for (name, time) in [("start", statement.started_ms), ("end", statement.ended_ms)] {
            if let Some(time) = time {
                let _ = write!(attributes, " rec:{name}=\"{}\"", written(time));
            }
        }
        if let Some(number) = statement.on.as_ref().and_then(|on| self.places.get(on)) {
            let _ = write!(attributes, " refersTo=\"#place_{number}\"");
        }
        self.indent();
        if !statement.is_spoken() {
            let _ = writeln!(self.out, "<narrative {attributes}>{}</narrative>", lines(&statement.body));
            return;
        }
        let (kind, by) = (statement.kind, people.reference(statement.speaker.as_deref()));
        let _ = writeln!(self.out, "<{kind} {attributes} by=\"{by}\">");
        if let Some(name) = &statement.speaker {
            self.indent();
            let _ = writeln!(self.out, "  <from>{}</from>", escaped(name));
        }
        for paragraph in statement.body.split("\n\n") {
            self.indent();
            let _ = writeln!(self.out, "  <p>{}</p>", lines(paragraph));
        }
        self.indent();
        let _ = writeln!(self.out, "</{kind}>");
    }
}

/// Words whose line ends are elements.
fn lines(text: &str) -> String {
    escaped(text).replace('\n', "<br/>")
}

/// Words in an attribute, where a line's end would become a blank.
fn attribute(text: &str) -> String {
    escaped(text).replace('\n', "&#10;")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
