// Systems of npm: each end is a process of Node.js, told by lines of JSON.
'use strict';

const fs = require('fs');
const path = require('path');
const {End, nowMs, pause, cpuMs, peakMib} = require('./process');

const ANSWER_MS = 1800 * 1000;
const STALL_MS = 60 * 1000;

class NodeSystem {
    constructor(folder, name, script, modules) {
        this.name = name;
        this.folder = path.join(folder, name);
        this.script = path.join(__dirname, script);
        this.modules = modules;
        fs.mkdirSync(this.folder);
    }

    async begin(name, argument) {
        const folder = path.join(this.folder, name);

        fs.mkdirSync(folder, {recursive: true});
        const end = new End(process.execPath, [this.script, folder,
            ...(argument ? [argument] : [])], {
            env: {...process.env, NODE_PATH: this.modules},
        });

        end.folder = folder;
        end.is = await end.answer(ANSWER_MS);
        end.startMs = nowMs() - end.begun;
        return end;
    }

    async leave(end) {
        end.say('leave');
        await Promise.race([end.gone, pause(10000)]);
        await end.stop('SIGKILL');
    }

    async prepare(count, records) {
        const end = await this.begin('source', this.argument);

        this.records = records;
        this.count = count;
        end.say('fill', records(0, count));
        this.made = await end.answer(ANSWER_MS);
        this.key = end.is.key;
        if (this.made.found !== count) {
            throw new Error(`${this.name}: ${this.made.found} of ${count}`);
        }
        await this.leave(end);
    }

    async open(number) {
        this.source = await this.begin('source', this.argument);
        this.receiver = await this.begin('receiver' + number,
            this.argument || this.key);
        return this.source.startMs;
    }

    async dial(more, limitMs) {
        this.receiver.say('dial', this.source.is.address, more);
        const begun = (await this.receiver.answer(ANSWER_MS)).begun;

        if (more === 0) {
            return {begun: begun};
        }
        const line = await this.receiver.hears(limitMs);
        const came = line && JSON.parse(line);

        if (came === null || came.error) {
            return null;
        }
        return {begun: begun, searchable: came.stored, ...came};
    }

    async fetchAll() {
        const took = await this.dial(this.count, ANSWER_MS);

        if (took === null) {
            throw new Error(`${this.name}: the first fetch stalled`);
        }
        if (took.found !== undefined && took.found !== this.count) {
            throw new Error(`${this.name}: ${took.found} of ${this.count}`);
        }
        return took;
    }

    async part() {
        this.receiver.say('hang');
        await this.receiver.hears(5000);
    }

    async append(more) {
        if (more > 0) {
            this.source.say('fill', this.records(this.count, more));
            await this.source.answer(ANSWER_MS);
            this.count += more;
        }
    }

    fetchMore(more) {
        return this.dial(more, STALL_MS);
    }

    async fetchNothing(ms) {
        const took = await this.dial(0);

        await pause(ms);
        return {begun: took.begun, stored: nowMs()};
    }

    cpu() {
        return [cpuMs(this.source.pid), cpuMs(this.receiver.pid)];
    }

    peaks() {
        return [peakMib(this.source.pid), peakMib(this.receiver.pid)];
    }

    async close() {
        await this.leave(this.receiver);
        await this.leave(this.source);
        return this.receiver.folder;
    }
}

function ssb(folder, modules, households) {
    const system = new NodeSystem(folder, 'ssb', 'ssb_end.js', modules);

    system.checks = 'every signature (Ed25519)';
    system.argument = households;
    return system;
}

function hypercore(folder, modules) {
    const system = new NodeSystem(folder, 'hypercore', 'hypercore_end.js',
        modules);

    system.checks = 'one signature of the log, hashes of the records';
    return system;
}

module.exports = {ssb, hypercore};
