// A proposal that asks for an identity: there, back, and signed, on a phone without scripts; then signing in by it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESK, PHONE, fine, main, press, startHouse } from "./house.mjs";

let house;
before(async () => {
  house = await startHouse();
});
after(() => house?.stop());

const TITLE = "公民投票連署開放以數位身分完成";

test("a citizen confirms who they are, comes back, and co-signs", async () => {
  const page = await house.person({ account: "citizen", size: PHONE });
  await page.goto(`/proposals?q=${encodeURIComponent(TITLE)}`);
  await press(page, page.getByRole("link", { name: TITLE }).first());
  const proposal = new URL(page.url()).pathname;
  assert.match(await main(page), /要先確認身分才能附議/);
  await press(page, page.getByRole("link", { name: "確認身分", exact: true }));
  await fine(page, { sizes: [PHONE] });
  await press(page, page.getByRole("link", { name: /前往示範身分驗證服務/ }));
  await fine(page, { sizes: [PHONE] });
  await press(page, page.locator('button[value="cancel"]'));
  assert.match(await main(page), /取消了確認/);
  await fine(page, { sizes: [PHONE], expected: [409] });
  await press(page, page.getByRole("link", { name: "再試一次" }));
  await press(page, page.locator('[data-identity="0"] button'));
  assert.equal(new URL(page.url()).pathname, proposal, "back where they came from");
  assert.match(await page.innerText("body"), /身分確認完成/);
  await press(page, page.locator("form[action$='/sign'] button"));
  assert.match(await main(page), /附議完成/);
  await page.goto("/account/identity");
  assert.match(await main(page), /已確認的身分：W\d{2}•••••\d{2}/);
  await fine(page, { sizes: [PHONE] });
});

test("without scripts somebody signs in by their identity, in English", async () => {
  const page = await house.person({ size: DESK, lang: "en", scripts: false });
  await page.goto("/sign-in");
  await press(page, page.getByRole("link", { name: /Sign in with demo identity service/ }));
  await press(page, page.locator('[data-identity="1"] button'));
  assert.match(await page.innerText("header"), /阿哲/);
});
