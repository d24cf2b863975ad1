// kith: real `kith run` processes, the release build.
'use strict';

const fs = require('fs');
const path = require('path');
const {
    End, run, nowMs, pause, cpuMs, threadsMs, peakMib,
} = require('./process');

const STREET_MAX = 700; // members whom the vouches of bench_fill can let in
const POSTS_EACH = 120;
const FIND = 5; // numbers whose posts must be found, else it throws
const STALL_MS = 60 * 1000;

// Either checks every signature before it shows a record, or, as `held`, shows
// what a manifest vouches for and checks it afterwards.
class Kith {
    constructor(folder, tools, name = 'kith') {
        this.name = name;
        this.checks = 'every signature (Ed25519)';
        this.folder = path.join(folder, name);
        this.tools = tools;
        this.program = path.join(tools, '..', 'kith');
        fs.mkdirSync(this.folder);
    }

    // The environment of one household.
    home(name) {
        return {
            env: {
                ...process.env, XDG_RUNTIME_DIR: '',
                KITH_HOME: path.join(this.folder, name),
            },
        };
    }

    kith(name, ...args) {
        return run(this.program, args, this.home(name));
    }

    tool(name, ...args) {
        return run(path.join(this.tools, name), args.map(String));
    }

    data(name) {
        const home = path.join(this.folder, name);
        const found = fs.readdirSync(home)
            .filter((each) => /^[0-9a-f]{8}$/.test(each));

        return path.join(home, found[0]);
    }

    async prepare(count, members) {
        this.members = members;
        this.count = count;
        await this.kith('source', 'init', '--name', 'Hall',
            '--neighbourhood', 'Mill Lane');
        await this.tool('bench_fill', this.data('source'), members, count);
    }

    // A node; it says its address when it listens.
    async begin(name, ...options) {
        const node = new End(this.program, ['run', '--no-lan', '--only-peers',
            '--page', 'none',
            '--json', '--listen', '127.0.0.1:0', ...options], this.home(name));
        let words = '';

        while (!/\]/.test(words)) {
            const line = await node.hears(60 * 1000);

            if (line === null) {
                throw new Error('kith run: ' + node.words);
            }
            words += line;
        }
        node.address = /"(127[^"]*)"/.exec(words)[1];
        node.startMs = nowMs() - node.begun;
        return node;
    }

    // The receiver joins while the source is off: its credentials are all it
    // has. It is started in fetchAll, before the source goes on.
    async open(number) {
        const invite = JSON.parse(await this.kith('source', 'invite',
            '--json')).invite;

        this.home_receiver = 'receiver' + number;
        await this.kith(this.home_receiver, 'join', invite, '--name',
            'Home ' + number, '--json');
        this.ended = 0;
        this.peak = 0;
        this.receiver = null;
        this.source = await this.begin('source');
        return this.source.startMs;
    }

    async dial() {
        const first = this.name === 'held' ? [] : ['--check-first'];

        this.receiver = await this.begin(this.home_receiver, ...first,
            '--peer', this.source.address);
    }

    watch(...what) {
        return this.tool('bench_watch', this.data(this.home_receiver), ...what);
    }

    // The source is stopped while the receiver starts and dials, so that what
    // counts begins with the first byte that the source reads.
    async meet() {
        this.source.child.kill('SIGSTOP');
        await this.dial();
        await pause(300);
    }

    goOn() {
        this.source.child.kill('SIGCONT');
        return nowMs();
    }

    async fetchAll() {
        const numbers = [];

        for (let index = 1; index <= FIND; index++) {
            numbers.push(Math.floor(index * this.count / FIND) - 1);
        }
        await this.meet();
        const begun = this.goOn();

        // Looks seldom, so that what it waits for is not slowed down.
        const shown = Number(await this.tool('bench_held',
            this.data(this.home_receiver), this.count));
        const stored = this.name === 'held' ?
            Number(await this.watch(this.count)) : shown;
        const share = this.checksShare();
        // One query, as of the others; that more find theirs is not timed.
        const times = (await this.watch(this.count, numbers.pop())).split(' ');

        await this.watch(this.count, ...numbers);
        return {
            begun: begun, shown: shown, stored: stored,
            searchable: Number(times[2]), share: share,
        };
    }

    // The first thread is the loop, the second the core; the others check.
    checksShare() {
        const threads = threadsMs(this.receiver.pid);
        const sum = (from) => threads.slice(from)
            .reduce((all, ms) => all + ms, 0);

        return sum(2) / sum(0);
    }

    async part() {
        this.cpu();
        this.ended += cpuMs(this.receiver.pid);
        this.peak = this.peaks()[1];
        await this.receiver.stop();
        this.receiver = null;
    }

    async append(more) {
        if (more > 0) {
            await this.tool('bench_fill', this.data('source'), this.members,
                more, this.count);
            this.count += more;
            await pause(2000);
        }
        await this.meet();
    }

    async fetchMore() {
        const watched = this.watch(this.count).catch(() => null);
        const stalled = pause(STALL_MS).then(() => null);

        await pause(300);
        const begun = this.goOn();
        const time = await Promise.race([watched, stalled]);

        return time && {begun: begun, stored: Number(time)};
    }

    async fetchNothing(ms) {
        const begun = this.goOn();

        await pause(ms);
        return {begun: begun, stored: nowMs()};
    }

    cpu() {
        const receiver = this.receiver ? cpuMs(this.receiver.pid) : 0;

        return [cpuMs(this.source.pid), this.ended + receiver];
    }

    peaks() {
        const now = this.receiver ? peakMib(this.receiver.pid) : 0;

        return [peakMib(this.source.pid), Math.max(this.peak, now)];
    }

    async close() {
        await this.receiver.stop();
        await this.source.stop();
        return this.data(this.home_receiver);
    }
}

module.exports = {Kith, STREET_MAX, POSTS_EACH};
