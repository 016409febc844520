// A proposal is withdrawn in favour of a similar one: who signed is asked, reads both, and signs with one press.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESK, PHONE, accessibilityProblems, main, overflow, press, startHouse } from "./house.mjs";

let house;
before(async () => {
  house = await startHouse();
});
after(() => house?.stop());

async function openByTitle(page, title) {
  await page.goto(`/proposals?q=${encodeURIComponent(title)}`);
  await press(page, page.getByRole("link", { name: title }).first());
}

const WITHDRAWN = "建立步道災後通報與修復進度的公開平臺";
const OTHER = "災防告警訊息提供多語內容並標示避難地點";

test("who signed a withdrawn proposal is asked about the similar one, and signs it with one press", async () => {
  const citizen = await house.person({ account: "citizen", size: PHONE });
  await openByTitle(citizen, WITHDRAWN);
  await press(citizen, citizen.locator("form[action$='/sign'] button"));
  await openByTitle(citizen, OTHER);
  const other = new URL(citizen.url()).pathname;
  const before = Number(await citizen.locator("[data-live-count]").first().innerText());

  const proposer = await house.person({ account: "proposer", size: DESK });
  await openByTitle(proposer, WITHDRAWN);
  const withdrawn = new URL(proposer.url()).pathname;
  await proposer.goto(`${withdrawn}/withdraw`);
  await proposer.fill("#reason", "告警訊息的提議更完整，請大家支持那一件");
  await proposer.fill("#similar", "https://join.gov.tw/idea/detail/1");
  await press(proposer, proposer.locator("form button.danger"));
  assert.match(await main(proposer), /找不到這件提議/);
  assert.equal(await proposer.inputValue("#reason"), "告警訊息的提議更完整，請大家支持那一件");
  await proposer.fill("#similar", `${house.url}${other}`);
  await press(proposer, proposer.locator("form button.danger"));
  assert.match(await main(proposer), /已撤回[^]*提議人指出相近的提議/);

  const question = citizen.getByRole("link", { name: /要也附議相近的/ });
  for (let tries = 0; tries < 20; tries++) {
    await citizen.goto("/my/notices");
    if (await question.count()) break;
    await citizen.waitForTimeout(500);
  }
  assert.equal(await question.count(), 1, "asked once");
  await press(citizen, question);
  if (!citizen.url().endsWith("/similar")) await citizen.goto(`${withdrawn}/similar`);
  assert.match(await main(citizen), new RegExp(`${OTHER}[^]*${WITHDRAWN}`));
  await press(citizen, citizen.locator("form[action$='/sign'] button"));
  assert.match(await main(citizen), /附議完成/);
  await citizen.goto(other);
  assert.equal(Number(await citizen.locator("[data-live-count]").first().innerText()), before + 1);
  assert.match(await main(citizen), /一件撤回的提議指出與本提議相近/);
});

for (const [size, lang] of [[PHONE, "zh-TW"], [DESK, "en"]]) {
  test(`the question is accessible and fits: ${size.width}, ${lang}`, async () => {
    const page = await house.person({ size, lang });
    await page.goto(`/proposals?state=withdrawn&q=${encodeURIComponent("農地上未登記工廠")}`);
    await press(page, page.locator("main").getByRole("link", { name: /農地上未登記工廠/ }).first());
    await press(page, page.locator("a[href$='/similar']"));
    assert.equal(await overflow(page), 0);
    assert.deepEqual(await accessibilityProblems(page), []);
  });
}
