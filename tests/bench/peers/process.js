// Processes that are measured: what they say, the CPU they spent, their peak
// of memory, and the bytes that all of them sent over the loopback interface.
'use strict';

const fs = require('fs');
const readline = require('readline');
const {spawn} = require('child_process');

const TICK_MS = 10; // of /proc/PID/stat, on every Linux that Debian ships

// Milliseconds since 1970, with decimals; comparable between processes.
function nowMs() {
    return performance.timeOrigin + performance.now();
}

function pause(ms) {
    return new Promise((done) => setTimeout(done, ms));
}

// A child whose lines are read one at a time, in order.
class End {
    constructor(command, args, options) {
        this.begun = nowMs();
        this.child = spawn(command, args, {
            stdio: ['pipe', 'pipe', 'pipe'],
            ...options,
        });
        this.lines = [];
        this.waiting = [];
        this.words = '';
        this.gone = new Promise((done) => {
            this.child.on('close', (code) => {
                this.waiting.splice(0).forEach((each) => each(null));
                this.isGone = true;
                done(code);
            });
        });
        this.child.on('error', (error) => this.hear(String(error)));
        this.child.stdin.on('error', () => {});
        this.child.stderr.on('data', (data) => this.hear(String(data)));
        readline.createInterface({input: this.child.stdout})
            .on('line', (line) => this.take(line));
        End.all.add(this);
        this.gone.then(() => End.all.delete(this));
    }

    get pid() {
        return this.child.pid;
    }

    hear(words) {
        this.words = (this.words + words).slice(-2000);
    }

    take(line) {
        const next = this.waiting.shift();

        if (next) {
            next(line);
        } else {
            this.lines.push(line);
        }
    }

    say(...words) {
        this.child.stdin.write(JSON.stringify(words) + '\n');
    }

    // Its next line; null when it is gone, or says nothing for so long.
    hears(limitMs) {
        if (this.lines.length > 0) {
            return Promise.resolve(this.lines.shift());
        }
        if (this.isGone) {
            return Promise.resolve(null);
        }
        return new Promise((done) => {
            const timer = setTimeout(() => {
                this.waiting = this.waiting.filter((each) => each !== next);
                done(null);
            }, limitMs);
            const next = (line) => {
                clearTimeout(timer);
                done(line);
            };
            this.waiting.push(next);
        });
    }

    // As hears, of a child that speaks JSON, which must answer.
    async answer(limitMs) {
        const line = await this.hears(limitMs);

        if (line === null) {
            throw new Error('no answer: ' + this.words);
        }
        return JSON.parse(line);
    }

    async stop(signal) {
        if (!this.isGone) {
            this.child.kill(signal || 'SIGTERM');
        }
        const timer = setTimeout(() => this.child.kill('SIGKILL'), 20000);

        await this.gone;
        clearTimeout(timer);
    }
}
End.all = new Set();

// End.all are ended, whatever they do.
function killAll() {
    for (const end of End.all) {
        end.child.kill('SIGKILL');
    }
}

// Run a command to its end; what it printed.
async function run(command, args, options) {
    const end = new End(command, args, options);
    const lines = [];

    end.child.stdin.end();
    for (;;) {
        const line = await end.hears(3600 * 1000);

        if (line === null) {
            break;
        }
        lines.push(line);
    }
    const code = await end.gone;

    if (code !== 0) {
        throw new Error(`${command} ${args.join(' ')}: ${code} ${end.words}`);
    }
    return lines.join('\n');
}

// CPU of a process and of its children that ended, user and system, in ms.
// Of each thread, oldest first; to the nanosecond, while the process lives.
function threadsMs(pid) {
    return fs.readdirSync(`/proc/${pid}/task`).map(Number)
        .sort((left, right) => left - right)
        .map((task) => fs.readFileSync(`/proc/${pid}/task/${task}/schedstat`,
            'latin1').split(' ')[0] / 1e6);
}

function cpuMs(pid) {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ended = Number(fields[13]) + Number(fields[14]);
    const own = threadsMs(pid).reduce((sum, ms) => sum + ms, 0);

    // All threads are there to the end.
    return own + ended * TICK_MS;
}

// Its peak of resident memory so far, in MiB.
function peakMib(pid) {
    const status = fs.readFileSync(`/proc/${pid}/status`, 'latin1');

    return Number(/VmHWM:\s+(\d+)/.exec(status)[1]) / 1024;
}

// Bytes that went over the loopback interface, headers included.
function wireBytes() {
    const text = fs.readFileSync('/proc/net/dev', 'latin1');

    return Number(/lo:\s*(\d+)/.exec(text)[1]);
}

// Bytes that a folder takes on disk.
async function diskBytes(folder) {
    return Number((await run('du', ['-sB1', folder])).split('\t')[0]);
}

// What happens between two looks: CPU of each of the ends, and bytes.
function measure(...ends) {
    const cpu = ends.map((end) => cpuMs(end.pid));
    const wire = wireBytes();

    return () => ({
        cpu: ends.map((end, index) => cpuMs(end.pid) - cpu[index]),
        wire: wireBytes() - wire,
    });
}

module.exports = {
    End, run, killAll, nowMs, pause, measure, cpuMs, threadsMs, peakMib, wireBytes,
    diskBytes,
};
