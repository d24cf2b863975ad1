// A neighbour with a phone, in the hall's network: without an account they
// read the board, logged in at their own household's node they ask as well. The
// wall beside it; and pictures of every screen, with photos.
import {spawn} from 'node:child_process';

import {assert, browser, fs, isAccessible, kith, open, pictures, shoot,
        eventually} from './lib/browser.mjs';

const base = 'http://10.77.0.1:5480';
const touch = {viewport: {width: 360, height: 780}, hasTouch: true,
               isMobile: true};

// Photos for all that the hall has posted.
const board = kith('hall', 'board', '--all');
const own = kith('hall', 'board', '--mine');
const files = await pictures(own.map((post) => post.code));
assert.ok(own.length >= 5);
for (const post of own) {
    kith('hall', 'edit', post.code, `--photo=${files[post.code]}`);
}

const phone = await open(null, touch);
await phone.goto(`${base}/`);
await phone.getByText('Sofa, brown').waitFor();
assert.equal(await phone.locator('.cards > li').count(), board.length);
await isAccessible(phone, 'the board on a phone');
await phone.getByLabel('Look for').fill('concertina');
await phone.getByRole('button', {name: 'Find'}).tap();
await phone.getByText('Concertina for beginners').tap();
await phone.getByRole('heading', {name: 'Concertina for beginners'}).waitFor();
await phone.getByText('You would like it?').waitFor();
assert.equal(await phone.locator('form[method=post]').count(), 0);
await isAccessible(phone, 'a post on a phone');

// Nothing of deals, and no way in without a link.
const ladder = board.find((post) => post.title.startsWith('Ladder')).code;
await phone.goto(`${base}/post/${ladder}/calendar`);
assert.equal(await phone.getByText('Red gate').count(), 0, 'no names');
for (const path of ['/deals', '/hours', '/members', '/settings', '/new']) {
    const answer = await phone.goto(base + path);
    assert.equal(answer.status(), 403, path);
    await phone.getByRole('heading', {level: 1}).waitFor();
    await isAccessible(phone, `${path} for a guest`);
}

// With a session it asks, too.
const resident = await open('blue', touch);
await resident.getByText('Repair café: small appliances').tap();
await resident.getByLabel('A word to Mill Hall').fill('A kettle, it whistles');
await isAccessible(resident, 'an ask on a phone');
await resident.getByRole('button', {name: 'Ask for it'}).tap();
await resident.getByText('Mill Hall answers next').waitFor();
await isAccessible(resident, 'what was asked, on a phone');
await eventually('the hall is asked', () => kith('hall', 'deals').some(
    (deal) => deal.title.startsWith('Repair café') && deal.your_turn));
await resident.context().close();

// The wall, live; it says so when its news are stale, and comes back.
kith('hall', 'offer', 'Wardrobe of three doors, from a house with high ' +
    'ceilings, comes apart and wants two people',
     `--text=${'It stands on the third floor, and the stairs are narrow. '
        .repeat(12).trim()}`);
const wall = await open(null, {viewport: {width: 1920, height: 1080}});
await wall.goto(`${base}/wall`);
await wall.getByText('last update').waitFor();
const small = await wall.evaluate(() => [...document.querySelectorAll(
    'main *')].filter((node) => [...node.childNodes].some((child) =>
    child.nodeType === 3 && child.textContent.trim()) && !node.closest(
    'svg')).map((node) => parseFloat(getComputedStyle(node).fontSize))
    .reduce((least, size) => Math.min(least, size), 999));
assert.ok(small >= 1920 * 0.022 - 0.01, `the smallest text is ${small} px`);
for (const [width, height] of [[1920, 1080], [1920, 950], [2560, 1080],
                               [1280, 1024], [800, 900], [1080, 1920]]) {
    await wall.setViewportSize({width, height});
    const cut = await wall.evaluate(() => [...document.querySelectorAll(
        '.turning .about')].filter((card) => {
        const title = card.querySelector('h2');
        const line = parseFloat(getComputedStyle(title).lineHeight);
        const part = title.clientHeight / line % 1;
        return card.scrollHeight > card.clientHeight + 1 ||
            Math.min(part, 1 - part) > 0.1;
    }).map((card) => card.textContent));
    assert.deepEqual(cut, [], `${width} x ${height}: cut inside a line`);
}
await wall.setViewportSize({width: 1920, height: 1080});
await wall.waitForTimeout(500);
const began = Date.now();
kith('hall', 'offer', 'Fresh bread, two loaves');
await wall.getByText('Fresh bread, two loaves').waitFor({state: 'attached',
                                                         timeout: 10000});
console.log(`on the wall after ${Date.now() - began} ms`);
await shoot(wall, 'wall');
process.kill(Number(process.env.HALL_PID));
await wall.getByText('Connection lost').waitFor({timeout: 20000});
await wall.getByText('Fresh bread, two loaves').waitFor({state: 'attached'});
const hall = spawn(process.env.KITH, [
    'run', '--no-lan', '--only-peers', '--listen', '127.0.0.1:0', '--page',
    '10.77.0.1:5480'], {stdio: 'ignore', env: {
    ...process.env, KITH_HOME: `${process.env.street}/hall`,
    XDG_RUNTIME_DIR: ''}});
process.on('exit', () => hall.kill());
await wall.getByText('Connection lost').waitFor({state: 'hidden',
                                                 timeout: 30000});
kith('hall', 'offer', 'Rolls, a dozen');
await wall.getByText('Rolls, a dozen').waitFor({state: 'attached',
                                                timeout: 10000});
console.log('the wall came back by itself');

// Pictures of what a resident sees.
const page = await open('hall');
const home = new URL(page.url()).origin;
const asked = kith('hall', 'deals').find((deal) => deal.your_turn).code;
for (const [name, path] of [
    ['board', '/'], ['post', `/post/${ladder}`], ['new', '/new'],
    ['lend', '/new/lend'], ['deals', '/deals'], ['deal', `/deal/${asked}`],
    ['hours', '/hours'], ['members', '/members'], ['settings', '/settings'],
    ['doctor', '/doctor'], ['more', '/more'], ['due', '/due'],
    ['print', '/print'], ['poster', `/post/${ladder}/print`],
    ['week', '/week']]) {
    await page.goto(home + path);
    await page.getByRole('heading', {level: 1}).waitFor();
    await shoot(page, name);
}
const wardrobe = kith('hall', 'board', '--search=three doors')[0].code;
await page.goto(`${home}/post/${wardrobe}/print`);
const paper = await page.pdf({preferCSSPageSize: true});
assert.equal(paper.toString('latin1').match(/\/Type\s*\/Page[^s]/g).length, 1,
             'a poster is one sheet, with its slips');
await page.goto(`${home}/post/${ladder}`);
await eventually('the photo is there', () => page.evaluate(() => {
    const photo = document.querySelector('.photos img');
    return photo !== null && photo.complete && photo.naturalWidth > 0;
}));
await isAccessible(page, 'a post with a photo');
console.log('phone and wall: done');
await browser.close();
process.exit(0);
