// An officer's morning: the day's work at a glance, a question to the proposer, a file, a suggested demand, a saved view; the
// proposer answers, and the approver reminds.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESK, PHONE, fine, main, press, startHouse } from "./house.mjs";

let house;
before(async () => {
  house = await startHouse();
});
after(async () => {
  assert.equal(await house?.stop(), 0, "Ctrl-C ends it cleanly");
});

const submit = (page) => page.locator("main form .actions button[type=submit]").first();

test("an officer's morning", async () => {
  const officer = await house.person({ account: "officer" });
  await officer.goto("/desk/cases");
  // What is to be done today stands above the fold of a desk, the first group first.
  await officer.setViewportSize(DESK);
  const first = await officer.locator("main section h2").first().boundingBox();
  assert.ok(first.y < DESK.height, `the first group begins at ${first.y}`);
  await fine(officer);

  // A case that can still be worked on, with what the officer may do on it.
  await officer.goto("/desk/cases?show=new");
  await fine(officer);
  const open = (await officer.locator(".case-list h3 a").count()) ? "new" : "drafting";
  await officer.goto(`/desk/cases?show=${open}`);
  await press(officer, officer.locator(".case-list h3 a").first());
  await fine(officer);
  const casePath = new URL(officer.url()).pathname;
  const publicPath = await officer.locator('main a[href$="/case"]').first().getAttribute("href");

  await officer.goto(`${casePath}/ask-proposer`);
  await fine(officer);
  await officer.fill("#body", "所指的期限是申請期限，還是審查期限？");
  await officer.check('[name="public"][value="yes"]');
  await press(officer, submit(officer));
  assert.match(await main(officer), /待回覆/);

  await officer.goto(`${casePath}/suggest-demands`);
  await fine(officer);
  await officer.check('[name="kind"][value="edit"]');
  await officer.locator('[name="demands"]').first().check();
  await officer.fill("#after-1", "請公布完整資料，並每月更新。");
  await officer.fill("#reasons", "寫明更新頻率，回應才能具體。");
  await press(officer, submit(officer));
  assert.match(await main(officer), /待提議人回覆/);
  await fine(officer);

  await officer.goto(`${casePath}/files`);
  await fine(officer);
  await officer.setInputFiles("#file", { name: "會議紀錄.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7\n") });
  await officer.fill("#about", "研商會議紀錄");
  await officer.check('[name="public"][value="yes"]');
  await press(officer, submit(officer));
  const download = officer.waitForEvent("download");
  await officer.getByRole("link", { name: "研商會議紀錄", exact: true }).click();
  assert.equal((await download).suggestedFilename(), "會議紀錄.pdf");

  await officer.fill("#note", "先等提議人回覆，再開研商會議。");
  await press(officer, officer.locator('form[action$="/notes"] button'));
  assert.match(await main(officer), /先等提議人回覆/);
  await fine(officer);

  // The public reads question, suggestion and file, and no note.
  const anyone = await house.person({ size: PHONE, lang: "en" });
  await anyone.goto(publicPath);
  assert.match(await main(anyone), /Waiting for an answer\s+所指的期限/);
  assert.match(await main(anyone), /研商會議紀錄/);
  assert.doesNotMatch(await main(anyone), /先等提議人回覆/);
  await fine(anyone);

  // A view is kept under its name.
  await officer.goto("/desk/cases?show=waiting");
  await officer.fill("#name", "等提議人的");
  await press(officer, officer.locator('form[action="/desk/views"] button'));
  await officer.goto("/desk/cases");
  await press(officer, officer.getByRole("link", { name: "等提議人的" }));
  assert.match(officer.url(), /show=waiting/);
  await fine(officer);
});

test("an approver reminds the officers of what is chosen", async () => {
  const approver = await house.person({ account: "approver" });
  await approver.goto("/desk/cases");
  await fine(approver);
  const box = approver.locator('.case-list input[name="case"]').first();
  await box.check();
  await press(approver, approver.locator("#remind button"));
  assert.match(await main(approver), /已提醒承辦人/);
  await approver.locator('.case-list input[name="case"]').first().check();
  await press(approver, approver.locator("#remind button"));
  assert.match(await main(approver), /沒有送出提醒/);
  await fine(approver);
});
