// Every page that a person of each role can reach by links: it answers, is accessible, fits the phone, has words in the
// language chosen, and loads nothing from elsewhere.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESK, PHONE, accessibilityProblems, overflow, startHouse } from "./house.mjs";

let house;
before(async () => {
  house = await startHouse();
});
after(() => house?.stop());

const shape = (path) =>
  path
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ":id")
    .replace(/\/agencies\/[^/?]+/, "/agencies/:slug")
    .replace(/\/(proposals|rulebooks)\/\d+/, "/$1/:number")
    .replace(/=[^&]*/g, "=")
    .replace(/#.*/, "");

/** Shapes that everybody reaches: looked at once in each language, not again as every role. */
const everybodys = new Set();

/** Visits one page of each shape, following links from `start`. */
async function crawl({ account, lang, size, start = ["/"] }) {
  const page = await house.person({ account, lang, size });
  const foreign = [];
  page.on("request", (r) => !r.url().startsWith(house.url) && !r.url().startsWith("data:") && foreign.push(r.url()));
  const waiting = start.map((path) => ({ path, from: "the beginning" }));
  const seen = new Set([...start.map(shape), ...(account ? everybodys : [])]);
  const problems = [];
  let visited = 0;
  while (waiting.length > 0 && visited < 80) {
    const { path, from } = waiting.shift();
    page.complaints.length = 0;
    const response = await page.goto(path);
    visited += 1;
    const kind = response.headers()["content-type"] ?? "";
    const say = (problem) => problems.push(`${path} (from ${from}): ${problem}`);
    if (response.status() >= 400) {
      say(`answers ${response.status()}`);
      continue;
    }
    if (!kind.startsWith("text/html")) continue;
    if ((await page.locator("h1").count()) !== 1) say(`has ${await page.locator("h1").count()} h1`);
    if ((await page.getAttribute("html", "lang")) !== lang) say("is in another language");
    const wide = await overflow(page);
    if (wide > 0) say(`is ${wide} px wider than the window`);
    const text = await page.innerText("body");
    const missing = text.match(/Unknown localization[^\n]*/);
    if (missing) say(missing[0]);
    for (const problem of await accessibilityProblems(page)) say(problem);
    for (const complaint of page.complaints) say(`console: ${complaint}`);
    const links = await page.$$eval("a[href]", (all) => all.map((a) => a.getAttribute("href")));
    for (const link of links) {
      const url = new URL(link, `${house.url}${path}`);
      if (url.origin !== house.url || /\/(export|feeds|api)\b|\.(jsonl?|csv|ics|atom|svg|md|xml)$|\/originals\/[^/]+\/file$|\/hearings\/[^/]+\/files\/[^/]+$/.test(url.pathname)) continue;
      const next = url.pathname + url.search;
      if (!seen.has(shape(next))) {
        seen.add(shape(next));
        waiting.push({ path: next, from: path });
      }
    }
  }
  await page.context().close();
  if (!account) for (const one of seen) everybodys.add(one);
  assert.deepEqual(foreign, [], "requests to other hosts");
  assert.deepEqual(problems, []);
  return visited;
}

test("pages for everybody, on a phone, in Chinese", async () => {
  assert.ok((await crawl({ lang: "zh-TW", size: PHONE })) > 10);
});

test("pages for everybody, on a desk, in English", async () => {
  assert.ok((await crawl({ lang: "en", size: DESK })) > 10);
});

const desks = {
  citizen: "/my",
  proposer: "/my",
  reviewer: "/desk/review",
  officer: "/desk/cases",
  approver: "/desk/approvals",
  moderator: "/desk/moderation",
  facilitator: "/desk/hearings",
  clerk: "/desk/counter",
  administrator: "/desk/admin",
};
for (const [account, start] of Object.entries(desks)) {
  test(`pages of the ${account}, on a phone`, async () => {
    await crawl({ account, lang: "zh-TW", size: PHONE, start: [start] });
  });
}

test("a form pressed twice is sent once, and may be sent again after coming back", async () => {
  const page = await house.person({ lang: "zh-TW", size: PHONE });
  let sent = 0;
  await page.route("**/forgot-password", async (route) => {
    if (route.request().method() === "POST") {
      sent += 1;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    await route.continue();
  });
  await page.goto("/forgot-password");
  await page.fill("#email", "nobody@example.tw");
  const button = page.locator("main form button");
  const left = page.waitForURL((url) => url.pathname !== "/forgot-password");
  const shown = await button.evaluate((pressed) => {
    pressed.click();
    pressed.click();
    return pressed.getAttribute("aria-disabled");
  });
  assert.equal(shown, "true");
  await left;
  assert.equal(sent, 1);
  await page.goBack();
  await page.fill("#email", "nobody@example.tw");
  assert.equal(await button.getAttribute("aria-disabled"), null);
  await Promise.all([page.waitForURL((url) => url.pathname !== "/forgot-password"), button.click()]);
  assert.equal(sent, 2);
  await page.context().close();
});
