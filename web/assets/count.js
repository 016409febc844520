// Keeps the count of a drive fresh while its page is open; without scripts the page shows the count of its loading.

const box = document.querySelector("[data-count-stream]");
const figures = document.querySelectorAll("[data-live-count]");
const bars = document.querySelectorAll(".progress progress");
const format = new Intl.NumberFormat(document.documentElement.lang);
let source;

const show = (count) => {
  for (const figure of figures) figure.textContent = format.format(count);
  for (const bar of bars) bar.value = Math.min(count, bar.max);
};

// A page that nobody looks at needs no stream.
const follow = () => {
  source?.close();
  if (document.hidden) return;
  source = new EventSource(box.dataset.countStream);
  source.addEventListener("count", (event) => show(JSON.parse(event.data).count));
};

if (box) {
  document.addEventListener("visibilitychange", follow);
  follow();
}
