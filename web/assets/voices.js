// Says how many comments are new while a discussion is open, and puts them in when the reader asks; nothing that is being
// read moves. Without scripts, or where there is no stream to be had, the page is what it was when it was loaded.

const box = document.querySelector("[data-live-voices]");
const button = box?.querySelector("a");
const status = box?.querySelector("[role=status]");
const place = document.getElementById("new-voices");
const format = new Intl.NumberFormat(document.documentElement.lang);
let source;
let missing = 0;

const words = (count) => {
  const { words, wordsOne, wordsMost, most } = box.dataset;
  if (count >= Number(most)) return wordsMost.replace("{count}", format.format(Number(most)));
  return count === 1 ? wordsOne : words.replace("{count}", format.format(count));
};

const show = (count) => {
  // What a moderator hid meanwhile is announced no more.
  missing = count;
  if (count === 0) {
    if (button.getAttribute("href") !== "#new-voices") button.hidden = true;
    return;
  }
  button.href = box.dataset.new;
  button.textContent = words(count);
  button.hidden = false;
  status.textContent = words(count);
};

// A page that nobody looks at needs no stream: when it is looked at again, the first event tells all that is new.
const follow = () => {
  source?.close();
  source = undefined;
  if (document.hidden) return;
  source = new EventSource(box.dataset.liveVoices);
  source.addEventListener("new", (event) => show(JSON.parse(event.data).count));
};

// What stands at the top of the window, to be held there.
const reading = () =>
  [...document.querySelectorAll("main article, main form, main h1")].find((one) => one.getBoundingClientRect().bottom > 0);

const put = (page) => {
  const arrived = page.getElementById("arrived");
  if (!arrived) return 0;
  const fresh = [...arrived.children].filter((item) => {
    const id = item.querySelector("[id^=voice-]")?.id;
    return id && !document.getElementById(id);
  });
  const held = reading();
  const before = held?.getBoundingClientRect().top ?? 0;
  place.hidden = false;
  place.querySelector("ol").prepend(...fresh);
  scrollBy({ top: (held?.getBoundingClientRect().top ?? 0) - before, behavior: "instant" });
  box.dataset.liveVoices = arrived.dataset.stream;
  box.dataset.new = arrived.dataset.new;
  return fresh.length;
};

const load = async (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (missing === 0) {
    // They are there: the link leads to them, and is not needed any more.
    button.hidden = true;
    place.focus({ preventScroll: true });
    return;
  }
  event.preventDefault();
  const answer = await fetch(box.dataset.new).catch(() => undefined);
  if (!answer?.ok) {
    location.href = box.dataset.new;
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const count = put(page);
  missing = 0;
  // The button keeps the focus, and leads to what was put in.
  button.href = "#new-voices";
  button.textContent = box.dataset.wordsThere;
  if (count > 0) status.textContent = box.dataset.wordsThere;
  else button.hidden = true;
  follow();
};

if (box && place) {
  button.addEventListener("click", load);
  document.addEventListener("visibilitychange", follow);
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (event) => event.persisted && follow());
  follow();
}
