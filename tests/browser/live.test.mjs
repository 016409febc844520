// Somebody reads a discussion while others write: the page says how many comments are new, nothing moves, and they are
// put in when the reader asks.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESK, PHONE, accessibilityProblems, overflow, startHouse } from "./house.mjs";

let house;
let discussion;
before(async () => {
  house = await startHouse();
  const page = await house.person();
  await page.goto("/proposals?state=open");
  const paths = await page.locator("main article a, main li a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
  discussion = `${paths.find((path) => /^\/proposals\/[0-9a-f-]{36}$/.test(path))}/discussion`;
});
after(() => house?.stop());

async function write(page, words, personal) {
  await page.goto(discussion);
  if (!(await page.locator("details.comment-box").getAttribute("open") !== null)) await page.locator("details.comment-box summary").click();
  await page.locator("form.comment-form input[value=pro]").check();
  await page.fill("form.comment-form #body", words);
  const button = page.locator("form.comment-form button[type=submit]").first();
  await Promise.all([page.waitForEvent("framenavigated"), button.click()]);
  await page.waitForLoadState("load");
  if (personal) await personal(page);
}

for (const [size, lang, one, there] of [
  [PHONE, "zh-TW", "有 1 則新留言", "已載入，前往新留言"],
  [DESK, "en", "1 new comment", "Loaded: go to the new comments"],
]) {
  test(`new comments are announced and put in without moving what is read, ${size.width} px, ${lang}`, async () => {
    const reader = await house.person({ size, lang });
    await reader.goto(discussion);
    const writer = await house.person({ account: "citizen" });
    const words = `邊讀邊收到的新留言，寬 ${size.width}，很有道理。`;
    // The reader is somewhere in the page, with the focus on a link.
    const link = reader.locator("main article a:visible").last();
    await link.evaluate((element) => {
      element.scrollIntoView({ behavior: "instant", block: "center" });
      element.focus({ preventScroll: true });
    });
    const place = () => reader.evaluate(() => [scrollY, document.activeElement.getBoundingClientRect().top]);
    const before = await place();
    await write(writer, words);
    const button = reader.locator(".live-voices a");
    await button.waitFor({ state: "visible", timeout: 15_000 });
    assert.equal(await button.innerText(), one);
    assert.deepEqual(await place(), before, "nothing moved, and the focus stayed");
    assert.equal(await overflow(reader), 0);
    assert.deepEqual(await accessibilityProblems(reader), []);

    const article = reader.locator("main article").last();
    const top = () => article.evaluate((one) => Math.round(one.getBoundingClientRect().top));
    const held = await top();
    await button.click();
    await reader.locator("#new-voices article").first().waitFor({ state: "visible" });
    assert.ok(Math.abs((await top()) - held) <= 1, "what is read stays where it was");
    assert.match(await reader.innerText("#new-voices"), new RegExp(words));
    assert.equal(await button.innerText(), there);
    assert.equal(await reader.evaluate(() => document.activeElement.textContent), there, "the button keeps the focus");
    await button.click();
    assert.equal(await reader.evaluate(() => document.activeElement.id), "new-voices");
    assert.deepEqual(reader.complaints, []);
    await reader.context().close();
    await writer.context().close();
  });
}

test("personal data is asked about, and nothing that was typed is lost", async () => {
  const writer = await house.person({ account: "proposer", size: PHONE });
  await write(writer, "請打 0912-345-678 找我討論這件提議。", async (page) => {
    assert.match(await page.innerText("main"), /0912-345-678/);
    assert.equal(await page.inputValue("form.comment-form #body"), "請打 0912-345-678 找我討論這件提議。");
    assert.deepEqual(await accessibilityProblems(page), []);
    const all = page.getByRole("button", { name: "仍要發布" });
    await Promise.all([page.waitForEvent("framenavigated"), all.click()]);
    await page.waitForLoadState("load");
  });
  await writer.goto(`${discussion}?order=newest`);
  assert.match(await writer.innerText("main"), /請打 0912-345-678 找我/);
});
