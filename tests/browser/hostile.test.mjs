// Words of people with ill will on every page, in a browser that keeps the policy the platform sends: nothing runs, nothing
// is loaded, nothing asks, and no page becomes wider than a phone.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { PHONE, overflow, startHouse } from "./house.mjs";

const strings = JSON.parse(readFileSync("../hostile.json", "utf8"));
const shared = process.env.FOLKMOOT_SHARED_DATA ?? resolve("../../../shared/data");
const blns = join(shared, "hostile/blns.json");
if (existsSync(blns)) strings.push(...JSON.parse(readFileSync(blns, "utf8")).filter(Boolean));
// Control characters and those that turn the direction around are refused by every field.
const taken = strings.filter((text) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff]/.test(text));
taken.push("長".repeat(390), "x".repeat(390));

let house;
before(async () => {
  house = await startHouse();
});
after(() => house?.stop());

// What would end the visit or change the day for everybody is left alone.
const leftAlone = ["/sign-out", "/sign-in", "/language", "/demo/", "/account", "/revoke", "/polling-days", "/pause", "/mail-domains"];

const shape = (path) =>
  path
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ":id")
    .replace(/\/agencies\/[^/?]+/, "/agencies/:slug")
    .replace(/\/(proposals|rulebooks)\/\d+/, "/$1/:number")
    .replace(/=[^&]*/g, "=")
    .replace(/#.*/, "");

/** Fills in all forms of the page in it, and sends each with each of its buttons from there. */
function sendForms([texts, from, leftAlone, known]) {
  const sent = [];
  let next = from;
  const text = (most, joint) => {
    let out = texts[next++ % texts.length].slice(0, most);
    while (out.length < 60 && out.length < most - 40) out += joint + texts[next++ % texts.length].slice(0, most - out.length - joint.length);
    return out;
  };
  const jobs = [];
  for (const form of document.querySelectorAll("form[method=post]")) {
    for (const button of [...form.querySelectorAll("button")].slice(0, 3)) {
      const action = new URL(button.getAttribute("formaction") ?? form.getAttribute("action") ?? location.href, location.href);
      const shape = action.pathname.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ":id") + (button.value ?? "");
      if (leftAlone.some((left) => action.pathname.includes(left)) || known.includes(shape) || sent.includes(shape)) continue;
      sent.push(shape);
      const data = new FormData(form);
      for (const field of form.elements) {
        if (!field.name || field.disabled) continue;
        const most = Number(field.getAttribute("maxlength") ?? field.dataset?.max ?? (field.matches("textarea") ? 400 : 40));
        if (field.matches("textarea")) data.set(field.name, text(Math.min(most, 900), "\n\n"));
        else if (field.matches("input[type=text], input[type=search], input:not([type])") && field.inputMode !== "numeric") data.set(field.name, text(Math.min(most, 60), " "));
        else if (field.matches("input[type=radio], input[type=checkbox]") && !data.has(field.name)) data.set(field.name, field.value);
        else if (field.matches("select") && !data.get(field.name)) data.set(field.name, [...field.options].map((o) => o.value).filter(Boolean).pop() ?? "");
        else if (field.matches("input[type=date]") && !field.value) data.set(field.name, "2030-03-20");
        else if (field.matches("input[type=number], input[inputmode=numeric]") && !field.value) data.set(field.name, "3");
        else if (field.matches("input[type=file]")) data.set(field.name, new File([`### ${texts[next++ % texts.length].split("\n")[0]}：\n${texts[next++ % texts.length]}\n`], '"><x-harm>.md'));
      }
      if (button.name) data.set(button.name, button.value);
      const body = (button.getAttribute("formenctype") ?? form.enctype) === "multipart/form-data" ? data : new URLSearchParams([...data].filter(([, value]) => typeof value === "string"));
      jobs.push(fetch(action, { method: "POST", body }).then((answer) => answer.status));
    }
  }
  return Promise.all(jobs).then((statuses) => ({ sent, statuses, next }));
}

const accounts = [null, "citizen", "proposer", "reviewer", "officer", "approver", "moderator", "facilitator", "clerk", "administrator"];
const starts = { citizen: "/my", proposer: "/my/proposals", reviewer: "/desk/review", officer: "/desk/cases", approver: "/desk/approvals", moderator: "/desk/moderation", facilitator: "/desk/hearings", clerk: "/desk/counter", administrator: "/desk/admin" };

/** Opens one page of each kind; where `send` is set, sends each kind of form as well. */
async function walk(account, { send, known }) {
  const page = await house.person({ account: account ?? undefined, lang: "zh-TW", size: PHONE });
  const problems = [];
  let here = "";
  await page.addInitScript(() => {
    globalThis.harm = [];
    addEventListener("securitypolicyviolation", (event) => globalThis.harm.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  page.on("dialog", (dialog) => {
    problems.push(`${here}: a dialog ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(house.url) && !request.url().startsWith("data:")) problems.push(`${here}: asks for ${request.url()}`);
  });
  const waiting = ["/", "/proposals", "/hearings", "/agencies", "/moderation", starts[account] ?? "/search?q=script"];
  const seen = new Set();
  let [opened, taken_] = [0, 0];
  while (waiting.length > 0 && opened < 45) {
    here = waiting.shift();
    const kind = shape(here);
    if (seen.has(kind) || (account && known.pages.has(kind))) continue;
    seen.add(kind);
    page.complaints.length = 0;
    const answer = await page.goto(here);
    opened += 1;
    if (answer.status() >= 500 && answer.status() !== 503) problems.push(`${here} answers ${answer.status()}`);
    if (answer.status() >= 400 || !(answer.headers()["content-type"] ?? "").startsWith("text/html")) continue;
    if (!account) known.pages.add(kind);
    const wide = await overflow(page);
    if (wide > 0) problems.push(`${here} is ${wide} px wider than the window`);
    for (const harm of await page.evaluate(() => globalThis.harm)) problems.push(`${here}: the policy was broken: ${harm}`);
    for (const complaint of page.complaints) problems.push(`${here}: ${complaint}`);
    if (await page.evaluate(() => document.querySelector("x-harm, [data-harm], [onfocus], [onclick], [onmouseover], [onerror]") !== null)) problems.push(`${here}: words became markup`);
    const links = await page.$$eval("a[href]", (all) => all.map((a) => a.href));
    for (const link of links) {
      const url = new URL(link);
      if (url.origin !== house.url || /\/(export|feeds|api)\b|\.(jsonl?|csv|ics|atom|svg|md|xml)$|\/file$|\/files\//.test(url.pathname)) continue;
      waiting.push(url.pathname + url.search);
    }
    if (!send) continue;
    const done = await page.evaluate(sendForms, [taken, known.next, leftAlone, [...known.forms]]);
    known.next = done.next;
    for (const one of done.sent) known.forms.add(one);
    for (const status of done.statuses) if (status >= 500 && status !== 503) problems.push(`${here}: a form answers ${status}`);
    taken_ += done.statuses.filter((status) => status < 400).length;
  }
  await page.context().close();
  return { problems, opened, taken: taken_ };
}

test("nothing that people write runs, loads, asks or stretches a page", { timeout: 600_000 }, async () => {
  const known = { pages: new Set(), forms: new Set(), next: 0 };
  const problems = [];
  let [opened, accepted] = [0, 0];
  for (const account of accounts) {
    const walked = await walk(account, { send: true, known });
    problems.push(...walked.problems);
    accepted += walked.taken;
  }
  known.pages.clear();
  for (const account of accounts) {
    const walked = await walk(account, { send: false, known });
    problems.push(...walked.problems);
    opened += walked.opened;
  }
  assert.deepEqual([...new Set(problems)], []);
  assert.ok(opened > 120 && accepted > 30, `${opened} pages, ${accepted} forms taken`);
});
