// The table: ratios first, then medians with least and most.
'use strict';

const rows = [
    // key of what scene.js gives, what it is, digits, and a limit where there
    // is one: {most} or {least} of kith's figure, or {least} of how often the
    // time of another system is kith's; `by`: of that way of kith
    ['search_s', 'empty node: all searchable, s', 2,
        {least: 4, of: 'ssb'}],
    ['shown_s', 'empty node: all shown, s', 2,
        {least: 10, of: 'ssb', its: 'search_s', by: 'held'}],
    ['stored_s', 'empty node: all stored, s', 2],
    ['cpu_s', 'empty node: CPU of both ends, s', 2],
    ['checked_cpu_s', '  with every signature checked, s', 2],
    ['receiver_cpu_s', 'empty node: CPU of receiver, s', 2],
    ['share', '  signature checks, share of it', 2, {least: 0.85}],
    ['wire', 'bytes on the wire, a record', 0, {most: 1.05, times: 'payload'}],
    ['source_mib', 'peak memory of source, MiB', 1, {most: 32}],
    ['receiver_mib', 'peak memory of receiver, MiB', 1, {most: 48}],
    ['disk', 'disk of receiver, bytes a record', 0],
    ['start_ms', 'start of source, ms', 0],
    ['more_ms', '100 more: stored, ms', 1, {most: 25}],
    ['more_wire', '100 more: bytes on the wire', 0],
    ['more_cpu_ms', '100 more: CPU of both ends, ms', 1],
    ['nothing_wire', 'nothing new: bytes on the wire', 0],
    ['nothing_cpu_ms', 'nothing new: CPU of both ends, ms', 1],
];

function median(values) {
    const sorted = values.filter((each) => !Number.isNaN(each))
        .sort((left, right) => left - right);
    const half = Math.floor(sorted.length / 2);

    return sorted.length === 0 ? NaN :
        sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

function figure(value, digits) {
    return Number.isFinite(value) ? value.toFixed(digits) : '-';
}

function cell(values, key, digits) {
    const all = values.map((each) => each[key]);
    const known = all.filter((each) => Number.isFinite(each));
    const lost = key.startsWith('more') ? all.length - known.length : 0;
    const stalled = lost > 0 ? ` stalled ${lost}/${all.length}` : '';

    if (known.length === 0) {
        return stalled.trim() || '-';
    }
    return figure(median(all), digits) + ' (' +
        figure(Math.min(...known), digits) + '-' +
        figure(Math.max(...known), digits) + ')' + stalled;
}

// What kith takes: where a row is of another way of it, that way.
function ours(limit, key, medians) {
    const kith = medians[limit && limit.by] || medians.kith;

    return kith ? kith[key] : NaN;
}

// How near kith is to its limit, or past it.
function verdict(limit, key, medians, payload) {
    const kith = ours(limit, key, medians);

    if (limit === undefined || !Number.isFinite(kith)) {
        return '';
    }
    if (limit.of !== undefined) {
        const other = medians[limit.of] &&
            medians[limit.of][limit.its || key];
        const rate = other / kith;

        return Number.isFinite(rate) ? `${rate.toFixed(2)} times ${limit.of}, ` +
            `limit ${limit.least}${rate < limit.least ? ' MISSED' : ''}` : '';
    }
    if (limit.least !== undefined) {
        return `${kith.toFixed(2)}, limit ${limit.least}` +
            (kith < limit.least ? ' MISSED' : '');
    }
    const most = limit.most * (limit.times ? payload : 1);
    const text = limit.times ?
        `${(kith / payload).toFixed(3)} of payload, limit ${limit.most}` :
        `${(kith / most).toFixed(2)} of the limit of ${limit.most}`;

    return text + (kith > most ? ' MISSED' : '');
}

function print(results, systems, heading, payload) {
    const medians = {};
    const line = (first, cells, width) => console.log(first.padEnd(36) +
        cells.map((each) => each.padStart(width)).join('').trimEnd());

    for (const {name} of systems) {
        medians[name] = {};
        for (const [key] of rows) {
            medians[name][key] = median(results[name]
                .map((each) => (key in each ? each[key] : NaN)));
        }
    }
    const others = systems.filter(({name}) =>
        name !== 'kith' && name !== 'held');

    console.log('\n' + heading);
    console.log('\nTheirs to kith\'s (above 1: kith takes less)');
    line('', [...others.map((each) => each.name), '  '], 11);
    for (const [key, what, , limit] of rows) {
        const ratios = others.map(({name}) => {
            const kith = ours(limit, key, medians);

            return figure(medians[name][key] / kith, 2);
        });
        const judged = verdict(limit, key, medians, payload);

        line(what, [...ratios, judged && '   ' + judged], 11);
    }
    console.log('\nMedians (least-most)');
    line('', systems.map((each) => each.name), 25);
    for (const [key, what, digits] of rows) {
        line(what, systems.map(({name}) =>
            cell(results[name], key, digits)), 25);
    }
    for (const {name, checks, version} of systems) {
        console.log(`${name} ${version} checks ${checks}`);
    }
}

module.exports = {print, median};
