// Adds to every page; each page works without it.

// An error summary takes the focus, so that a screen reader begins there.
document.querySelector(".error-summary")?.focus();

// A form is sent once: a second press while the first is under way does nothing.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    // A page that comes back from the browser's cache may be sent again.
    addEventListener("pageshow", () => delete form.dataset.sent, { once: true });
  });
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
