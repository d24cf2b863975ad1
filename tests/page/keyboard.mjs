// Nobody touches a mouse: one posts, one asks, the first one answers. A link
// that one stands on stays where it is when news come.
import {assert, browser, enter, eventually, kith, open, tabTo}
    from './lib/browser.mjs';

const title = 'Elderberry syrup';
const keeper = await open('blue');
const asker = await open('red');

async function heading(page, text) {
    await page.getByRole('heading', {level: 1, name: text}).waitFor();
}

await tabTo(asker, 'Sofa, brown');
await enter(keeper, 'Post');
await heading(keeper, 'What would you like to post?');
await enter(keeper, 'Give something away');
await heading(keeper, 'Give something away');
await tabTo(keeper, 'What is it?');
await keeper.keyboard.type(title);
await enter(keeper, 'Post it');
await heading(keeper, title);

// It comes to the board that red looks at, and red stands where it stood.
await asker.getByRole('link', {name: title}).waitFor();
const at = await asker.evaluate(() => document.activeElement.textContent);
assert.match(at, /^Sofa, brown/, 'news take the focus away');
await asker.reload();
await enter(asker, title);
await heading(asker, title);
await tabTo(asker, 'A word to Blue door');
await asker.keyboard.type('For my throat');
await enter(asker, 'I would like it');
await asker.getByText('Blue door answers next').waitFor();

await eventually('blue is asked', () => kith('blue', 'deals').some(
    (deal) => deal.title === title && deal.your_turn));
await enter(keeper, 'Deals');
await heading(keeper, 'Deals');
await enter(keeper, title);
await keeper.getByText('For my throat').first().waitFor();
await tabTo(keeper, 'When to hand it over');
await keeper.keyboard.type('tomorrow 10:00');
await enter(keeper, 'Yes, promise it');
await keeper.getByText('You promised it to Red gate').waitFor();
console.log('by keyboard: done');
await browser.close();
