// Issues in the browser: a facilitator works through what waits by keyboard alone and without scripts, files, splits, undoes;
// a reader finds what is disputed and what each side says.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fine, main, startHouse } from "./house.mjs";

let house;
before(async () => {
  house = await startHouse();
});
after(async () => {
  assert.equal(await house?.stop(), 0, "Ctrl-C ends it cleanly");
});

/** Goes to a button by the tabulator key alone and presses it. */
async function byKeyboard(page, target) {
  await target.waitFor({ timeout: 10_000 });
  for (let step = 0; step < 200; step += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press("Tab");
  }
  assert.ok(await target.evaluate((element) => element === document.activeElement), "it is reached by keyboard");
}

async function press(page, button) {
  await byKeyboard(page, button);
  await Promise.all([page.waitForEvent("framenavigated", { timeout: 15_000 }), page.keyboard.press("Enter")]);
  await page.waitForLoadState("load");
}

/** The proposal about deposits, whose hearing was held. */
async function proposal(page) {
  await page.goto("/hearings");
  await page.getByRole("link", { name: /押金/ }).first().click();
  await page.waitForLoadState("load");
  const href = await page.locator('a[href$="/merged"]').first().getAttribute("href");
  return href.split("/")[2];
}

test("a facilitator files what waits, by keyboard and without scripts", async () => {
  const page = await house.person({ account: "facilitator", scripts: false });
  const id = await proposal(page);
  await page.goto(`/desk/proposals/${id}/filing`);
  const waiting = await page.locator('input[name="voice"]').count();
  assert.ok(waiting > 0, "something waits");
  const first = page.locator('input[name="voice"]').first();
  await byKeyboard(page, first);
  await page.keyboard.press("Space");
  assert.ok(await first.isChecked());
  await page.goto(`/desk/proposals/${id}/filing`);
  await byKeyboard(page, page.locator('input[name="issue"]').first());
  await page.keyboard.press("Space");
  await byKeyboard(page, page.locator('input[name="all"]'));
  await page.keyboard.press("Space");
  await press(page, page.locator('button[name="act"][value="file"]:not([tabindex])').first());
  assert.match(await main(page), /沒有待歸類的意見/);
  await press(page, page.locator('button[name="act"][value="undo"]'));
  assert.equal(await page.locator('input[name="voice"]').count(), waiting, "one press undoes the step");
});

test("every desk of the issues is fine to use", async () => {
  const page = await house.person({ account: "facilitator" });
  const id = await proposal(page);
  for (const path of [`/desk/proposals/${id}/issues`, `/desk/proposals/${id}/filing`]) {
    await page.goto(path);
    await fine(page);
  }
  await page.goto(`/desk/proposals/${id}/issues`);
  await page.locator('main a[href^="/desk/issues/"]').first().click();
  await page.waitForLoadState("load");
  await fine(page);
});

test("a reader sees what is disputed and what each side says", async () => {
  const page = await house.person({ scripts: false });
  const id = await proposal(page);
  await page.goto(`/proposals/${id}/merged`);
  const text = await main(page);
  for (const words of ["3 個爭點", "贊成的人說", "反對的人說", "會議發言", "線上"]) assert.match(text, new RegExp(words));
  await page.locator(".issue h2 a").first().click();
  await page.waitForLoadState("load");
  await page.getByRole("link", { name: /會議發言/ }).first().click();
  await page.waitForLoadState("load");
  assert.equal(await page.locator(".voice:not(:has(.voice-source))").count(), 0, "the hall alone is left");
});

test("the merged page, an issue and the booklet are fine to read", async () => {
  const page = await house.person({});
  const id = await proposal(page);
  await page.goto(`/proposals/${id}/merged`);
  await fine(page);
  await page.locator(".issue h2 a").first().click();
  await page.waitForLoadState("load");
  await fine(page);
  await page.goto(`/proposals/${id}/booklet`);
  await fine(page);
});
