// Saves a draft by itself while somebody is writing it. Without this there is the button that saves.
const form = document.querySelector("form[data-autosave]");
const told = document.getElementById("autosave");

if (form && told) {
  const every = Number(form.dataset.autosave) * 1000;
  const words = told.dataset;
  let changed = false;
  let stopped = false;
  let running = false;

  const tell = (text) => {
    told.textContent = text;
  };
  const stop = (text) => {
    stopped = true;
    tell(text);
  };
  const save = async () => {
    if (!changed || stopped || running || form.hasAttribute("data-sent")) return;
    running = true;
    changed = false;
    const body = new URLSearchParams(new FormData(form));
    body.set("act", "autosave");
    // A sign-in that has ended answers with a way to the sign-in page: nothing was saved then.
    const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => null);
    const said = await answer?.json().catch(() => null);
    running = false;
    if (answer?.ok && said) {
      form.elements.base.value = said.version;
      tell(said.words);
      return;
    }
    changed = true;
    // A colleague was faster, or nothing can be saved any more: pressing the button shows what to do.
    if (answer?.status === 409 || answer?.status === 403) stop(said?.words ?? words.failed);
    else tell(said?.words ?? words.failed);
  };
  form.addEventListener("input", () => {
    changed = true;
  });
  form.addEventListener("submit", () => {
    changed = false;
  });
  addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
  setInterval(save, every);
}
