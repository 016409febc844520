// While a title or its content is being written, shows proposals like it. Without this each step shows them when it opens.
const place = document.getElementById("similar");
const titleField = document.getElementById("title");
const textField = document.getElementById("content");
const field = titleField ?? textField;

if (field && place) {
  let timer;
  let asked = "";
  const ask = async () => {
    const title = (titleField?.value ?? place.dataset.title ?? "").trim();
    const text = [...(textField?.value ?? "").trim()].slice(0, 600).join("");
    const body = new URLSearchParams({ title, text });
    const query = body.toString();
    if (query === asked) return;
    asked = query;
    if ([...title].length < 3) {
      place.replaceChildren();
      return;
    }
    const answer = await fetch("/proposals/similar/draft", { method: "POST", body }).catch(() => null);
    // A slower answer to an earlier question is dropped.
    if (!answer?.ok || query !== asked) return;
    const html = await answer.text();
    const page = new DOMParser().parseFromString(html, "text/html");
    // What is the same stays, so that nobody is told it again.
    if (page.body.innerHTML === place.innerHTML) return;
    place.replaceChildren(...page.body.childNodes);
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, titleField ? 400 : 1200);
  });
  if (titleField) ask();
}
