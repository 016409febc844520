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
