// A draft text in the browser: an officer posts it and a second version; a citizen comments on an article and on words they
// select; the comments follow, or say where they stood.

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

/** The proposal about school meals, which has a draft regulation already. */
async function meals(page) {
  await page.goto("/search?q=可溯源的在地食材&kind=proposal");
  return new URL(await page.locator("main h2 a, main h3 a, main .card a").first().evaluate((a) => a.href)).pathname;
}

const FIRST = `第一條（目的）
為使廚房標示食物過敏原，特訂定本要點。
第二條　廚房應於菜單標示花生、牛奶及蛋。
標示之字級不得小於十四點。
第三條　本要點自公布日施行。`;
const SECOND = `第一條（目的）
為使廚房標示食物過敏原，特訂定本要點。
第二條　本要點之主管機關為教育部。
第三條　廚房應於菜單標示花生、牛奶、蛋及麩質。
標示之字級不得小於十四點。`;

let text;

test("an officer posts a draft, looks at what was found, and publishes it", async () => {
  const page = await house.person({ account: "officer", scripts: false });
  const home = await meals(page);
  await page.goto(home);
  await press(page, page.getByRole("link", { name: "張貼草案條文" }));
  await page.fill("#title", "學校午餐過敏標示要點草案");
  await page.fill("#note", "讓過敏的孩子也能安心吃飯。");
  await page.fill("#body", `要點總說明\n${FIRST}`);
  await press(page, page.getByRole("button", { name: "儲存並預覽" }));
  assert.match(await main(page), /第 1 行在第一條之前/);
  assert.equal(await page.inputValue("#title"), "學校午餐過敏標示要點草案");
  await page.fill("#body", FIRST);
  await press(page, page.getByRole("button", { name: "儲存並預覽" }));
  assert.match(await main(page), /讀到 3 條、4 項/);
  await press(page, page.getByRole("button", { name: "公布為第 1 版" }).first());
  text = new URL(page.url()).pathname;
  assert.match(await main(page), /已公布/);
  assert.match(await main(page), /第 1 版/);
});

test("an officer's pages are fine to use", async () => {
  for (const lang of ["zh-TW", "en"]) {
    const page = await house.person({ account: "officer", lang });
    const home = await meals(page);
    await page.goto(`/desk${home}/texts/new`);
    await fine(page);
    await page.goto(`/desk${text}`);
    await fine(page);
    // Nothing says yet what changed.
    await page.goto(`/desk${text}/preview`);
    await fine(page, { expected: [422] });
  }
});

test("a citizen comments on an article without scripts", async () => {
  const page = await house.person({ account: "citizen", scripts: false, size: PHONE });
  await page.goto(text);
  await press(page, page.getByRole("link", { name: "對第三條留言" }));
  assert.match(await main(page), /對第三條留言/);
  await page.check("#stance-con, [name=stance][value=con]");
  await page.fill("#body", "希望等開學再施行，廚房才來得及。");
  await press(page, page.getByRole("button", { name: "送出留言" }));
  assert.match(await main(page), /希望等開學再施行/);
  await page.goto(text);
  await page.locator("#article-3 details summary").last().click();
  assert.match(await main(page), /希望等開學再施行/);
});

test("and on words that they select", async () => {
  const page = await house.person({ account: "proposer", size: PHONE });
  await page.goto(text);
  const paragraph = page.locator('[data-article="2"][data-paragraph="1"]');
  await paragraph.evaluate((element) => {
    const node = element.firstChild;
    const range = document.createRange();
    const at = node.data.indexOf("花生、牛奶");
    range.setStart(node, at);
    range.setEnd(node, at + 5);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  });
  const button = page.locator("a.text-select");
  await button.waitFor({ state: "visible" });
  await fine(page);
  await page.setViewportSize(PHONE);
  await press(page, button);
  assert.match(await main(page), /對第二條第 1 項留言/);
  assert.equal(await page.locator("#write blockquote").innerText(), "花生、牛奶");
  await fine(page);
  await page.check("[name=stance][value=pro]");
  await page.fill("#body", "請再加上麩質。");
  await press(page, page.getByRole("button", { name: "送出留言" }));
  assert.match(await main(page), /請再加上麩質/);
  await fine(page);
});

test("a new version is published, and comments follow or say where they stood", async () => {
  const officer = await house.person({ account: "officer" });
  await officer.goto(text);
  await press(officer, officer.getByRole("link", { name: "編輯草案" }));
  await officer.fill("#body", SECOND);
  await officer.fill("#change", "加上麩質與主管機關，施行日另定。");
  await press(officer, officer.getByRole("button", { name: "儲存並預覽" }));
  assert.match(await main(officer), /1 則留言會跟到新版本的條文/);
  assert.match(await main(officer), /1 則留言的條文已不存在/);
  await fine(officer);
  await press(officer, officer.getByRole("button", { name: "公布為第 2 版" }).first());

  for (const lang of ["zh-TW", "en"]) {
    const page = await house.person({ lang });
    await page.goto(text);
    await page.locator("#article-3 .text-talk details summary").click();
    const said = await page.innerText("#article-3");
    assert.match(said, /請再加上麩質/);
    assert.match(said, lang === "en" ? /Stood at 第二條, paragraph 1 of version 1/ : /原在第 1 版第二條第 1 項/);
    await fine(page);
    await page.locator("#gone a").click();
    await page.waitForLoadState("load");
    assert.match(await main(page), /希望等開學再施行/);
    assert.match(await main(page), lang === "en" ? /No longer in the newest version/ : /最新版本已無此處/);
    await fine(page);
    await press(page, page.locator(".voice-on a").first());
    assert.match(page.url(), /versions\/1#article-3$/);
    await fine(page);
    await page.goto(`${text}/changes?from=1&to=2`);
    assert.match(await page.locator("ins").allInnerTexts().then((all) => all.join()), /麩質/);
    await fine(page);
  }
});

test("an article is found by its words", async () => {
  const page = await house.person();
  await page.goto("/search?q=麩質&kind=text");
  await press(page, page.locator('main a[href^="/articles/"]').first());
  assert.match(page.url(), /\/texts\/.*#article-3$/);
});

test("the sample draft is discussed over two versions", async () => {
  for (const lang of ["zh-TW", "en"]) {
    const page = await house.person({ lang });
    const home = await meals(page);
    await page.goto(home);
    await press(page, page.locator("#texts a", { hasText: "學校午餐採用" }).first());
    await fine(page);
    assert.ok((await page.locator(".text-talk details").count()) >= 4);
  }
});

test("a hearing and a response have threads of their own", async () => {
  const page = await house.person({ account: "citizen" });
  await page.goto("/hearings");
  await press(page, page.locator("main h3 a").first());
  await press(page, page.getByRole("link", { name: "討論這場會議" }));
  const here = page.url();
  await fine(page, { languages: ["en", "zh-TW"] });
  await page.check("[name=stance][value=pro]");
  await page.fill("#body", "下次請安排手語翻譯。");
  await press(page, page.getByRole("button", { name: "送出留言" }));
  assert.equal(page.url().split(/[?#]/)[0], here);
  assert.match(await main(page), /下次請安排手語翻譯/);
  assert.match(await main(page), /會議「/);
});
