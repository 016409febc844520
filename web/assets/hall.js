// Follows a hearing while it goes on: puts statements in as they are typed, and says when new questions have come. Without
// scripts, or where there is no stream to be had, the page is what it was when it was loaded.

const place = document.getElementById("hall-lines");
const box = document.querySelector("[data-hall-questions]");
const status = document.getElementById("hall-status");
const stage = document.getElementById("hall-stage");
let after = Number(place?.dataset.after ?? 0);
let source;
let over = false;

const element = (name, classes, ...inner) => {
  const made = document.createElement(name);
  made.className = classes;
  made.append(...inner);
  return made;
};

const paragraphs = (text) =>
  text.split(/\n{2,}/).map((part) => element("p", "", ...part.split("\n").flatMap((line, n) => (n ? [document.createElement("br"), line] : [line]))));

// What stands in the place of words that a moderator hid.
const hidden = ({ ground, reason }) => {
  const copy = document.getElementById(`hall-hidden-${ground}`).content.cloneNode(true);
  copy.querySelector("p:last-child").append(reason);
  return copy;
};

// What whoever looks may do with a statement.
const acts = (line) => {
  const made = [];
  const strike = document.getElementById("hall-strike")?.content.cloneNode(true);
  if (strike) {
    strike.querySelector("[name=statement]").value = line.id;
    made.push(strike);
  }
  const moderate = document.getElementById("hall-moderate")?.content.cloneNode(true);
  if (moderate && !line.narrative) {
    moderate.querySelector("a").href += line.id;
    made.push(moderate);
  }
  return made;
};

const show = (line) => {
  const there = document.getElementById(`s-${line.id}`);
  // It stands there, unless a moderator has hidden it since or shows it again.
  if (there && !line.hidden && there.dataset.hidden === undefined) return;
  const made = element("div", line.narrative ? "narrative" : "statement");
  made.id = `s-${line.id}`;
  made.dataset.position = line.position;
  if (!line.narrative) {
    const number = element("a", "statement-number", `#${line.position}`);
    number.href = `/statements/${line.id}`;
    made.append(element("p", "voice-head", element("strong", "voice-name", line.speaker || place.dataset.unnamed), " ", number));
  }
  if (line.hidden) {
    made.dataset.hidden = "";
    made.append(hidden(line.hidden));
  } else {
    made.append(...paragraphs(line.body), ...acts(line));
  }
  if (there) there.replaceWith(made);
  else place.append(made);
  document.getElementById("hall-empty")?.remove();
};

// Whoever reads at the end goes along; whoever reads further up is not moved.
const atEnd = () => innerHeight + scrollY >= document.documentElement.scrollHeight - 120;

const hear = (event) => {
  const told = JSON.parse(event.data);
  over = told.stage === "over";
  if (over) source?.close();
  if (place) {
    const along = !document.getElementById("steno-form") && atEnd();
    const fresh = told.lines.some((line) => line.position > after);
    for (const line of told.lines) {
      show(line);
      after = Math.max(after, line.position);
    }
    for (const id of told.dropped) document.getElementById(`s-${id}`)?.remove();
    if (along && fresh) scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" });
    if (status && fresh) status.textContent = status.dataset.words;
    const words = stage?.dataset[told.stage];
    if (words) stage.querySelector(".badge").textContent = words;
    dispatchEvent(new CustomEvent("hall", { detail: told }));
  }
  if (box) {
    const more = told.questions - Number(box.dataset.hallQuestions);
    const button = box.querySelector("a");
    button.hidden = more <= 0;
    if (more > 0) button.textContent = box.querySelector("[role=status]").textContent = box.dataset.words.replace("{count}", more);
  }
};

const follow = () => {
  source?.close();
  source = undefined;
  // A page that nobody looks at needs no stream, and after the end nothing comes.
  if (document.hidden || over) return;
  const address = place?.dataset.hall ?? box?.dataset.hall;
  source = new EventSource(`${address}?after=${after}`);
  source.addEventListener("hall", hear);
  source.addEventListener("reload", () => location.reload());
};

if (place || box) {
  document.addEventListener("visibilitychange", follow);
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (event) => event.persisted && follow());
  follow();
}
