// The browser, households as it sees them, checks and pictures.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';

const {BUILD, CHROMIUM, KITH, SHOTS, street} = process.env;
const require = createRequire(path.join(BUILD, 'page', 'package.json'));
const {chromium} = require('playwright-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

// The criteria that WCAG 2.2 AA is made of.
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

export {assert, fs, street};

export const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', ...(process.env.CHROMIUM_ARGS ?? '').split('\n')
        .filter(Boolean)],
});

// kith('ana', 'board'): the document that the command prints.
export function kith(home, ...words) {
    const env = {...process.env, KITH_HOME: `${street}/${home}`,
                 XDG_RUNTIME_DIR: ''};
    const out = execFileSync(KITH, [...words, '--json'],
                             {env, stdio: ['ignore', 'pipe', 'pipe']});
    return JSON.parse(out.toString());
}

// A window of its own, logged in as a household; null: nobody.
export async function open(home, options = {}) {
    const context = await browser.newContext({
        viewport: {width: 1280, height: 900}, ...options,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(20000);
    page.on('pageerror', (error) => assert.fail(`a script: ${error.message}`));
    if (home) {
        await page.goto(kith(home, 'page').link);
        await page.getByRole('button', {name: 'Log in here'}).click();
        await page.getByRole('heading', {level: 1}).waitFor();
    }
    return page;
}

// No criterion is broken, and nothing sticks out sideways.
export async function isAccessible(page, what) {
    await page.evaluate(axe);
    const result = await page.evaluate(
        (only) => globalThis.axe.run(document, {runOnly: only}), tags);
    const broken = result.violations.map(
        (rule) => `${rule.id}: ${rule.nodes.slice(0, 3)
            .map((node) => `${node.target} ${node.html}`).join('; ')}`);
    assert.ok(result.passes.length > 5, `${what}: axe looked at nothing`);
    assert.deepEqual(broken, [], what);
    const over = await page.evaluate(
        () => document.documentElement.scrollWidth - innerWidth);
    assert.ok(over <= 0, `${what} is ${over} px too wide`);
}

// Pictures of a screen at 360, 1280 and 1920 px, light and dark.
export async function shoot(page, name) {
    const before = page.viewportSize();
    fs.mkdirSync(SHOTS, {recursive: true});
    for (const [width, height] of [[360, 780], [1280, 900], [1920, 1080]]) {
        for (const scheme of ['light', 'dark']) {
            await page.setViewportSize({width, height});
            await page.emulateMedia({colorScheme: scheme});
            await page.screenshot({
                path: path.join(SHOTS, `${name}-${width}-${scheme}.png`),
                fullPage: !name.startsWith('wall'),
            });
        }
    }
    await page.emulateMedia({colorScheme: null});
    await page.setViewportSize(before);
}

// With the keyboard alone: on to what begins with this name.
export async function tabTo(page, name, most = 120) {
    for (let n = 0; n < most; n++) {
        await page.keyboard.press('Tab');
        const at = await page.evaluate(() => {
            const here = document.activeElement;
            const label = here.labels?.[0]?.querySelector('.label');
            return (label ?? here).textContent.trim();
        });
        if (at.startsWith(name)) {
            return;
        }
    }
    assert.fail(`the keyboard does not reach "${name}" on ${page.url()}`);
}

// Go there, and press it.
export async function enter(page, name) {
    await tabTo(page, name);
    await page.keyboard.press('Enter');
}

// Wait for something that a node does: true before the deadline.
export async function eventually(what, happens, deadlineMs = 20000) {
    const end = Date.now() + deadlineMs;
    while (!await happens()) {
        assert.ok(Date.now() < end, `${what}: not within ${deadlineMs} ms`);
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
}

// Some photographs, drawn: JPEG files, with a scene for each name.
export async function pictures(names) {
    const page = await browser.newPage({viewport: {width: 960, height: 720}});
    const files = {};
    for (const [index, name] of names.entries()) {
        const hue = (index * 67 + 30) % 360;
        await page.setContent(`<body style="margin:0"><svg
            viewBox="0 0 960 720" width="960" height="720"><defs>
            <linearGradient id="g" x2="0" y2="1">
            <stop stop-color="hsl(${hue} 45% 78%)"/>
            <stop offset="1" stop-color="hsl(${hue + 40} 40% 52%)"/>
            </linearGradient></defs><path fill="url(#g)" d="M0 0h960v720H0z"/>
            <circle cx="${180 + index * 83 % 600}" cy="170" r="76"
            fill="hsl(${hue + 20} 80% 90%)"/>
            <path fill="hsl(${hue + 90} 28% 34%)" d="M0 520q240-${90 + index *
            17 % 120} 480 0t480 0v200H0z"/>
            <rect x="${260 + index * 31 % 200}" y="300" width="300"
            height="240" rx="24" fill="hsl(${hue + 180} 38% 46%)"/>
            <path stroke="hsl(${hue + 180} 30% 26%)" stroke-width="18"
            d="M${280 + index * 31 % 200} 380h260m-260 80h260"/></svg>`);
        files[name] = `${street}/${name}.jpg`;
        await page.screenshot({path: files[name], type: 'jpeg', quality: 80});
    }
    await page.close();
    return files;
}
