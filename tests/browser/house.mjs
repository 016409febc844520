// A demo platform of its own for each test file, and a Chromium to look at it.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rename, rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const axeSource = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");
const binary = resolve(process.env.FOLKMOOT ?? "../../target/debug/folkmoot");
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1280, height: 900 };

function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

/** A demo in a directory, once it answers. */
async function startServer(directory, extra) {
  const port = await freePort();
  const server = spawn(binary, ["demo"], {
    cwd: directory,
    env: { PATH: process.env.PATH, FOLKMOOT_LISTEN: `127.0.0.1:${port}`, ...extra },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const state = { server, url: `http://localhost:${port}`, output: "" };
  await new Promise((ready, broken) => {
    const timer = setTimeout(() => broken(new Error(`no answer within two minutes:\n${state.output}`)), 120_000);
    const read = (chunk) => {
      state.output += chunk;
      if (state.output.includes("Ctrl-C")) {
        clearTimeout(timer);
        ready();
      }
    };
    server.stdout.on("data", read);
    server.stderr.on("data", read);
    server.on("exit", (code) => broken(new Error(`ended with ${code}:\n${state.output}`)));
  });
  return state;
}

async function end(server) {
  const ended = new Promise((done) => server.on("exit", done));
  server.kill("SIGINT");
  return ended;
}

/**
 * A directory with the sample content. Writing it takes a demo most of a minute, so that test files of one run, which name a
 * directory in FOLKMOOT_SAMPLES, share what the first of them wrote.
 */
async function sampleDirectory() {
  const directory = await mkdtemp(join(tmpdir(), "folkmoot-browser-"));
  const samples = process.env.FOLKMOOT_SAMPLES;
  if (!samples) return directory;
  const kept = join(samples, "demo");
  if (!(await stat(kept).catch(() => null))) {
    const first = await mkdtemp(join(samples, "first-"));
    const { server, url } = await startServer(first, {});
    // It says where it answers a moment before it listens to signals.
    await fetch(url);
    assert.equal(await end(server), 0, "Ctrl-C ends it cleanly");
    await rename(first, kept).catch((e) => assert.ok(["EEXIST", "ENOTEMPTY"].includes(e.code), e.message));
  }
  await cp(kept, directory, { recursive: true });
  return directory;
}

/** Starts a demo with its sample content in a directory of its own; settings that change the content write it anew. */
export async function startHouse(extra = {}) {
  const directory = Object.keys(extra).length > 0 ? await mkdtemp(join(tmpdir(), "folkmoot-browser-")) : await sampleDirectory();
  const state = await startServer(directory, extra);
  const { server, url } = state;
  const browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  return {
    url,
    browser,
    output: () => state.output,
    /** A person's browser: their own cookies, a size, a language, with or without scripts. */
    async person({ size = DESK, lang = "zh-TW", scripts = true, account } = {}) {
      const context = await browser.newContext({ viewport: size, locale: lang, javaScriptEnabled: scripts, baseURL: url });
      await context.addCookies([{ name: "language", value: lang, url }]);
      const page = await context.newPage();
      page.complaints = [];
      page.on("console", (m) => m.type() === "error" && page.complaints.push(m.text()));
      page.on("pageerror", (e) => page.complaints.push(String(e)));
      if (account) await signIn(page, account);
      return page;
    },
    async stop() {
      await browser.close();
      const code = await end(server);
      await rm(directory, { recursive: true, force: true });
      return code;
    },
  };
}

/** Signs a sample account in by the button of the sign-in page. */
export async function signIn(page, account) {
  await page.goto("/sign-in");
  await page.locator(`[data-account="${account}"] button`).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}

/** What axe-core finds wrong with a page by WCAG 2.2 A and AA. */
export async function accessibilityProblems(page) {
  await page.evaluate(axeSource);
  const result = await page.evaluate(() =>
    globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
  );
  return result.violations.map((v) => `${v.id}: ${v.help} → ${v.nodes.slice(0, 3).map((n) => n.target.join(" ")).join(" | ")}`);
}

/** How many pixels the page is wider than the window. */
export function overflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** The words of a page, without its frame. */
export const main = (page) => page.innerText("main");

/** Presses a button or a link and waits for the page that follows. */
export async function press(page, button) {
  try {
    await button.waitFor({ timeout: 10_000 });
    await Promise.all([page.waitForEvent("framenavigated", { timeout: 15_000 }), button.click()]);
    await page.waitForLoadState("load");
  } catch (error) {
    throw new Error(`${button} on ${page.url()}: ${error.message}\n${(await main(page)).slice(0, 1500)}`);
  }
}

/**
 * Fails if the page is too wide for a phone or a desk, or hard to use for somebody; in the language it is in, or in each of
 * `languages`. What the console says of answers with a status in `expected` is none of its complaints.
 */
export async function fine(page, { sizes = [PHONE, DESK], languages = [], expected = [] } = {}) {
  const address = page.url();
  const look = async (what) => {
    for (const size of sizes) {
      await page.setViewportSize(size);
      assert.equal(await overflow(page), 0, `${what} at ${size.width}`);
      assert.deepEqual(await accessibilityProblems(page), [], `${what} at ${size.width}`);
    }
  };
  for (const lang of languages) {
    await page.context().addCookies([{ name: "language", value: lang, url: new URL(address).origin }]);
    await page.goto(address);
    assert.equal(await page.getAttribute("html", "lang"), lang);
    await look(`${address} in ${lang}`);
  }
  if (languages.length === 0) await look(address);
  const complaints = page.complaints.filter((text) => !expected.some((status) => text.includes(`${status}`)));
  page.complaints.length = 0;
  assert.deepEqual(complaints, [], address);
}
