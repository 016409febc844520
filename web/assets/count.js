// Keeps the count of a drive fresh while its page is open; without scripts the page shows the count of its loading.

const POLL = 30_000;
const SAY = 30_000;

const box = document.querySelector("[data-count-stream]");
const figures = document.querySelectorAll("[data-live-count]");
const bars = document.querySelectorAll(".progress progress");
const news = document.querySelector("[data-count-news]");
const format = new Intl.NumberFormat(document.documentElement.lang);
let source;
let poll;
let shown;
let saying;

// Whoever listens to the page hears at most two counts a minute, and always the last one.
const say = () => {
  saying = undefined;
  news.textContent = news.dataset.countNews.replace("{count}", format.format(shown));
};

const show = (count) => {
  for (const figure of figures) figure.textContent = format.format(count);
  for (const bar of bars) bar.value = Math.min(count, bar.max);
  if (shown !== undefined && shown !== count && news) saying ??= setTimeout(say, SAY);
  shown = count;
};

const ask = async () => {
  try {
    const answer = await fetch(box.dataset.count, { headers: { accept: "application/json" } });
    if (answer.ok) show((await answer.json()).count);
  } catch {
    // The next time.
  }
};

const stop = () => {
  source?.close();
  clearInterval(poll);
  poll = undefined;
};

// A page that nobody looks at needs no stream. Where there is none to be had, it asks from time to time.
const follow = () => {
  stop();
  if (document.hidden) return;
  source = new EventSource(box.dataset.countStream);
  source.addEventListener("count", (event) => show(JSON.parse(event.data).count));
  source.addEventListener("error", () => {
    // While the browser tries again by itself, it is not closed.
    if (source.readyState === EventSource.CLOSED) poll ??= setInterval(ask, POLL);
  });
};

if (box) {
  document.addEventListener("visibilitychange", follow);
  addEventListener("pagehide", stop);
  addEventListener("pageshow", (event) => event.persisted && follow());
  follow();
}
