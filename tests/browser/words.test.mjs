// The words of those who spoke: a speaker claims theirs with a code of the hall and corrects them, everybody reads the
// difference, and the facilitator no longer names another one.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PHONE, fine, main, startHouse } from "./house.mjs";

let house;
before(async () => {
  house = await startHouse();
});
after(async () => {
  assert.equal(await house?.stop(), 0, "Ctrl-C ends it cleanly");
});

/** A hearing of today about the proposal on deposits: its days for corrections begin with its record. */
async function hearing(page) {
  await page.goto("/hearings");
  await page.getByRole("link", { name: /押金/ }).first().click();
  await page.waitForLoadState("load");
  const href = await page.locator('a[href$="/merged"]').first().getAttribute("href");
  await page.goto(`/desk/hearings/new?proposal=${href.split("/")[2]}`);
  await page.locator('[name="kind"][value="forum"]').check();
  await page.fill('[name="title"]', "押金座談會");
  await page.fill('[name="held_on"]', new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10));
  await page.locator('button[name="act"][value="publish"]').click();
  await page.waitForURL(/desk\/hearings\/[0-9a-f-]{36}/);
  return page.url().match(/[0-9a-f-]{36}/)[0];
}

let id;
const RECORD = "# 紀錄\n\n### 房客代表：\n押金應該在十四天內退還。\n\n### 房東代表：\n我同意房客代表，但點交需要時間。\n";

test("a code of the hall gives the speaker their words, and only theirs", async () => {
  const facilitator = await house.person({ account: "facilitator" });
  id = await hearing(facilitator);
  await facilitator.goto(`/desk/hearings/${id}`);
  await facilitator.setInputFiles("#file", { name: "紀錄.md", mimeType: "text/markdown", buffer: Buffer.from(RECORD) });
  await facilitator.getByRole("button", { name: "試讀檔案" }).click();
  await facilitator.getByRole("button", { name: "確認匯入" }).click();
  await facilitator.goto(`/desk/hearings/${id}/words`);
  await fine(facilitator);
  await facilitator.fill('[name="speakers"]', "房客代表");
  await facilitator.getByRole("button", { name: "產生並列印代碼" }).click();
  await fine(facilitator);
  const code = await facilitator.locator(".code-slip code").first().innerText();
  assert.match(code, /^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);

  const speaker = await house.person({ account: "citizen", size: PHONE });
  await speaker.goto(`/hearings/${id}`);
  await speaker.getByRole("link", { name: "我在這場會議發過言" }).click();
  await speaker.fill('[name="code"]', "1234");
  await speaker.getByRole("button", { name: "認領我的發言" }).click();
  assert.match(await main(speaker), /沒有這個代碼/);
  await fine(speaker, { expected: [422] });
  await speaker.fill('[name="code"]', code.toLowerCase());
  await speaker.getByRole("button", { name: "認領我的發言" }).click();
  assert.match(await main(speaker), /我的發言（1 段）/);
  await fine(speaker);
  await speaker.getByRole("link", { name: /更正我的發言/ }).click();
  await fine(speaker);
  await speaker.fill('[name="body"]', "押金應該在七天內退還。");
  await speaker.fill('[name="reason"]', "紀錄聽錯天數");
  await speaker.getByRole("button", { name: "公開更正" }).click();
  assert.match(await main(speaker), /發言者本人更正/);
  assert.equal(await speaker.locator("ins").last().innerText(), "七");
  await fine(speaker);

  for (const lang of ["zh-TW", "en"]) {
    const reader = await house.person({ lang });
    await reader.goto(`/hearings/${id}`);
    assert.match(await main(reader), /押金應該在七天內退還/);
    await fine(reader);
    await reader.goto(speaker.url().split("?")[0]);
    assert.match(await main(reader), /紀錄聽錯天數/);
    await fine(reader);
  }
});

test("a speaker who asks for it is no longer named", async () => {
  const facilitator = await house.person({ account: "facilitator" });
  await facilitator.goto(`/desk/hearings/${id}/words`);
  await facilitator.getByRole("button", { name: /改以匿名顯示.*房客代表/ }).click();
  assert.match(await main(facilitator), /我同意民眾甲/);
  await fine(facilitator);
  await facilitator.getByRole("button", { name: "確認改以匿名顯示" }).click();
  assert.match(await main(facilitator), /請填寫|請寫明/);
  await facilitator.fill('[name="reason"]', "依發言者本人請求，保護個人資料");
  await facilitator.getByRole("button", { name: "確認改以匿名顯示" }).click();
  assert.match(await main(facilitator), /民眾甲/);
  const reader = await house.person({});
  await reader.goto(`/hearings/${id}`);
  assert.match(await main(reader), /民眾甲/);
  assert.doesNotMatch(await main(reader), /房客代表/);
  const english = await house.person({ lang: "en" });
  await english.goto(`/hearings/${id}`);
  assert.match(await main(english), /Citizen A/);
  await fine(english);
});
