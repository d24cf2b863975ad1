// What is shown of the texts, at the node that got them by gossip.
import {assert, browser, kith, open} from './lib/browser.mjs';
import {texts} from './lib/injections.mjs';

const page = await open('blue');
const base = new URL(page.url()).origin;
page.on('dialog', (dialog) => assert.fail(`a script ran: ${dialog.message()}`));
page.on('request', (request) => assert.ok(
    request.url().startsWith(base), `it asks ${request.url()}`));

// What an answer consists of: elements of ours only, and the text as it is.
const read = (path, fields) => page.evaluate(async ([address, typed]) => {
    const answer = await fetch(address, typed ?
        {method: 'POST', body: new URLSearchParams(typed)} : {});
    const tree = new DOMParser().parseFromString(await answer.text(),
                                                 'text/html');
    return {
        status: answer.status,
        title: tree.querySelector('h1').textContent,
        said: tree.querySelector('.said')?.textContent,
        typed: tree.querySelector('input[name=title]')?.value,
        token: tree.querySelector('[name=token]')?.value,
        window: tree.title,
        strange: tree.querySelectorAll('iframe, math, base, style, ' +
            'script:not([src^="/asset/"]), img:not([src^="/photo/"]), ' +
            '[onload], [onerror], [onmouseover], [onfocus], [autofocus], ' +
            'meta[http-equiv]:not(noscript *)').length,
    };
}, [base + path, fields]);

const posts = kith('blue', 'board', '--limit=1000');
assert.equal(posts.length, texts.length);
for (const post of posts) {
    const text = texts[Number.parseInt(post.title, 10)];
    const shown = await read(`/post/${post.code}`);
    assert.equal(shown.status, 200, post.title);
    assert.equal(shown.title, post.title);
    assert.equal(shown.said.trim(), text.trim());
    assert.ok(shown.window.startsWith(post.title), shown.window);
    assert.equal(shown.strange, 0, post.title);
}
for (const path of ['/', '/wall', '/print', '/week', '/members']) {
    await page.goto(base + path);
    assert.equal((await read(path)).strange, 0, path);
}

// By a form, and in its refusal: what was typed stands in the field.
const {token} = await read('/new/lend');
for (const [n, text] of texts.entries()) {
    const shown = await read('/do/lend', {
        token, once: n, kind: 'lend', title: text, 'days-max': 'many'});
    assert.equal(shown.status, 422, text);
    assert.equal(shown.typed, text);
    assert.equal(shown.strange, 0, text);
}
for (const text of texts.slice(12, 16)) {
    await page.goto(`${base}/new/lend`);
    await page.getByLabel('What is it?').fill(text);
    await page.getByLabel('Days at most').fill('many');
    await page.getByRole('button', {name: 'Post it'}).click();
    await page.getByRole('alert').waitFor();
    assert.equal(await page.getByLabel('What is it?').inputValue(), text);
}
await page.getByLabel('Days at most').fill('3');
await page.getByRole('button', {name: 'Post it'}).click();
await page.getByRole('heading', {level: 1, name: texts[15]}).waitFor();
console.log(`${texts.length} texts, and none of them runs`);
await browser.close();
