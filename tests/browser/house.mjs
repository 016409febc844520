// A demo platform of its own for each test file, and a Chromium to look at it.

import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
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

/** Starts a demo with its sample content in a directory of its own. */
export async function startHouse(extra = {}) {
  const directory = await mkdtemp(join(tmpdir(), "folkmoot-browser-"));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const server = spawn(binary, ["demo"], {
    cwd: directory,
    env: { PATH: process.env.PATH, FOLKMOOT_LISTEN: `127.0.0.1:${port}`, ...extra },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  await new Promise((ready, broken) => {
    const timer = setTimeout(() => broken(new Error(`no answer within two minutes:\n${output}`)), 120_000);
    const read = (chunk) => {
      output += chunk;
      if (output.includes("Ctrl-C")) {
        clearTimeout(timer);
        ready();
      }
    };
    server.stdout.on("data", read);
    server.stderr.on("data", read);
    server.on("exit", (code) => broken(new Error(`ended with ${code}:\n${output}`)));
  });
  const browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  return {
    url,
    browser,
    output: () => output,
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
      const ended = new Promise((done) => server.on("exit", done));
      server.kill("SIGINT");
      const code = await ended;
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
