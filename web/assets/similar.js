// While a title is being written, shows proposals like it. Without this the next step shows them.
const field = document.getElementById("title");
const place = document.getElementById("similar");

if (field && place) {
  let timer;
  let asked = "";
  const ask = async () => {
    const title = field.value.trim();
    if (title === asked) return;
    asked = title;
    if ([...title].length < 3) {
      place.replaceChildren();
      return;
    }
    const answer = await fetch(`/proposals/similar?title=${encodeURIComponent(title)}`).catch(() => null);
    // A slower answer to an earlier question is dropped.
    if (!answer?.ok || title !== asked) return;
    const text = await answer.text();
    const page = new DOMParser().parseFromString(text, "text/html");
    place.replaceChildren(...page.body.childNodes);
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 400);
  });
  ask();
}
