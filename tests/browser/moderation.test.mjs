// A moderator works ten reports without the mouse; whose comment was hidden reads why, appeals to another moderator and wins.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PHONE, fine, main, press, startHouse } from "./house.mjs";

let house;
before(async () => {
  house = await startHouse();
});
after(async () => {
  assert.equal(await house?.stop(), 0, "Ctrl-C ends it cleanly");
});

const REPORTS = 10;

/** Reports comments of others until there are enough. */
async function report(page, taken) {
  const proposals = (await (await page.request.get("/api/v1/proposals?limit=50")).json()).items;
  const reported = [];
  for (const { id } of proposals) {
    const voices = (await (await page.request.get(`/api/v1/proposals/${id}/voices?channel=online&limit=50`)).json()).items;
    for (const voice of voices) {
      if (reported.length === REPORTS) return reported;
      if (taken.includes(voice.id)) continue;
      const answer = await page.goto(`/voices/${voice.id}/report`);
      if (answer.status() !== 200) continue;
      await page.locator('input[name="ground"]').first().check();
      await press(page, page.locator("main form[method=post] button[type=submit]").first());
      reported.push(voice.id);
    }
  }
  return reported;
}

/** Presses a key that leads to another page. */
async function key(page, name) {
  await Promise.all([page.waitForEvent("framenavigated", { timeout: 15_000 }), page.keyboard.press(name)]);
  await page.waitForLoadState("load");
}

let hidden;

test("a moderator works ten reports without the mouse", async () => {
  // One of the comments is of somebody who will appeal.
  const author = await house.person({ account: "citizen" });
  const open = (await (await author.request.get("/api/v1/proposals?state=open&limit=1")).json()).items[0].id;
  await author.goto(`/proposals/${open}/discussion`);
  const form = author.locator("form:has(#body)");
  if (!(await form.isVisible())) await author.locator("details:has(#body) > summary").click();
  await author.locator('input[name="stance"][value="con"]').check();
  await author.fill("#body", "有人說「你們都是笨蛋」，這種話不該出現在公共討論。");
  await press(author, form.locator("button[type=submit]").first());
  const own = (await (await author.request.get(`/api/v1/proposals/${open}/voices?order=newest&limit=1`)).json()).items[0].id;

  const reporter = await house.person({ account: "proposer" });
  await reporter.goto(`/voices/${own}/report`);
  await reporter.locator('input[name="ground"]').first().check();
  await press(reporter, reporter.locator("main form[method=post] button[type=submit]").first());
  const reported = [own, ...(await report(reporter, [own]))];
  assert.ok(reported.length > REPORTS, "there is enough to report");

  const moderator = await house.person({ account: "moderator" });
  await moderator.goto("/desk/moderation");
  await fine(moderator);
  await moderator.keyboard.press("j");
  await key(moderator, "Enter");
  let decided = 0;
  while (new URL(moderator.url()).pathname !== "/desk/moderation") {
    const id = new URL(moderator.url()).pathname.split("/").pop();
    if (id === own) {
      await fine(moderator);
      await moderator.keyboard.press("1");
      await moderator.keyboard.press("r");
      await moderator.keyboard.type("以貶抑字眼辱罵其他參與者");
      for (let step = 0; step < 20; step += 1) {
        await moderator.keyboard.press("Tab");
        if (await moderator.evaluate(() => document.activeElement.matches('button[value="hide"]'))) break;
      }
      await key(moderator, "Enter");
      assert.match(await main(moderator), /已隱藏/);
    } else {
      await key(moderator, "b");
      assert.match(await main(moderator), /已保留/);
    }
    decided += 1;
    assert.ok(decided < 40, "it comes to an end");
  }
  assert.ok(decided >= REPORTS, `${decided} were decided`);
  assert.match(await main(moderator), /待處理 0 則/);
  hidden = own;
});

test("its author reads why, appeals to another moderator and wins", async () => {
  const author = await house.person({ account: "citizen", size: PHONE });
  await author.goto(`/voices/${hidden}`);
  await fine(author);
  await press(author, author.locator('a[href^="/decisions/"]').first());
  assert.match(await main(author), /以貶抑字眼辱罵其他參與者/);
  assert.match(await main(author), /申訴/);
  await fine(author);
  await author.fill('textarea[name="words"]', "那是引述別人的話，我是在反對這種說法。");
  await press(author, author.getByRole("button", { name: /申訴/ }).last());
  assert.match(await main(author), /由另一位管理員審理中/);

  const colleague = await house.person({ account: "moderator-appeals" });
  await colleague.goto("/desk/moderation");
  await press(colleague, colleague.locator(`main a[href="/desk/moderation/${hidden}"]`).first());
  await fine(colleague);
  await colleague.locator('form[action^="/desk/moderation/appeals/"] textarea').fill("上下文可見為引述並加以反對，不構成人身攻擊。");
  await press(colleague, colleague.locator('button[name="outcome"][value="uphold"]'));

  await author.reload();
  assert.match(await main(author), /不構成人身攻擊/);
  await fine(author);
  await author.goto(`/voices/${hidden}`);
  assert.match(await main(author), /這種話不該出現在公共討論/);
  const anyone = await house.person({ lang: "en" });
  await anyone.goto(`/voices/${hidden}`);
  assert.match(await main(anyone), /這種話不該出現在公共討論/);
  await anyone.goto("/moderation");
  await fine(anyone);
});
