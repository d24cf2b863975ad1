// A keeper's first run: one screen, then a board that says what to do next.
import {assert, browser, fs, isAccessible, kith, open, shoot, eventually}
    from './lib/browser.mjs';

// The node prints its first link where it was started.
let link = '';
await eventually('the new node prints a link', () => {
    const printed = fs.readFileSync(`${process.env.street}/new.log`, 'utf8');
    [link] = printed.match(/http:\S+\/in\/\w+/) ?? [''];
    return link !== '';
});
const page = await open(null);
await page.goto(link);
await page.getByRole('button', {name: 'Log in here'}).click();
await page.getByRole('heading', {level: 1}).waitFor();
const base = new URL(page.url()).origin;
assert.ok(page.url().endsWith('/start'), page.url());
await page.getByText('Join a street').waitFor();
await page.getByText('Bring it back').waitFor();
await isAccessible(page, 'the first screen');
await shoot(page, 'first');

const start = page.locator('form[action="/do/init"]');
await start.getByLabel('The street or the place').fill('Mill Lane');
await start.getByLabel('What neighbours call you').fill('Mill Hall');
await start.getByRole('button', {name: 'Start'}).click();
await page.getByRole('heading', {name: 'Three next steps'}).waitFor();
await page.getByText('Ladder, 3 m').waitFor(); // an example, never empty
await isAccessible(page, 'the first board');
await shoot(page, 'begun');

for (const [step, heading] of [['Post the first thing', 'like to post'],
                               ['Invite a neighbour', 'Invite a neighbour'],
                               ['Print the poster', 'On our board'],
                               ['show the wall', 'Mill Lane']]) {
    await page.goto(`${base}/`);
    await page.getByRole('main').getByText(step).click();
    await page.getByRole('heading', {level: 1}).filter({hasText: heading})
        .waitFor();
}
await page.goto(`${base}/invite`);
await page.getByRole('button', {name: 'Make an invite'}).click();
await page.getByRole('img', {name: 'The invite as a QR code'}).waitFor();
const invite = await page.getByLabel('The same as text').inputValue();
assert.match(invite, /^kith:[\w-]+$/);
await isAccessible(page, 'an invite');
await shoot(page, 'invite');

// With the keyboard alone: the first post.
await page.goto(`${base}/new/offer`);
await page.getByLabel('What is it?').focus();
await page.keyboard.type('Paint, four half tins');
for (let n = 0; n < 30; n++) {
    await page.keyboard.press('Tab');
    const focus = await page.evaluate(() => document.activeElement.textContent);
    if (focus === 'Post it') {
        break;
    }
}
await page.keyboard.press('Enter');
await page.getByRole('heading', {name: 'Paint, four half tins'}).waitFor();
assert.equal(kith('new', 'board').length, 1);

// The same form once more, and a session that is gone in the middle of one.
await page.goBack();
await page.goto(`${base}/new/lend`);
await page.getByLabel('What is it?').fill('Ladder, 5 m');
await page.context().clearCookies();
await page.getByRole('button', {name: 'Post it'}).click();
await page.getByRole('heading', {name: 'Log in, then send it again'}).waitFor();
assert.equal(await page.locator('[name=title]').inputValue(), 'Ladder, 5 m');
assert.equal(kith('new', 'board').length, 1);
await isAccessible(page, 'a session that is gone');
const other = await page.context().newPage();
await other.goto(kith('new', 'page').link);
await other.getByRole('button', {name: 'Log in here'}).click();
await other.getByRole('heading', {level: 1}).waitFor();
await page.getByRole('button', {name: 'Send it again'}).click();
await page.getByRole('button', {name: 'Post it'}).click();
await page.getByRole('heading', {name: 'Ladder, 5 m'}).waitFor();
assert.equal(kith('new', 'board').length, 2);
console.log('first run: done');
await browser.close();
