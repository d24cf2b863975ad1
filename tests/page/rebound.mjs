// A name of somebody else's that leads to our address: a page behind it reads
// nothing of ours and changes nothing, though this browser is logged in.
import {assert, browser, kith, open} from './lib/browser.mjs';

const home = await open('blue');
const ours = new URL(home.url()).origin;
const theirs = `http://evil.example:${new URL(ours).port}`;
const before = kith('blue', 'board', '--limit=1000').length;
const token = await (await home.goto(`${ours}/new/offer`)).text();
const secrets = Object.fromEntries([...token.matchAll(
    /name="(token|once)" value="(\w+)"/g)].map(([, name, value]) =>
    [name, value]));
assert.ok(secrets.token && secrets.once);

const page = await home.context().newPage();
// The name does lead to us, and we have nothing for it.
const [answer] = await Promise.all([
    page.waitForResponse(`${theirs}/`),
    page.goto(`${theirs}/`).catch(() => null)]);
assert.equal(answer.status(), 421);
assert.equal(answer.headers()['content-length'], '0');

// Their page, from before the name was turned.
await page.route(`${theirs}/before`, (route) => route.fulfill({
    contentType: 'text/html', body: '<h1>Win a prize</h1>'}));
await page.goto(`${theirs}/before`);
for (const origin of [theirs, ours]) {
    const got = await page.evaluate(async ([to, fields]) => {
        const body = new URLSearchParams({...fields, title: 'Rebound'});
        const say = (promise) => promise.then(async (reply) =>
            `${reply.status} ${await reply.text()}`, () => 'refused');
        return [
            await say(fetch(`${to}/`, {credentials: 'include'})),
            await say(fetch(`${to}/do/offer`,
                            {method: 'POST', credentials: 'include', body})),
        ];
    }, [origin, secrets]);
    for (const said of got) {
        assert.match(said, /^(421 |refused)$/, origin);
    }
}
assert.equal(kith('blue', 'board', '--limit=1000').length, before);
console.log('a name that was rebound: reads nothing, changes nothing');
await browser.close();
