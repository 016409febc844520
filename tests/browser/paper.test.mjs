// Paper and the counter in the browser: a facilitator brings the lines of a sheet, sees what they will do and imports them;
// a clerk enters a signature and prints its receipt, which anyone looks up.

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

test("a facilitator tries a file, imports it, and checks a sample", async () => {
  const page = await house.person({ account: "facilitator" });
  await page.goto("/desk/paper");
  await fine(page);
  await press(page, page.locator("main .card a").first());
  await fine(page);
  const desk = page.url();
  const today = new Date().toISOString().slice(0, 10);
  const lines = ["0933000001", "0933000002", "0933-000-001", "=cmd()"];
  const rows = lines.map((mobile, n) => `7,${n + 1},${n === 0 ? "<b>王小明" : "陳大文"},${mobile},臺北市,${today}`);
  const file = `\ufeff單號,行,姓名,手機,縣市,日期\r\n${rows.join("\r\n")}\r\n`;
  await page.setInputFiles("#file", { name: "名冊.csv", mimeType: "text/csv", buffer: Buffer.from(file) });
  await press(page, page.locator('form[action$="/uploads"] button'));
  assert.match(await main(page), /<b>王小明/);
  assert.match(await main(page), /單號 7 第 1 行是同一人/);
  await fine(page);
  await press(page, page.locator('form:has(input[name="act"][value="import"]) button'));
  assert.match(await main(page), /與試算相同/);
  await fine(page);

  await page.goto(desk);
  await page.setInputFiles("#evidence", { name: "7.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7\n") });
  await press(page, page.locator('form[action$="/evidence"] button'));
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "7.pdf" }).click();
  assert.match((await download).suggestedFilename(), /\.pdf$/);
  await press(page, page.locator('form[action$="/samples"] button'));
  await fine(page);
  for (let n = 0; n < 2; n += 1) await press(page, page.locator('tr:has-text("未查核") button[value="valid"]').first());
  assert.match(await main(page), /有效比例 100\.0%/);
  await page.goto(desk.replace("/desk/paper/", "/proposals/") + "/signatures");
  assert.match(await main(page), /紙本匯入紀錄/);
  await fine(page);

  const english = await house.person({ lang: "en", size: PHONE });
  await english.goto(desk.replace("/desk/paper/", "/proposals/") + "/sheet?sheet=7");
  assert.match(await main(english), /Signature sheet/);
  await fine(english);
});

test("a clerk enters a signature, and its receipt can be looked up", async () => {
  const page = await house.person({ account: "clerk" });
  assert.match(page.url(), /\/desk\/counter$/);
  await fine(page);
  await press(page, page.locator("main .card a").first());
  await fine(page);
  const desk = page.url();
  await page.fill("#identifier", "12");
  await press(page, page.locator('form[action^="/desk/counter/"] button'));
  // The browser notes that the form came back.
  page.complaints = page.complaints.filter((complaint) => !/status of 422/.test(complaint));
  await fine(page);
  assert.equal(await page.inputValue("#identifier"), "");
  const enter = async () => {
    await page.goto(desk);
    await page.fill("#identifier", "0933 000 009");
    await page.selectOption("#region", "10017");
    await page.check("#counter_present");
    await press(page, page.locator('form[action^="/desk/counter/"] button'));
  };
  await enter();
  const receipt = await main(page);
  assert.doesNotMatch(receipt, /0933/);
  await fine(page);
  const [, leaf] = receipt.match(/\b([0-9a-f]{64})\b/);
  const [, number] = receipt.match(/#(\d+)/);
  await enter();
  assert.match(await main(page), /已經附議過/);
  await fine(page);

  const anyone = await house.person({ size: PHONE });
  await anyone.goto("/verify");
  await anyone.fill("#proposal", number);
  await anyone.fill("#leaf", leaf);
  await press(anyone, anyone.locator('form[action="/verify"] button'));
  assert.match(await main(anyone), /並且計入/);
  await fine(anyone);
});
