// What is done with every system, in the same order, and what is measured:
//
//   start    the source opens what it has, until it can be reached
//   cold     an empty node that runs fetches all of it
//   more     100 records come to the source while the two are apart; then
//            the other one, which runs already, meets it again
//   nothing  the same with nothing new: two seconds of it
//
// A system (kith.js, node.js, git.js) has
//
//   name, count         records at the source
//   prepare(count)      make the source; once for each size
//   open(run)           source and a new, empty receiver run; ms of the start
//   fetchAll()          {begun, stored, searchable}, ms since 1970; shown, too,
//                       where that comes first; share of its CPU until then
//                       that checked signatures, where threads of its own do
//   part()              the connection ends
//   append(count)       more records at the source, while apart
//   fetchMore(count)    {begun, stored}, or null when it stalls
//   fetchNothing(ms)    meet for so long
//   cpu()               ms that source and receiver spent so far
//   peaks()             MiB of resident memory, source and receiver
//   close(out)          both end; the folder of the receiver
'use strict';

const {wireBytes, diskBytes, pause} = require('./process');

const MORE = 100;
const QUIET_MS = 2000;

async function cold(system, out) {
    const cpu = system.cpu();
    const wire = wireBytes();
    const took = await system.fetchAll();
    const after = system.cpu();
    const peaks = system.peaks();

    out.records = system.count;
    out.shown_s = ((took.shown || took.stored) - took.begun) / 1000;
    out.stored_s = (took.stored - took.begun) / 1000;
    out.search_s = (took.searchable - took.begun) / 1000;
    out.source_cpu_s = (after[0] - cpu[0]) / 1000;
    out.receiver_cpu_s = (after[1] - cpu[1]) / 1000;
    out.share = took.share;
    out.cpu_s = out.source_cpu_s + out.receiver_cpu_s;
    out.wire = (wireBytes() - wire) / system.count;
    out.source_mib = peaks[0];
    out.receiver_mib = peaks[1];
}

// Bytes are counted from before the receiver may dial.
async function meet(system, more) {
    await system.part();
    await pause(QUIET_MS);
    const wire = wireBytes();

    await system.append(more);
    const cpu = system.cpu();
    const took = more > 0 ? await system.fetchMore(more) :
        await system.fetchNothing(QUIET_MS);
    const after = system.cpu();

    if (took === null) {
        return {ms: NaN, wire: NaN, cpu: NaN};
    }
    await pause(more > 0 ? QUIET_MS / 2 : 0);
    return {
        ms: took.stored - took.begun,
        wire: wireBytes() - wire,
        cpu: after[0] + after[1] - cpu[0] - cpu[1],
    };
}

async function scene(system, run) {
    const out = {start_ms: await system.open(run)};

    await cold(system, out);
    const more = await meet(system, MORE);
    const nothing = await meet(system, 0);

    out.more_ms = more.ms;
    out.more_wire = more.wire;
    out.more_cpu_ms = more.cpu;
    out.nothing_wire = nothing.wire;
    out.nothing_cpu_ms = nothing.cpu;
    out.disk = await diskBytes(await system.close(out)) / system.count;
    return out;
}

module.exports = {scene, MORE};
