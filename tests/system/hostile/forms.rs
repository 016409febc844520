//! The forms of a page, filled in by somebody who types such words into every field that takes any.

use scraper::{ElementRef, Html, Selector};

use super::strings::Supply;

/// A form as it would be sent by one of its buttons.
pub struct Filled {
    /// Where to.
    pub action: String,
    /// What is in it.
    pub fields: Vec<(String, String)>,
    /// The names of its fields for files; such a form is sent in parts.
    pub files: Option<Vec<String>>,
}

/// What is not pressed: it would end the visit, or change what day it is for everybody.
const LEFT_ALONE: &[&str] = &[
    "/sign-out",
    "/sign-in",
    "/language",
    "/demo/",
    "/account/delete",
    "/account/password",
    "/account/sign-out-everywhere",
    "/account/devices",
    "/account/second-factor",
    "/revoke",
    "/desk/admin/polling-days",
    "/pause",
    "/desk/admin/mail-domains",
];

/// All forms of a page that change something, once for each of their buttons.
pub fn filled(body: &str, path: &str, supply: &mut Supply) -> Vec<Filled> {
    let document = Html::parse_document(body);
    let mut all = Vec::new();
    for form in document.select(&selector("form[method=post]")) {
        let action = form.attr("action").filter(|action| !action.is_empty()).unwrap_or(path);
        let own = form.attr("id").unwrap_or("-");
        let outside = format!("[form=\"{own}\"]");
        let controls: Vec<ElementRef<'_>> = form
            .select(&selector("input, textarea, select, button"))
            .chain(document.select(&selector(&outside)))
            .filter(|control| control.attr("disabled").is_none())
            .collect();
        let mut buttons: Vec<ElementRef<'_>> =
            controls.iter().filter(|c| c.value().name() == "button").copied().collect();
        buttons.dedup_by_key(|button| (button.attr("name"), button.attr("value"), button.attr("formaction")));
        for button in buttons.into_iter().take(4) {
            let action = button.attr("formaction").unwrap_or(action);
            if !action.starts_with('/') || LEFT_ALONE.iter().any(|left| action.contains(left)) {
                continue;
            }
            let (fields, files) = values(&controls, button, supply);
            let kind = button.attr("formenctype").or(form.attr("enctype"));
            let in_parts = kind.is_some_and(|kind| kind.starts_with("multipart"));
            all.push(Filled { action: action.to_owned(), fields, files: in_parts.then_some(files) });
        }
    }
    all
}

fn values(
    controls: &[ElementRef<'_>],
    button: ElementRef<'_>,
    supply: &mut Supply,
) -> (Vec<(String, String)>, Vec<String>) {
    let (mut fields, mut files): (Vec<(String, String)>, Vec<String>) = Default::default();
    for control in controls {
        let Some(name) = control.attr("name").filter(|name| !name.is_empty()) else { continue };
        let has = |name: &str, fields: &[(String, String)]| fields.iter().any(|(known, _)| known == name);
        let value = control.attr("value").unwrap_or_default();
        let most = |usual: usize| {
            let stated = control.attr("maxlength").or_else(|| control.attr("data-max"));
            stated.and_then(|most| most.parse().ok()).unwrap_or(usual)
        };
        let typed = match (control.value().name(), control.attr("type").unwrap_or("text")) {
            ("textarea", _) => supply.text(most(400).min(900), "\n\n"),
            ("select", _) => {
                let option = selector("option");
                let options = control.select(&option).filter_map(|option| option.attr("value"));
                options.filter(|value| !value.is_empty()).last().unwrap_or_default().to_owned()
            }
            ("button", _) if *control == button => value.to_owned(),
            ("button", _) | (_, "submit" | "reset" | "image") => continue,
            (_, "file") => {
                files.push(name.to_owned());
                continue;
            }
            (_, "hidden") => value.to_owned(),
            (_, "radio") if has(name, &fields) => continue,
            (_, "radio" | "checkbox") => if value.is_empty() { "on" } else { value }.to_owned(),
            (_, "date") => kept(value, "2030-03-20"),
            (_, "time") => kept(value, "14:00"),
            (_, "datetime-local") => kept(value, "2030-03-20T14:00"),
            (_, "number") => kept(value, "3"),
            (_, "email") => kept(value, "somebody@example.org"),
            (_, "tel") => kept(value, "0912345678"),
            (_, "password") => "一句十個字以上的通關密語".to_owned(),
            _ if control.attr("inputmode") == Some("numeric") => kept(value, "3"),
            _ => supply.text(most(40).min(60), " "),
        };
        fields.push((name.to_owned(), typed));
    }
    (fields, files)
}

fn kept(value: &str, otherwise: &str) -> String {
    if value.is_empty() { otherwise.to_owned() } else { value.to_owned() }
}

/// The links of a page that stay in the house.
pub fn links(body: &str) -> Vec<String> {
    let document = Html::parse_document(body);
    let leads = selector("a[href], iframe[src], img[src]");
    let all = document.select(&leads);
    let there = all.filter_map(|element| element.attr("href").or_else(|| element.attr("src")));
    there.filter(|link| link.starts_with('/') && !link.starts_with("//")).map(str::to_owned).collect()
}

/// Whether a page shows a picture or loads anything else by itself.
pub fn has_picture(body: &str) -> bool {
    Html::parse_document(body)
        .select(&selector("[src], [srcset], [background], link, object"))
        .next()
        .is_some()
}

/// All words of a page as they are read, without white space.
pub fn words(body: &str) -> String {
    let document = Html::parse_document(body);
    document.root_element().text().flat_map(str::chars).filter(|c| !c.is_whitespace()).collect()
}

fn selector(text: &str) -> Selector {
    Selector::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}
