import {assert, browser, isAccessible, kith, open} from './lib/browser.mjs';

const board = kith('hall', 'board', '--all');
const deals = kith('hall', 'deals', '--all');
const codeOf = (title) => board.find((post) => post.title.startsWith(title))
    .code;
const ladder = codeOf('Ladder');
const asked = deals.find((deal) => deal.title.startsWith('Paint')).code;

// Each address of the list: where to go, and what must stand there.
const routes = {
    '/': ['/', 'Sofa, brown'],
    '/new': ['/new', 'Give something away'],
    '/new/:kind': ['/new/lend', 'What has to come back with it'],
    '/deals': ['/deals', 'Your turn'],
    '/deal/:code': [`/deal/${asked}`, 'Yes, promise it'],
    '/hours': ['/hours', 'Concertina lesson'],
    '/more': ['/more', 'Neighbours'],
    '/post/:code': [`/post/${ladder}`, 'rubber feet'],
    '/post/:code/deals': [`/post/${ladder}/deals`, 'Red gate from you'],
    '/post/:code/edit': [`/post/${ladder}/edit`, 'New ones take the place'],
    '/post/:code/calendar': [`/post/${ladder}/calendar`, 'Booked days'],
    '/post/:code/print': [`/post/${ladder}/print`, ladder],
    '/due': ['/due', 'Pressure washer'],
    '/members': ['/members', 'Cleo and Sam'],
    '/invite': ['/invite', 'Make an invite'],
    '/settings': ['/settings', 'Add a machine of yours'],
    '/doctor': ['/doctor', 'clock'],
    '/news': ['/news', 'asks about it'],
    '/help': ['/help', 'An hour is an hour'],
    '/start': ['/start', 'Start a street'],
    '/login': ['/login', 'You are logged in'],
    '/wall': ['/wall', 'things on the board'],
    '/print': ['/print', 'Sofa, brown'],
    '/week': ['/week', 'New in these seven days'],
};
const feeds = ['/board.atom', '/calendar.ics'];

const listed = kith('hall', 'page', '--routes').pages.map((row) => row.path);
assert.deepEqual([...Object.keys(routes), ...feeds].sort(), [...listed].sort(),
                 'the list of this test is the list of the node');

// Where scripts are off axe cannot run either: there it is looked what is
// there, and axe runs on the same pages with our script held back.
const held = '320 px, script held back';
const windows = {
    [held]: {viewport: {width: 320, height: 640}},
    '360 px touch': {viewport: {width: 360, height: 780}, hasTouch: true,
                     isMobile: true},
    '1280 px, dark': {viewport: {width: 1280, height: 900},
                      colorScheme: 'dark'},
    '1920 px': {viewport: {width: 1920, height: 1080}},
    'no scripts': {viewport: {width: 360, height: 780},
                   javaScriptEnabled: false},
};

let count = 0;

async function look(name, options) {
    const page = await open('hall', options);
    const base = new URL(page.url()).origin;
    if (name === held) {
        await page.route('**/page.js*', (route) => route.abort());
    }
    for (const [route, [path, content]] of Object.entries(routes)) {
        const answer = await page.goto(base + path);
        assert.equal(answer.status(), 200, path);
        await page.getByText(content).first().waitFor({state: 'attached'});
        assert.ok((await page.title()).length > 3, `${path} has a title`);
        if (name !== 'no scripts') {
            await isAccessible(page, `${route}, ${name}`);
            count++;
        }
    }
    await page.context().close();
    console.log(`${name}: ${Math.round(performance.now() / 1000)} s so far`);
}

// Two at a time: each window has a process of its own.
const waiting = Object.entries(windows);
await Promise.all([0, 1].map(async () => {
    while (waiting.length > 0) {
        await look(...waiting.shift());
    }
}));
console.log(`${count} pages, and axe finds nothing`);

// What a page weighs without photos: itself and all that it loads.
const page = await open('hall');
const base = new URL(page.url()).origin;
for (const path of ['/', `/post/${ladder}`, '/wall', `/deal/${asked}`]) {
    let bytes = 0;
    const fresh = await page.context().newPage();
    const bodies = [];
    fresh.on('response', (answer) => {
        if (!answer.url().endsWith('/live')) {
            bodies.push(answer.body().catch(() => Buffer.alloc(0)));
        }
    });
    await fresh.goto(base + path);
    await fresh.waitForLoadState('load');
    bytes = (await Promise.all(bodies)).reduce((sum, body) => sum +
        body.length, 0);
    console.log(`${path}: ${Math.round(bytes / 1000)} kB`);
    assert.ok(bytes > 5000 && bytes <= 60000, `${path} weighs ${bytes} bytes`);
    await fresh.close();
}

// Feeds are what they say.
const atom = await page.request.get(`${base}/board.atom`);
assert.match(atom.headers()['content-type'], /atom\+xml/);
const entries = await page.evaluate((text) => {
    const tree = new DOMParser().parseFromString(text, 'application/xml');
    return tree.querySelector('parsererror') ? -1 :
        tree.querySelectorAll('entry').length;
}, await atom.text());
assert.equal(entries, kith('hall', 'board').length);
const calendar = await (await page.request.get(`${base}/calendar.ics`)).text();
assert.match(calendar, /^BEGIN:VCALENDAR\r\n/);
assert.match(calendar, /SUMMARY:Ladder\\, 5 m/);

await browser.close();
