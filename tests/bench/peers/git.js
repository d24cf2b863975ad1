// git: a record is a commit whose tree holds it as its only file, as mailing
// lists are archived (public-inbox), served by git daemon and fetched.
'use strict';

const fs = require('fs');
const path = require('path');
const {End, run, nowMs, pause, cpuMs, peakMib} = require('./process');

class Git {
    constructor(folder, tools) {
        this.name = 'git';
        this.checks = 'no signature, hashes of the objects (SHA-1)';
        this.folder = path.join(folder, 'git');
        this.usage = path.join(tools, 'bench_usage');
        fs.mkdirSync(this.folder);
    }

    git(name, ...args) {
        return run('git', ['-C', path.join(this.folder, name),
            '-c', 'gc.auto=0', ...args]);
    }

    // Append records as commits, then pack as a server does.
    async fill(count) {
        const file = this.records(this.count, count);
        const stream = path.join(this.folder, 'stream');
        const out = fs.openSync(stream, 'w');

        for (const line of fs.readFileSync(file, 'latin1').trim().split('\n')) {
            const post = JSON.parse(line);
            const record = Buffer.from(post.record, 'hex');
            const who = post.household.slice(0, 16);
            const from = this.count === 0 ? '' :
                'from refs/heads/main^0\n';

            fs.writeSync(out, 'commit refs/heads/main\n' +
                `committer ${who} <> ${1800000000 + this.count} +0000\n` +
                `data ${post.title.length}\n${post.title}\n` +
                (this.isFirst ? from : '') +
                `M 644 inline r\ndata ${record.length}\n`);
            fs.writeSync(out, record);
            fs.writeSync(out, '\n');
            this.isFirst = false;
            this.count++;
        }
        fs.closeSync(out);
        const input = fs.openSync(stream, 'r');

        await new Promise((done, failed) => {
            const child = require('child_process').spawn('git', ['-C',
                path.join(this.folder, 'source'), 'fast-import', '--quiet'],
            {stdio: [input, 'ignore', 'inherit']});

            child.on('close', (code) => (code === 0 ? done() :
                failed(new Error('git fast-import: ' + code))));
        });
        fs.closeSync(input);
        fs.unlinkSync(stream);
    }

    async prepare(count, records) {
        this.records = records;
        this.count = 0;
        await run('git', ['init', '-q', '--bare', '-b', 'main',
            path.join(this.folder, 'source')]);
        this.isFirst = true;
        await this.fill(count);
        await this.git('source', 'repack', '-adq');
    }

    async open(number) {
        const begun = nowMs();

        this.port = 20000 + Math.floor(Math.random() * 10000);
        this.name_receiver = 'receiver' + number;
        await run('git', ['init', '-q', '--bare', '-b', 'main',
            path.join(this.folder, this.name_receiver)]);
        this.daemon = new End(this.usage, ['git', 'daemon', '--export-all',
            '--listen=127.0.0.1', '--port=' + this.port, '--reuseaddr',
            '--base-path=' + this.folder, this.folder]);
        this.spent = 0;
        this.peak = 0;
        for (;;) {
            try {
                await run('git', ['ls-remote', this.url()]);
                break;
            } catch (error) {
                if (nowMs() - begun > 10000) {
                    throw error;
                }
            }
        }
        return NaN; // a process for each fetch
    }

    url() {
        return `git://127.0.0.1:${this.port}/source`;
    }

    async fetch() {
        const begun = nowMs();
        const words = await run(this.usage, ['git', '-C',
            path.join(this.folder, this.name_receiver), '-c', 'gc.auto=0',
            '-c', 'maintenance.auto=false', 'fetch', '-q', this.url(),
            'main:main']);
        const stored = nowMs();
        const used = JSON.parse(words);

        this.spent += used.cpu_ms;
        this.peak = Math.max(this.peak, used.peak_mib);
        return {begun: begun, stored: stored, searchable: stored};
    }

    fetchAll() {
        return this.fetch();
    }

    async part() {}

    async append(more) {
        if (more > 0) {
            this.isFirst = true;
            await this.fill(more);
        }
    }

    fetchMore() {
        return this.fetch();
    }

    fetchNothing() {
        return this.fetch();
    }

    daemonPid() {
        const pid = this.daemon.pid;

        return fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1')
            .trim();
    }

    cpu() {
        return [cpuMs(this.daemonPid()), this.spent];
    }

    // The source's is told when it ends: its children did the work.
    peaks() {
        return [peakMib(this.daemonPid()), this.peak];
    }

    async close(out) {
        this.daemon.child.kill('SIGTERM');
        const used = await this.daemon.answer(10000);

        await this.daemon.gone;
        out.source_mib = used.peak_mib;
        return path.join(this.folder, this.name_receiver);
    }
}

module.exports = {Git};
