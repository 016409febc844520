// Opinions of paper forms typed one after another without the mouse, and an original that a reviewer looks at first.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESK, PHONE, fine, main, press, startHouse } from "./house.mjs";

let house;
before(async () => {
  house = await startHouse();
});
after(() => house?.stop());

/** The page for typing of the first proposal that is offered. */
async function typing(page) {
  await page.goto("/desk/counter");
  await press(page, page.locator('a[href="/desk/opinions"]'));
  await press(page, page.locator(".plain-list a").first());
}

for (const [size, lang, side] of [
  [DESK, "zh-TW", "pro"],
  [PHONE, "en", "con"],
]) {
  test(`a clerk types two opinions by keyboard at ${size.width} px in ${lang}`, async () => {
    const page = await house.person({ account: "clerk", size, lang });
    await page.goto("/desk/opinions");
    await fine(page);
    await typing(page);
    await fine(page);
    await page.setViewportSize(size);
    const say = async (words, name) => {
      assert.equal(await page.evaluate(() => document.activeElement.name), "stance", "one begins at the first field");
      await page.keyboard.press("Space");
      if (side === "con") await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Tab");
      await page.keyboard.type(words);
      await page.keyboard.press("Tab");
      await page.keyboard.type(name);
      const next = page.waitForURL(/done=opinion-entered/);
      await page.keyboard.press("Control+Enter");
      await next;
    };
    await page.fill("#place", "信義區公所");
    await page.locator("[name=stance]").first().focus();
    await say(`打字的意見 ${size.width}`, "王小明");
    assert.equal(await page.inputValue("#place"), "信義區公所", "what stays is there for the next one");
    assert.equal(await page.inputValue("#body"), "");
    await page.goto(page.url().replace("&done=opinion-entered", "").replace("?done=opinion-entered", ""));
    await say(`第二則意見 ${size.width}`, "");
    await fine(page);
    const lines = await page.locator("ol.rows li").allInnerTexts();
    assert.ok(lines[0].includes(`第二則意見 ${size.width}`) && lines[1].includes("王小明"), lines.join("|"));
    const label = await page.locator(side === "con" ? "label[for=stance-1]" : "label[for=stance]").innerText();
    assert.equal(await page.locator("ol.rows li strong").first().innerText(), label);
    await page.context().close();
  });
}

test("a scan waits until a reviewer has looked at it", async () => {
  const clerk = await house.person({ account: "clerk", size: PHONE });
  await typing(clerk);
  await clerk.locator("[name=stance]").first().check();
  await clerk.fill("#body", "附上掃描檔的意見");
  await clerk.setInputFiles("#file", { name: "王小明.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7\n%%EOF") });
  await clerk.click('form[data-quick] button[type="submit"]');
  await clerk.waitForURL(/done=opinion-entered/);
  const voice = await clerk.locator("ol.rows a").first().getAttribute("href");
  const stranger = await house.person({ size: PHONE });
  await stranger.goto(voice);
  assert.match(await main(stranger), /有原件，確認/);
  await fine(stranger);

  const reviewer = await house.person({ account: "reviewer", size: PHONE });
  await reviewer.goto("/desk/review");
  await press(reviewer, reviewer.locator('a[href="/desk/originals"]'));
  await fine(reviewer);
  await press(reviewer, reviewer.locator("a", { hasText: "附上掃描檔的意見" }));
  await fine(reviewer, { languages: ["zh-TW", "en"] });
  await press(reviewer, reviewer.locator('button[value="keep_back"]'));
  assert.equal(await reviewer.locator(".error-summary").count(), 1);
  await fine(reviewer, { expected: [422] });
  await press(reviewer, reviewer.locator('button[value="release"]'));
  assert.match(reviewer.url(), /done=original-released/);
  await stranger.reload();
  const link = stranger.locator('main a[href^="/originals/"]');
  assert.equal(await link.count(), 1, await main(stranger));
  const [download] = await Promise.all([stranger.waitForEvent("download"), link.click()]);
  assert.match(download.suggestedFilename(), /^original-[0-9a-f-]+\.pdf$/);
  for (const page of [clerk, stranger, reviewer]) await page.context().close();
});
