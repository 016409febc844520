//! Form fields: label, hint, error, input, in this order, tied together for assistive technology.
//!
//! The words come from the keys `field-<key>` and, if there is one, `field-<key>-hint`.

use maud::{Markup, html};

use crate::form::FormView;

/// A field with a label.
#[derive(Debug, Clone, Copy)]
pub struct Field<'a> {
    /// The form it stands in.
    pub form: FormView<'a>,
    /// Its name in the form.
    pub name: &'a str,
    /// The key of its words: `field-<key>`.
    pub key: &'a str,
    /// Whether it may be left empty, which the label says.
    pub optional: bool,
    /// Label and hint from elsewhere, such as a rulebook, instead of the keys.
    pub said: Option<(&'a str, &'a str)>,
}

/// One choice of a group.
#[derive(Debug, Clone)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// A line below it.
    pub hint: Option<String>,
}

impl Choice {
    /// A choice without a hint.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: None }
    }
}

impl<'a> Field<'a> {
    /// A required field whose words are keyed by its name.
    pub fn new(form: FormView<'a>, name: &'a str) -> Self {
        Self { form, name, key: name, optional: false, said: None }
    }

    /// Uses the words of another key.
    #[must_use]
    pub fn key(mut self, key: &'a str) -> Self {
        self.key = key;
        self
    }

    /// May be left empty.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// Uses a label and a hint that come from elsewhere; an empty hint is none.
    #[must_use]
    pub fn said(mut self, label: &'a str, hint: &'a str) -> Self {
        self.said = Some((label, hint));
        self
    }

    fn words(&self, suffix: &str) -> Option<String> {
        if let Some((label, hint)) = self.said {
            let text = if suffix.is_empty() { label } else { hint };
            return (!text.is_empty()).then(|| text.to_owned());
        }
        self.form.lang.find(&format!("field-{}{suffix}", self.key.replace('_', "-")))
    }

    fn label(&self) -> Markup {
        html! {
            (self.words("").unwrap_or_else(|| self.key.to_owned()))
            @if self.optional { span.optional { (self.form.lang.t("field-optional")) } }
        }
    }

    fn described_by(&self) -> Option<String> {
        let mut ids = Vec::new();
        if self.words("-hint").is_some() {
            ids.push(format!("{}-hint", self.name));
        }
        if self.form.error(self.name).is_some() {
            ids.push(format!("{}-error", self.name));
        }
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn above(&self) -> Markup {
        html! {
            @if let Some(hint) = self.words("-hint") { p.hint id=(format!("{}-hint", self.name)) { (hint) } }
            @if let Some(error) = self.form.error(self.name) {
                p.field-error id=(format!("{}-error", self.name)) { span.visually-hidden { (self.form.lang.t("title-error-prefix")) } (error) }
            }
        }
    }

    fn class(&self) -> &'static str {
        if self.form.error(self.name).is_some() { "field has-error" } else { "field" }
    }

    /// A line of text; `kind` is the input type, `autocomplete` the purpose for the browser. The kind `numeric` is a text
    /// of digits: an input of the type `number` drops what a Chinese input method types.
    pub fn input(&self, kind: &str, autocomplete: Option<&str>) -> Markup {
        let invalid = self.form.error(self.name).is_some();
        let (kind, mode) = if kind == "numeric" { ("text", Some("numeric")) } else { (kind, None) };
        // What was typed as a password never comes back in a page.
        let value = if kind == "password" { "" } else { self.form.values.get(self.name) };
        html! {
            div class=(self.class()) {
                label for=(self.name) { (self.label()) }
                (self.above())
                input id=(self.name) name=(self.name) type=(kind) value=[(!value.is_empty()).then_some(value)]
                    inputmode=[mode] autocomplete=[autocomplete] aria-describedby=[self.described_by()] aria-invalid=[invalid.then_some("true")];
            }
        }
    }

    /// A text of several lines; `max` characters are counted below it.
    pub fn area(&self, rows: u32, max: Option<usize>) -> Markup {
        let invalid = self.form.error(self.name).is_some();
        html! {
            div class=(self.class()) {
                label for=(self.name) { (self.label()) }
                (self.above())
                textarea id=(self.name) name=(self.name) rows=(rows) data-max=[max]
                    aria-describedby=[self.described_by()] aria-invalid=[invalid.then_some("true")] { "\n" (self.form.values.get(self.name)) }
                @if let Some(max) = max {
                    p.char-count id=(format!("{}-count", self.name)) aria-live="polite" data-template=(self.form.lang.t("field-count-template")) {
                        (self.form.lang.with("field-count-limit", [("max", max.into())]))
                    }
                }
            }
        }
    }

    /// A drop-down list; `empty` is the label of choosing none.
    pub fn select(&self, empty: Option<&str>, choices: &[Choice]) -> Markup {
        let chosen = self.form.values.get(self.name);
        html! {
            div class=(self.class()) {
                label for=(self.name) { (self.label()) }
                (self.above())
                select id=(self.name) name=(self.name) aria-describedby=[self.described_by()] {
                    @if let Some(empty) = empty { option value="" { (empty) } }
                    @for choice in choices {
                        option value=(choice.value) selected[choice.value == chosen] { (choice.label) }
                    }
                }
            }
        }
    }

    /// A group of which one is chosen.
    pub fn radios(&self, choices: &[Choice]) -> Markup {
        self.group("radio", choices)
    }

    /// A group of which several may be chosen.
    pub fn checkboxes(&self, choices: &[Choice]) -> Markup {
        self.group("checkbox", choices)
    }

    fn group(&self, kind: &str, choices: &[Choice]) -> Markup {
        html! {
            fieldset class=(self.class()) aria-describedby=[self.described_by()] {
                legend { (self.label()) }
                (self.above())
                @for (i, choice) in choices.iter().enumerate() {
                    @let id = if i == 0 { self.name.to_owned() } else { format!("{}-{i}", self.name) };
                    div.choice {
                        input id=(id) type=(kind) name=(self.name) value=(choice.value)
                            checked[self.form.values.has(self.name, &choice.value)];
                        label for=(id) { (choice.label) @if let Some(hint) = &choice.hint { span.hint { br; (hint) } } }
                    }
                }
            }
        }
    }
}
