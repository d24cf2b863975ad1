// kith beside other systems: see README.md. Started by run.sh.
//
//   node bench.js TOOLS MODULES FOLDER
//
// TOOLS is the folder of the bench programs, MODULES a node_modules with the
// packages of package.json, FOLDER an empty one for everything.
'use strict';

const fs = require('fs');
const os = require('os');
const path = require('path');
const {run, killAll} = require('./process');
const {scene, MORE} = require('./scene');
const {print} = require('./table');
const {Kith, STREET_MAX, POSTS_EACH} = require('./kith');
const {ssb, hypercore} = require('./node');
const {Git} = require('./git');

const [tools, modules, folder] = process.argv.slice(2);
const runs = Number(process.env.RUNS || 5);
const counts = (process.env.COUNTS || '10000 100000').split(' ').map(Number);
const names = (process.env.SYSTEMS || 'kith held ssb hypercore git')
    .split(' ');

function version(name) {
    const file = path.join(modules, name, 'package.json');

    return JSON.parse(fs.readFileSync(file, 'utf8')).version;
}

// The posts that all systems carry, in the order of their numbers; those
// that come later too. Gives parts of it as files.
async function makeRecords(home, count, members) {
    const all = path.join(home, 'records');
    const kith = new Kith(home, tools);

    await kith.prepare(count + MORE * runs, members);
    const text = await run('sh', ['-c', '"$0" "$1" >"$2"',
        path.join(tools, 'bench_records'), kith.data('source'), all]);
    const lines = fs.readFileSync(all, 'latin1').trim().split('\n');
    const numbers = lines.map((line) => Number(/"number":(\d+)/.exec(line)[1]));
    const order = [...lines.keys()]
        .sort((left, right) => numbers[left] - numbers[right]);
    const sorted = order.map((index) => lines[index]);
    const bytes = sorted.slice(0, count)
        .reduce((sum, line) => sum + JSON.parse(line).record.length / 2, 0);

    fs.rmSync(kith.folder, {recursive: true});
    fs.rmSync(all);
    if (text !== '' || sorted.length !== count + MORE * runs) {
        throw new Error(`${sorted.length} records made`);
    }
    const households = path.join(home, 'households');

    fs.writeFileSync(households, [...new Set(sorted.map((line) =>
        JSON.parse(line).household))].join('\n') + '\n');
    return {
        households: households,
        payload: bytes / count,
        part(first, some) {
            const file = path.join(home, 'part');

            fs.writeFileSync(file,
                sorted.slice(first, first + some).join('\n') + '\n');
            return file;
        },
    };
}

async function makeSystems(home, count, members, records) {
    const systems = [];

    for (const name of names) {
        const system = {
            kith: () => new Kith(home, tools),
            held: () => new Kith(home, tools, 'held'),
            ssb: () => ssb(home, modules, records.households),
            hypercore: () => hypercore(home, modules),
            git: () => new Git(home, tools),
        }[name]();

        console.error(`${name}: makes ${count} records`);
        await system.prepare(count,
            system instanceof Kith ? members : records.part);
        systems.push(system);
    }
    const kithVersion = async () => (await run(path.join(tools, '..', 'kith'),
        ['version'])).split('\n')[0].replace(/^kith /, '');

    for (const system of systems) {
        system.version = {
            kith: kithVersion,
            held: kithVersion,
            ssb: async () => `db2 ${version('ssb-db2')}, ` +
                `ebt ${version('ssb-ebt')}`,
            hypercore: async () => version('hypercore'),
            git: async () => (await run('git', ['--version'])).split(' ')[2],
        }[system.name];
        system.version = await system.version();
    }
    return systems;
}

// Signature checks alone, in the same run: their share of the CPU of who does
// them, where it was not seen, and the CPU of both ends with those that somebody
// has yet to do.
async function addChecks(out, system, members) {
    const us = Number(await run(path.join(tools, 'bench_limits'), []));
    const roster = system instanceof Kith ?
        4 * members - Math.min(members, 100) : 0;
    const checks_s = us * (out.records + roster) / 1e6;

    if (system.checks.startsWith('every')) {
        out.share = out.share || checks_s / out.receiver_cpu_s;
        out.checked_cpu_s = out.cpu_s;
    } else {
        out.checked_cpu_s = out.cpu_s + checks_s;
    }
}

async function compare(count) {
    const home = path.join(folder, String(count));
    const members = Math.min(STREET_MAX,
        Math.ceil((count + MORE * runs) / POSTS_EACH));
    const results = {};

    fs.mkdirSync(home);
    const records = await makeRecords(home, count, members);
    const systems = await makeSystems(home, count, members, records);

    systems.forEach(({name}) => (results[name] = []));
    for (let round = 0; round < runs; round++) {
        // Each round begins with another one.
        for (let index = 0; index < systems.length; index++) {
            const system = systems[(index + round) % systems.length];
            const load = os.loadavg()[0].toFixed(1);
            const out = await scene(system, round);

            await addChecks(out, system, members);
            results[system.name].push(out);
            console.error(`${system.name} ${round + 1}/${runs}: ` +
                `${out.search_s.toFixed(2)} s, load before ${load}`);
            if (process.env.RESULTS) {
                fs.appendFileSync(process.env.RESULTS, JSON.stringify(
                    {count, system: system.name, load, ...out}) + '\n');
            }
        }
    }
    print(results, systems, `${count} records of ` +
        `${records.payload.toFixed(0)} bytes from ${members} households, ` +
        `medians of ${runs}`, records.payload);
    fs.rmSync(home, {recursive: true});
}

async function main() {
    for (const count of counts) {
        await compare(count);
    }
}

main().then(() => process.exit(0), (error) => {
    console.error(error);
    killAll();
    process.exit(70);
});
for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => {
        killAll();
        process.exit(75);
    });
}
