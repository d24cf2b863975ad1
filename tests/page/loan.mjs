// A loan from posting to return, between two browsers on two nodes; once more
// with scripts off.
import {assert, browser, eventually, kith, open} from './lib/browser.mjs';

async function stateIs(home, title, state) {
    await eventually(`${home} sees ${state}`, () => kith(home, 'deals', '--all')
        .some((deal) => deal.title === title && deal.state === state));
}

async function press(page, name) {
    await page.getByRole('button', {name, exact: true}).click();
}

async function go(page, path) {
    await page.goto(new URL(page.url()).origin + path);
}

async function lend(title, options) {
    const keeper = await open('blue', options);
    const asker = await open('red', options);

    await go(keeper, '/new/lend');
    await keeper.getByLabel('What is it?').fill(title);
    await keeper.getByLabel('Days at most').fill('5');
    await press(keeper, 'Post it');
    await keeper.getByRole('heading', {name: title}).waitFor();

    await eventually('the post goes round', () =>
        kith('red', 'board').some((post) => post.title === title));
    await go(asker, '/');
    await asker.getByRole('link', {name: title}).click();
    const day = (n) => new Date(Date.now() + n * 864e5).toISOString()
        .slice(0, 10);
    await asker.getByLabel('From').fill(day(1));
    await asker.getByLabel('To', {exact: true}).fill(day(2));
    await asker.getByLabel('A word to Blue door').fill('For <b>the</b> hedge');
    await press(asker, 'Ask to borrow it');
    await asker.getByText('Blue door answers next').waitFor();

    await stateIs('blue', title, 'asked');
    await go(keeper, '/deals');
    const row = keeper.locator('.row').filter({hasText: title});
    await row.getByRole('link', {name: /Your turn/}).click();
    await keeper.getByText('For <b>the</b> hedge').first().waitFor();
    await keeper.getByLabel('When to hand it over').fill('tomorrow 10:00');
    await keeper.getByLabel('Where').fill('The side gate');
    await press(keeper, 'Yes, promise it');
    await keeper.getByText('You promised it to Red gate').waitFor();

    await stateIs('red', title, 'promised');
    await go(asker, '/deals');
    await asker.locator('.row').filter({hasText: title}).getByRole('link')
        .first().click();
    await asker.getByText('The side gate').first().waitFor();
    await press(asker, 'Yes, I come');
    await press(keeper, 'It was handed over');
    await keeper.getByText('Red gate has it').waitFor();

    await stateIs('red', title, 'out');
    await go(asker, '/due');
    await asker.locator('.row').filter({hasText: title}).getByRole('link')
        .first().click();
    await press(asker, 'I brought it back');
    await go(keeper, '/due');
    await keeper.locator('.row').filter({hasText: title}).getByRole('link')
        .first().click();
    await press(keeper, 'It is back');
    await keeper.getByText('All done').waitFor();
    await stateIs('red', title, 'done');
    await keeper.context().close();
    await asker.context().close();
}

await lend('Hedge trimmer', {});
console.log('a loan, with scripts: done');
await lend('Wallpaper table', {javaScriptEnabled: false});
console.log('a loan, without: done');
await browser.close();
