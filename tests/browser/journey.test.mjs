// The main job, as people do it in the browser: a proposal is written, reviewed, opened and signed; another crosses its
// threshold, is assigned, worked on, answered and told of; a deadline passes; a record is imported beside the comments.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESK, PHONE, main, press, startHouse } from "./house.mjs";

let house;
before(async () => {
  house = await startHouse();
});
after(async () => {
  assert.equal(await house?.stop(), 0, "Ctrl-C ends it cleanly");
});

const TRAIL = "建立步道災後通報與修復進度的公開平臺";
const submit = (page, scope = "main") => page.locator(`${scope} form[method=post] button[type=submit]`).first();

async function openByTitle(page, title) {
  await page.goto(`/proposals?q=${encodeURIComponent(title)}`);
  await press(page, page.getByRole("link", { name: title }));
}

test("a proposal is written on a phone, reviewed, opened, and signed the next day", async () => {
  const proposer = await house.person({ account: "proposer", size: PHONE });
  await proposer.goto("/proposals/new");
  await press(proposer, proposer.locator('main form[action="/proposals/new"] button'));
  await press(proposer, proposer.locator('main a[href^="/proposals/new/title"]'));
  await proposer.fill("#title", "步道封閉資訊應該公開");
  await proposer.waitForFunction((title) => document.querySelector("#similar").innerText.includes(title), TRAIL);
  await proposer.fill("#title", "偏鄉郵局提供代收藥品服務");
  await press(proposer, submit(proposer));
  // Nothing typed: the page comes back with what is missing, or goes on and says so at the end.
  await proposer.fill("#content", "山上的長輩每個月要下山拿慢性病的藥，單趟三個小時。郵差每天都上山，如果郵局可以代收，就不必再跑一趟。");
  await proposer.fill("#demands", "偏遠地區郵局代收慢性處方箋藥品\n公布試辦的郵局名單");
  await press(proposer, submit(proposer));
  await proposer.fill("#benefits", "長輩不必長途奔波，藥局也能提早備藥。");
  await press(proposer, submit(proposer));
  await proposer.selectOption("#category", "health_welfare");
  await proposer.check("#platform");
  await press(proposer, submit(proposer));
  assert.match(await main(proposer), /代收慢性處方箋藥品/);
  await press(proposer, submit(proposer));
  assert.match(await main(proposer), /檢核/);

  const reviewer = await house.person({ account: "reviewer" });
  await reviewer.goto("/desk/review");
  await press(reviewer, reviewer.getByRole("link", { name: /偏鄉郵局/ }).first());
  await press(reviewer, reviewer.locator('button[name="action"][value="open"]'));

  const visitor = await house.person({ size: PHONE });
  await openByTitle(visitor, "偏鄉郵局提供代收藥品服務");
  assert.equal(await visitor.locator("form[action$='/sign']").count(), 0, "the window opens tomorrow");
  await visitor.goto("/demo/clock");
  await press(visitor, visitor.locator("main form[method=post] button").first());

  const citizen = await house.person({ account: "citizen", size: PHONE });
  await openByTitle(citizen, "偏鄉郵局提供代收藥品服務");
  await press(citizen, citizen.locator("form[action$='/sign'] button"));
  assert.match(await main(citizen), /收據/);
  await openByTitle(citizen, "偏鄉郵局提供代收藥品服務");
  assert.equal(await citizen.locator("[data-live-count]").first().innerText(), "1");
});

for (const scripts of [true, false]) {
  test(`somebody without an account co-signs by mail on a phone, and takes it back; scripts: ${scripts}`, async () => {
    const page = await house.person({ size: PHONE, scripts });
    const address = `somebody-${scripts}@example.org`;
    await openByTitle(page, "週末夜間增開鎮內接駁車");
    const button = page.locator("form[action$='/sign-by-mail'] button[type=submit]");
    await press(page, button);
    assert.match(await main(page), /有些地方需要修正[^]*電子郵件：請填寫電子郵件/);
    await page.fill("#email", address);
    await page.selectOption("#region", "65000");
    await page.check("#consent");
    await press(page, button);
    assert.match(await main(page), /請查看您的信箱/);
    assert.ok(!page.url().includes("somebody"), "no address in an address");

    const mail = page.getByRole("link", { name: /完成附議：週末夜間/ });
    for (let tries = 0; tries < 20; tries++) {
      await page.goto(`/demo/mailbox?to=${encodeURIComponent(address)}`);
      if (await mail.count()) break;
      await page.waitForTimeout(500);
    }
    await press(page, mail.first());
    const link = new URL((await main(page)).match(/http\S+\/sign-by-mail\/\S+/)[0]).pathname;
    await page.goto(link);
    assert.match(await main(page), /再按一下就完成附議[^]*新北市/);
    await press(page, page.locator(`form[action="${link}"] button`));
    assert.match(await main(page), /附議完成[^]*這份附議已計入/);
    const receipt = new URL(page.url()).pathname;
    await page.goto(link);
    assert.equal(new URL(page.url()).pathname, receipt, "the used link leads to the receipt");
    await press(page, page.locator("main a[href$='/unsign']"));
    await press(page, page.locator("form[action$='/unsign'] button"));
    assert.match(await main(page), /這份附議已撤回/);
    await page.goto("/sign-by-mail/nonsense");
    assert.match(await main(page), /這個連結已經失效/);
  });
}

test("a proposal crosses its threshold, is answered, and who signed is told; all without scripts", async () => {
  const citizen = await house.person({ account: "citizen", scripts: false });
  await openByTitle(citizen, TRAIL);
  await press(citizen, citizen.locator("form[action$='/sign'] button"));
  await openByTitle(citizen, TRAIL);
  assert.match(await main(citizen), /已成案/);

  const administrator = await house.person({ account: "administrator", scripts: false });
  await administrator.goto("/desk/admin");
  await press(administrator, administrator.locator('main a[href^="/desk/admin/cases/"]').first());
  assert.match(await main(administrator), new RegExp(TRAIL));
  // What the proposer suggested is chosen already; this case goes to one ministry alone.
  for (const box of await administrator.locator('[name="leads"], [name="supporting"]').all()) await box.uncheck();
  await administrator.locator('fieldset:has([name="leads"])').getByLabel("內政部").check();
  await press(administrator, submit(administrator));

  const officer = await house.person({ account: "officer", scripts: false });
  await officer.goto("/desk/cases");
  await press(officer, officer.getByRole("link", { name: TRAIL }));
  const casePath = new URL(officer.url()).pathname;
  await officer.goto(`${casePath}/post-timetable`);
  await officer.fill('[name="body"]', "先盤點各單位的封閉公告，再研商格式與更新頻率。");
  await press(officer, submit(officer));
  await officer.goto(`${casePath}/record-contact`);
  await officer.locator('[name="manner"]').first().check();
  await officer.fill('[name="summary"]', "與提議人通話，確認兩項訴求的先後。");
  const today = (await officer.locator(".demo-bar").innerText()).match(/(\d+)年(\d+)月(\d+)日/).slice(1).map((n) => n.padStart(2, "0"));
  await officer.fill('[name="on"]', today.join("-"));
  await press(officer, submit(officer));
  await officer.goto(`${casePath}/response`);
  await officer.fill('[name="summary"]', "政府會在半年內把全國步道的封閉資訊放在同一個網站。");
  for (const n of [1, 2]) {
    await officer.locator(`[name="decision-${n}"]`).first().check();
    await officer.fill(`[name="reasons-${n}"]`, "可行，將與林業與國家公園單位共同辦理。");
  }
  await press(officer, officer.locator('button[name="act"][value="submit"]'));

  const approver = await house.person({ account: "approver", scripts: false });
  await approver.goto("/desk/approvals");
  await press(approver, approver.locator("main a", { hasText: TRAIL }).first());
  await approver.fill('[name="name"]', "許惠真");
  await approver.fill('[name="title"]', "常務次長");
  await press(approver, approver.locator('button[name="act"][value="sign"]'));

  await openByTitle(citizen, TRAIL);
  assert.match(await main(citizen), /已回應/);
  await citizen.goto(`${new URL(citizen.url()).pathname}/response`);
  assert.match(await main(citizen), /許惠真/);
  // The background work tells people within moments.
  for (let i = 0; ; i += 1) {
    await citizen.goto("/my/notices");
    if ((await main(citizen)).includes(TRAIL)) break;
    assert.ok(i < 40, "the citizen was told");
  }
  await citizen.goto("/demo/mailbox");
  assert.match(await main(citizen), new RegExp(TRAIL));
});

test("the time machine lets a deadline pass, which shows on the proposal and at the agency", async () => {
  const visitor = await house.person({ size: PHONE });
  const title = "公開全國公有建築屋頂的太陽光電設置與發電資料";
  await openByTitle(visitor, title);
  assert.doesNotMatch(await main(visitor), /逾期 \d+/);
  const path = visitor.url();
  await visitor.goto("/demo/clock");
  await visitor.fill("#days", "60");
  await press(visitor, visitor.locator("form:has(#days) button"));
  await visitor.goto(path);
  assert.match(await main(visitor), /逾期 \d+ [天日]/);
  await visitor.goto("/agencies/moea");
  assert.match(await main(visitor), /逾期/);
});

test("a facilitator imports a record, whose statements stand beside the comments", async () => {
  const facilitator = await house.person({ account: "facilitator", size: DESK });
  await openByTitle(facilitator, "公共圖書館平日晚間延長開放至十點");
  const proposal = new URL(facilitator.url()).pathname.split("/")[2];
  await facilitator.goto(`/desk/hearings/new?proposal=${proposal}`);
  if ((await facilitator.inputValue('[name="proposal"]')) === "") await facilitator.fill('[name="proposal"]', "16");
  await facilitator.locator('[name="kind"]').nth(1).check();
  await facilitator.fill('[name="title"]', "圖書館夜間開放公聽會");
  await facilitator.fill('[name="held_on"]', new Date().toISOString().slice(0, 10));
  await press(facilitator, submit(facilitator));
  const record = "# 公聽會\n\n### 館長 林女士：\n夜間需要兩位館員輪值。\n\n### 學生 張同學：\n宿舍太吵，圖書館是唯一能讀書的地方。\n";
  await facilitator.setInputFiles("#file", { name: "record.md", mimeType: "text/markdown", buffer: Buffer.from(record) });
  await press(facilitator, facilitator.locator("form[enctype] button"));
  assert.match(await main(facilitator), /張同學/);
  await press(facilitator, facilitator.locator('form:has(input[name="act"][value="import"]) button'));

  const visitor = await house.person({ size: PHONE, lang: "en" });
  await visitor.goto(`/proposals/${proposal}/discussion`);
  const text = await main(visitor);
  assert.match(text, /宿舍太吵/);
  assert.match(text, /偏鄉的孩子家裡沒有書桌/);
  await press(visitor, visitor.locator('a[href*="channel=hearing"]').first());
  assert.doesNotMatch(await main(visitor), /偏鄉的孩子家裡沒有書桌/);
});
