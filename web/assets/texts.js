// Words that are selected in one paragraph of a draft text can be commented on: a button leads to the form, which says where
// they stand. Without scripts there are links for articles and paragraphs.

const body = document.querySelector("[data-text-body]");
// No longer than what the platform takes.
const MOST = 300;

if (body) {
  for (const hint of document.querySelectorAll("[data-with-script]")) hint.hidden = false;
  const button = document.createElement("a");
  button.className = "button text-select";
  button.textContent = body.dataset.words;
  button.hidden = true;
  body.after(button);

  const wordsOf = (node) => (node?.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.("[data-paragraph]");

  const chosen = () => {
    const selection = getSelection();
    if (!selection?.rangeCount || selection.isCollapsed) return undefined;
    const range = selection.getRangeAt(0);
    const paragraph = wordsOf(range.startContainer);
    if (!paragraph || !body.contains(paragraph)) return undefined;
    // What goes on beyond the paragraph ends with it.
    const within = range.cloneRange();
    if (wordsOf(range.endContainer) !== paragraph) within.setEndAfter(paragraph.lastChild);
    const before = document.createRange();
    before.setStart(paragraph, 0);
    before.setEnd(within.startContainer, within.startOffset);
    const all = within.toString();
    const quote = all.trim();
    const length = [...quote].length;
    if (length === 0 || length > MOST) return undefined;
    const start = [...before.toString()].length + [...all.slice(0, all.indexOf(quote))].length;
    return { article: paragraph.dataset.article, paragraph: paragraph.dataset.paragraph, start, quote };
  };

  document.addEventListener("selectionchange", () => {
    const place = chosen();
    button.hidden = !place;
    if (!place) return;
    const query = new URLSearchParams({ paragraph: place.paragraph, start: place.start, quote: place.quote });
    button.href = `${body.dataset.textBody}/articles/${place.article}?${query}#write`;
  });
}
