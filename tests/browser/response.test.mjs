// A response from its draft to its publication: it saves by itself, two windows write at once and lose nothing, the approver
// reads, comments, compares and signs, and everybody reads and prints what was decided.

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

/** A case that the officer can draft a response for. */
async function openCase(officer) {
  for (const show of ["new", "drafting", "all"]) {
    await officer.goto(`/desk/cases?show=${show}`);
    for (const link of await officer.locator(".case-list h3 a").all()) {
      const path = await link.getAttribute("href");
      const answer = await officer.request.get(`${path}/response`, { maxRedirects: 0 });
      if (answer.status() === 200) return path;
    }
  }
  throw new Error("no case is open");
}

test("a response is drafted by two at once, reviewed, signed and read", async () => {
  const officer = await house.person({ account: "officer" });
  const casePath = await openCase(officer);
  await officer.goto(casePath);
  await fine(officer, { expected: [409, 422] });
  assert.match(await main(officer), /下一步/);

  // What is written is saved by itself.
  await officer.clock.install();
  await officer.goto(`${casePath}/response`);
  await fine(officer, { expected: [409, 422] });
  assert.ok(await officer.locator("#decision-1").count());
  for (let n = 1; await officer.locator(`#decision-${n}`).count(); n++) await officer.check(`#decision-${n}`);
  for (const reasons of await officer.locator('textarea[id^="reasons-"]').all()) {
    await reasons.fill("確有需要，自下年度起辦理。");
  }
  await officer.fill("#summary", "機關採納，自下年度起辦理。");
  await officer.clock.fastForward(21_000);
  await officer.locator("#autosave").filter({ hasText: "已自動儲存" }).waitFor({ timeout: 10_000 });

  // A second window begins from there; the first one saves before it does.
  const second = await house.person({ account: "officer" });
  await second.goto(`${casePath}/response`);
  await officer.fill("#reasons-1", "甲說：預算已編列。");
  // The issues that the discussion turned on stand there already, each to be answered.
  let own = 1;
  while ((await officer.inputValue(`#issue-${own}`)) !== "") {
    await officer.fill(`#issue_text-${own}`, "已寫入補助辦法的說明。");
    own += 1;
  }
  assert.ok(own > 1, "there are issues");
  await officer.fill(`#issue-${own}`, "偏遠地區怎麼辦");
  await officer.check(`[name="issue_stand-${own}"][value="open"]`);
  await officer.fill(`#issue_text-${own}`, "與地方政府會商後，另案公布。");
  await press(officer, officer.getByRole("button", { name: "儲存草稿", exact: true }));
  assert.match(await main(officer), /草稿已儲存/);
  await second.fill("#reasons-1", "乙說：財源來自公益彩券。");
  await press(second, second.getByRole("button", { name: "儲存草稿", exact: true }));
  assert.match(await main(second), /同仁剛才儲存了新版本/);
  assert.match(await main(second), /已經帶入：討論與聽證的爭點/);
  await fine(second, { expected: [409, 422] });
  await press(second, second.getByRole("button", { name: "兩者都保留" }));
  assert.equal(await second.inputValue("#reasons-1"), "乙說：財源來自公益彩券。\n\n甲說：預算已編列。");
  assert.equal(await second.inputValue(`#issue-${own}`), "偏遠地區怎麼辦");
  await fine(second, { expected: [409, 422] });
  await press(second, second.getByRole("button", { name: "儲存並送核定" }));
  assert.match(await main(second), /已送核定/);
  await fine(second, { expected: [409, 422] });

  // The officer still reads what waits for its signature.
  await second.getByRole("link", { name: "閱讀草稿、版本與審查意見" }).click();
  assert.match(await main(second), /乙說：財源來自公益彩券/);
  await fine(second, { expected: [409, 422] });

  const approver = await house.person({ account: "approver" });
  await approver.goto(`${casePath}/draft`);
  await approver.selectOption("#about", "reasons-1");
  await approver.fill("#comment", "財源已與主計處確認。");
  await press(approver, approver.getByRole("button", { name: "送出意見" }));
  assert.match(await main(approver), /財源已與主計處確認/);
  await fine(approver, { expected: [409, 422] });
  await press(approver, approver.getByRole("button", { name: "比較" }));
  assert.match(await approver.locator("ins").allInnerTexts().then((texts) => texts.join("")), /乙說/);
  await fine(approver, { expected: [409, 422] });
  await approver.goto(`/desk/approvals/${casePath.split("/").pop()}`);
  await fine(approver, { expected: [409, 422] });
  await approver.fill("#name", "許惠真");
  await approver.fill("#title", "常務次長");
  await press(approver, approver.getByRole("button", { name: "核定並公布" }));
  assert.match(approver.url(), /\/response\?/);

  // Everybody reads it, sees what stays open, takes the proof along and prints it.
  const path = new URL(approver.url()).pathname;
  for (const [lang, size, open] of [["zh-TW", PHONE, /其中 1 項暫不處理/], ["en", DESK, /1 left open/]]) {
    const anyone = await house.person({ lang, size });
    await anyone.goto(path);
    assert.match(await main(anyone), open);
    await fine(anyone, { expected: [409, 422] });
    const hash = (await anyone.innerText(".hash code")).trim();
    assert.match(hash, /^[0-9a-f]{64}$/);
    const file = await (await anyone.request.get(`${path}.json`)).json();
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(file.hashed));
    assert.equal(Buffer.from(digest).toString("hex"), hash);
    assert.ok(await anyone.locator("[data-print]").isVisible());
    await anyone.emulateMedia({ media: "print" });
    assert.ok(!(await anyone.locator(".site-header").isVisible()));
    assert.ok(!(await anyone.locator("[data-print]").isVisible()));
    assert.ok(await anyone.locator(".hash code").first().isVisible());
  }
});

test("without scripts a draft is saved by its button", async () => {
  const officer = await house.person({ account: "officer", scripts: false });
  const casePath = await openCase(officer);
  await officer.goto(`${casePath}/response`);
  await officer.fill("#summary", "先寫到這裡。");
  // The enter key saves; it presses no other button.
  await officer.fill("#issue-1", "還沒有回答的事");
  await Promise.all([officer.waitForURL(/done=draft-saved/), officer.press("#issue-1", "Enter")]);
  assert.equal(await officer.inputValue("#summary"), "先寫到這裡。");
  assert.equal(await officer.inputValue("#issue-1"), "還沒有回答的事");
});
