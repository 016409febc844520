// Signatures that wait for a check: a reviewer sees a group, tries a decision, takes it, and takes it back.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESK, PHONE, accessibilityProblems, fine, main, overflow, press, startHouse } from "./house.mjs";

let house;
before(async () => {
  house = await startHouse({ FOLKMOOT_CHECKS_ADDRESS: "1", FOLKMOOT_CHECKS_ADDRESS_SHARE: "1" });
});
after(async () => {
  assert.equal(await house?.stop(), 0, "Ctrl-C ends it cleanly");
});

const TITLE = "公共圖書館平日晚間延長開放至十點";

/** Signs as a sample account; gives the path of the receipt. */
async function sign(account) {
  const page = await house.person({ account, size: PHONE });
  await page.goto(`/proposals?q=${encodeURIComponent(TITLE)}`);
  await press(page, page.getByRole("link", { name: TITLE }).first());
  await press(page, page.locator("form[action$='/sign'] button"));
  return page;
}

test("a reviewer decides about a group after a preview, and undoes it", async () => {
  const signers = [];
  for (const account of ["citizen", "proposer", "moderator", "clerk"]) signers.push(await sign(account));
  assert.match(await main(signers[3]), /待查核/);
  const waiting = [];
  for (const page of signers) if (/待查核/.test(await main(page))) waiting.push(page);
  assert.ok(waiting.length >= 2, "the first ones count");

  const reviewer = await house.person({ account: "reviewer" });
  await reviewer.goto("/desk/review");
  await press(reviewer, reviewer.locator("a[href='/desk/review/signatures']").first());
  const group = reviewer.locator("main a[href^='/desk/review/signatures/']").first();
  assert.match(await main(reviewer), new RegExp(TITLE));
  assert.doesNotMatch(await main(reviewer), /127\.0\.0\.1/, "no address is shown");
  await fine(reviewer, { languages: ["en", "zh-TW"] });
  await press(reviewer, group);
  const path = new URL(reviewer.url()).pathname;
  await fine(reviewer, { languages: ["en", "zh-TW"] });

  // Without a reason it comes back; with one it shows what it would do, and does nothing yet.
  await reviewer.check('input[name="outcome"][value="invalidated"]');
  await press(reviewer, reviewer.locator(`form[action="${path}"] button[type=submit]`));
  assert.match(await main(reviewer), /有些地方需要修正/);
  // The browser itself notes the refusal of a form as a complaint.
  reviewer.complaints = reviewer.complaints.filter((complaint) => !/status of 422/.test(complaint));
  await reviewer.check('input[name="outcome"][value="invalidated"]');
  await reviewer.selectOption('select[name="reason"]', "automated");
  await press(reviewer, reviewer.locator(`form[action="${path}"] button[type=submit]`));
  assert.match(await main(reviewer), /24 小時內可以取消/);
  for (const size of [PHONE, DESK]) {
    await reviewer.setViewportSize(size);
    assert.equal(await overflow(reviewer), 0);
    assert.deepEqual(await accessibilityProblems(reviewer), []);
  }
  await waiting[0].reload();
  assert.match(await main(waiting[0]), /待查核/, "looking decides nothing");
  await press(reviewer, reviewer.locator(`form[action="${path}"] button[type=submit]`));
  assert.equal(new URL(reviewer.url()).pathname, "/desk/review/signatures");
  for (const page of waiting) {
    await page.reload();
    assert.match(await main(page), /由程式自動送出/);
  }

  // Undone, they wait again.
  await fine(reviewer, { languages: ["en", "zh-TW"] });
  await press(reviewer, reviewer.locator("form[action^='/desk/review/signature-decisions/'] button").first());
  for (const page of waiting) {
    await page.reload();
    assert.match(await main(page), /待查核/);
  }

  // Confirmed, they count.
  await reviewer.goto(path);
  await reviewer.check('input[name="outcome"][value="confirmed"]');
  await press(reviewer, reviewer.locator(`form[action="${path}"] button[type=submit]`));
  await press(reviewer, reviewer.locator(`form[action="${path}"] button[type=submit]`));
  for (const page of waiting) {
    await page.reload();
    assert.match(await main(page), /這份附議已計入/);
  }
});
