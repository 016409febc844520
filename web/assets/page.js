// Adds to every page; each page works without it.

// An error summary takes the focus, so that a screen reader begins there.
document.querySelector(".error-summary")?.focus();

// A form is sent once: a second press while the first is under way does nothing, and its buttons show that. They are
// not `disabled`: the pressed one would lose its value and the focus, and some browsers keep it so after a reload.
const forms = document.querySelectorAll("form[method=post]");
const mark = (form, sent) => {
  form.toggleAttribute("data-sent", sent);
  for (const button of form.querySelectorAll("button")) {
    if (sent) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }
};
for (const form of forms) {
  form.addEventListener("submit", (event) => {
    if (form.hasAttribute("data-sent")) {
      event.preventDefault();
      return;
    }
    mark(form, true);
    // Nothing came of it, for example because the visitor stopped the page: they may try again.
    setTimeout(mark, 15_000, form, false);
  });
}
// A page that comes back from the browser's cache may be sent again.
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of forms) mark(form, false);
});

// Prints the page; without this the browser's own menu does.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// How many characters are left in fields that have a limit.
for (const field of document.querySelectorAll("[data-max]")) {
  const max = Number(field.dataset.max);
  const output = document.getElementById(`${field.id}-count`);
  if (!output) continue;
  const show = () => {
    const length = [...field.value.trim()].length;
    output.textContent = output.dataset.template.replace("{n}", length).replace("{max}", max);
    output.classList.toggle("over", length > max);
  };
  field.addEventListener("input", show);
  show();
}

// Forms that are sent again and again: one begins at their first field, and sends from any of them.
const quick = document.querySelector("form[data-quick]");
if (quick) {
  if (!document.querySelector(".error-summary")) quick.querySelector("input, textarea")?.focus();
  quick.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    quick.requestSubmit();
  });
}

// Keys of the moderator's desk: what is marked with data-key is pressed by its key, digits choose of a group, j and k move
// through a list. They are off in fields, with a modifier, and where the switch on the page says so.
const help = document.querySelector("[data-keys]");
if (help) {
  help.hidden = false;
  const toggle = help.querySelector("[data-keys-switch]");
  toggle.checked = localStorage.getItem("keys") !== "off";
  toggle.addEventListener("change", () => localStorage.setItem("keys", toggle.checked ? "on" : "off"));
  const rows = [...document.querySelectorAll("[data-row]")];
  addEventListener("keydown", (event) => {
    const typing = event.target.matches("textarea, select, input:not([type=radio]):not([type=checkbox])");
    if (!toggle.checked || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = rows.indexOf(document.activeElement);
    const move = { j: at + 1, k: Math.max(at - 1, 0) }[event.key];
    const radios = document.querySelectorAll("[data-digits] input[type=radio]");
    const field = document.querySelector(`[data-key-area="${CSS.escape(event.key)}"] textarea`);
    const button = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (rows[move]) rows[move].focus();
    else if (radios[event.key - 1]) {
      radios[event.key - 1].checked = true;
      radios[event.key - 1].focus();
    } else if (field) field.focus();
    else if (button) button.click();
    else return;
    event.preventDefault();
  });
}
