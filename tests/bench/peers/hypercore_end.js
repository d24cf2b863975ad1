// One end of hypercore: a log of records, over its own encrypted stream on TCP.
//
//   node hypercore_end.js FOLDER [KEY]    commands are lines of JSON
'use strict';

const fs = require('fs');
const net = require('net');
const readline = require('readline');
const Hypercore = require('hypercore');

const [folder, key] = process.argv.slice(2);
const nowMs = () => performance.timeOrigin + performance.now();
const reply = (what) => process.stdout.write(JSON.stringify(what) + '\n');
const core = new Hypercore(folder, key ? Buffer.from(key, 'hex') : undefined);
let wanted = null;
let link = null;

function replicate(isInitiator, socket) {
    const stream = core.replicate(isInitiator);

    socket.setNoDelay(true);
    socket.on('error', () => {});
    stream.on('error', () => {});
    stream.pipe(socket).pipe(stream);
}

function check() {
    if (wanted !== null && core.contiguousLength >= wanted) {
        wanted = null;
        reply({stored: nowMs()});
    }
}

const commands = {
    async fill(file) {
        const lines = readline.createInterface({
            input: fs.createReadStream(file),
        });
        let batch = [];

        for await (const line of lines) {
            batch.push(Buffer.from(JSON.parse(line).record, 'hex'));
            if (batch.length === 1000) {
                await core.append(batch);
                batch = [];
            }
        }
        if (batch.length > 0) {
            await core.append(batch);
        }
        reply({found: core.length});
    },

    dial(port, more) {
        const begun = nowMs();

        wanted = more > 0 ? core.contiguousLength + more : null;
        link = net.connect(port, '127.0.0.1');
        replicate(true, link);
        reply({begun: begun});
    },

    hang() {
        link.destroy();
        reply({});
    },

    async leave() {
        await core.close();
        process.exit(0);
    },
};

async function begin() {
    const server = net.createServer((socket) => replicate(false, socket));

    await core.ready();
    if (key) {
        core.on('download', check);
        core.download({start: 0, end: -1});
    }
    server.listen(0, '127.0.0.1', () => reply({
        address: server.address().port, key: core.key.toString('hex'),
        found: core.length,
    }));
    readline.createInterface({input: process.stdin})
        .on('close', () => process.exit(0))
        .on('line', (line) => {
            const [name, ...args] = JSON.parse(line);

            commands[name](...args);
        });
}

begin();
