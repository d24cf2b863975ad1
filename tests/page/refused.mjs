// What goes wrong in a form: each time a page says what to do, what was typed
// is still there, and nothing is half done.
import {execFileSync} from 'node:child_process';
import zlib from 'node:zlib';

import {assert, browser, eventually, fs, kith, open, pictures, street}
    from './lib/browser.mjs';

const MIB = 1024 * 1024;
const page = await open('blue');
const base = new URL(page.url()).origin;
const [photo] = Object.values(await pictures(['kettle']));
const before = mine();

function mine() {
    return kith('blue', 'board', '--mine', '--all').map((post) => post.title);
}

// What is left of forms in blue's folder, and how many photos are its own;
// those of others come whenever they come.
function left() {
    return execFileSync('find', [`${street}/blue`, '-name', '*upload*'],
                        {encoding: 'utf8'}).split('\n').filter(Boolean);
}

function photos() {
    const [base] = fs.readdirSync(`${street}/blue`)
        .filter((name) => fs.existsSync(`${street}/blue/${name}/shelf.db`));
    return Number(execFileSync('sqlite3', [
        '-readonly', `${street}/blue/${base}/shelf.db`,
        'SELECT count(*) FROM photo_file WHERE own=1 AND doomed=0']));
}

const kept = photos();

function write(name, bytes) {
    fs.writeFileSync(`${street}/${name}`, bytes);
    return `${street}/${name}`;
}

// A PNG of a few kilobytes that says it has this many pixels a side.
function bomb(side) {
    const chunk = (type, data) => {
        const body = Buffer.concat([Buffer.from(type), data]);
        const ends = Buffer.alloc(8);
        ends.writeUInt32BE(data.length, 0);
        ends.writeUInt32BE(crc(body), 4);
        return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
    };
    const head = Buffer.alloc(13);
    head.writeUInt32BE(side, 0);
    head.writeUInt32BE(side, 4);
    head.set([8, 2], 8);
    return Buffer.concat([
        Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head),
        chunk('IDAT', zlib.deflateSync(Buffer.alloc(MIB))),
        chunk('IEND', Buffer.alloc(0))]);
}

function crc(bytes) {
    let sum = ~0;
    for (const byte of bytes) {
        sum ^= byte;
        for (let bit = 0; bit < 8; bit++) {
            sum = sum & 1 ? sum >>> 1 ^ 0xedb88320 : sum >>> 1;
        }
    }
    return ~sum >>> 0;
}

// Fill in the form of a loan, and what its answer is.
async function send(title, photos) {
    await page.goto(`${base}/new/lend`);
    await page.getByLabel('What is it?').fill(title);
    await page.getByLabel('Photos').setInputFiles(photos);
    await page.getByLabel('Days at most').fill('5');
    const [answer] = await Promise.all([
        page.waitForResponse((reply) => reply.request().method() === 'POST'),
        page.getByRole('button', {name: 'Post it'}).click()]);
    await page.getByRole('alert').waitFor();
    return answer.status();
}

async function says(status, text, wanted) {
    assert.equal(status, wanted, text);
    await page.getByRole('alert').getByText(text).waitFor();
    assert.equal(await page.getByText(street).count(), 0, 'no path of ours');
    assert.deepEqual(mine(), before, text);
    assert.deepEqual(left(), [], text);
    assert.equal(photos(), kept, text);
}

const large = write('large.jpg', Buffer.alloc(17 * MIB, 255));
const half = write('half.jpg', Buffer.alloc(13 * MIB, 255));
const refused = [
    ['one that is too large', large, 413, 'A photo may have 10 MiB'],
    ['one that is larger than it may be', half.slice(), 422,
     'half.jpg is larger than 10 MiB'],
    ['what is no photo', write('Shopping list.jpg', 'Milk, bread'), 422,
     'Shopping list.jpg is neither a JPEG nor a PNG'],
    ['a bomb', write('bomb.png', bomb(50000)), 422,
     'bomb.png says that it has more pixels than are taken'],
    ['half of a photo', write('cut.jpg', fs.readFileSync(photo)
        .subarray(0, 9000)), 422, 'cut.jpg is damaged, or ends too early'],
    ['a good one beside a bad one', [photo, `${street}/bomb.png`], 422,
     'bomb.png says that it has more pixels'],
];
for (const [what, photos, status, text] of refused) {
    await says(await send(`Kettle: ${what}`, photos), text, status);
    assert.equal(await page.getByLabel('What is it?').inputValue(),
                 `Kettle: ${what}`);
    assert.equal(await page.getByLabel('Days at most').inputValue(), '5');
}

// More than a form may have: nothing of it is read, and the way back leads
// to what was typed.
await says(await send('Kettle, six photos', Array(4).fill(half)),
           'That was too much at once', 413);
await page.goBack();
assert.equal(await page.getByLabel('What is it?').inputValue(),
             'Kettle, six photos');

console.log('bad files: done');

// Sent twice, by whoever is impatient: one post.
await page.goto(`${base}/new/offer`);
await page.getByLabel('What is it?').fill('Kettle, whistling');
await page.getByLabel('Photos').setInputFiles(photo);
await page.getByRole('button', {name: 'Post it'}).dblclick();
await page.getByRole('heading', {name: 'Kettle, whistling'}).waitFor();
await page.waitForLoadState();
assert.deepEqual(mine().filter((title) => title.startsWith('Kettle')),
                 ['Kettle, whistling']);
assert.equal(photos(), kept + 1);
assert.deepEqual(left(), []);
const kettle = new URL(page.url()).pathname;

// It goes while red writes an answer to it.
const asker = await open('red');
const theirs = new URL(asker.url()).origin;
await eventually('red sees it', () => kith('red', 'board')
    .some((post) => post.title === 'Kettle, whistling'));
await asker.goto(theirs + kettle);
await asker.getByLabel('A word to Blue door').fill('For the allotment');
kith('blue', 'withdraw', kettle.split('/').pop());
await eventually('red hears that it is gone', () => !kith('red', 'board')
    .some((post) => post.title === 'Kettle, whistling'));
const deals = kith('red', 'deals', '--all').length;
const [gone] = await Promise.all([
    asker.waitForResponse((reply) => reply.request().method() === 'POST'),
    asker.getByRole('button', {name: 'I would like it'}).click()]);
assert.equal(gone.status(), 404);
await asker.getByText('Perhaps its keeper took it back').waitFor();
await asker.getByText('For the allotment').waitFor();
for (const secret of ['token', 'once']) {
    assert.equal(await asker.getByText(secret, {exact: true}).count(), 0);
}
await asker.getByRole('link', {name: 'Back to the board'}).click();
await asker.getByRole('heading', {name: 'What the street shares'}).waitFor();
assert.equal(kith('red', 'deals', '--all').length, deals);
console.log('refused, and nothing half done');
await browser.close();
