// One end of ssb-db2 with ssb-ebt, over its own net and secret handshake.
//
//   node ssb_end.js FOLDER HOUSEHOLDS     commands are lines of JSON
//
// HOUSEHOLDS is a file of household ids; each has a feed here, whose key is
// made from the id, and every end asks for all of these feeds.
'use strict';

const crypto = require('crypto');
const fs = require('fs');
const readline = require('readline');
const SecretStack = require('secret-stack');
const caps = require('ssb-caps');
const keys = require('ssb-keys');
const pull = require('pull-stream');
const {where, type, count, toCallback} = require('ssb-db2/operators');

const [folder, list] = process.argv.slice(2);
const nowMs = () => performance.timeOrigin + performance.now();
const reply = (what) => process.stdout.write(JSON.stringify(what) + '\n');
const seed = (text) => crypto.createHash('sha256').update(text).digest();
const feeds = new Map();

for (const household of fs.readFileSync(list, 'latin1').trim().split('\n')) {
    feeds.set(household, keys.generate('ed25519', seed(household)));
}

const ssb = SecretStack({appKey: caps.shs})
    .use(require('ssb-db2'))
    .use(require('ssb-db2/compat/ebt'))
    .use(require('ssb-ebt'))
    .call(null, {
        path: folder,
        keys: keys.loadOrCreateSync(folder + '/secret'),
        timeout: 600 * 1000,
        connections: {
            incoming: {net: [{
                scope: 'device', transform: 'shs', host: '127.0.0.1',
                port: Number(process.env.PORT),
            }]},
            outgoing: {net: [{transform: 'shs'}]},
        },
    });
let added = 0;
let wanted = null;
let link = null;

// How many a query finds; it builds the indexes that it needs.
function posts(done) {
    ssb.db.query(where(type('post')), count(), toCallback(done));
}

// Stored: written to the log. Searchable: a query counts them.
function arrived() {
    const stored = {};

    ssb.db.getLog().onDrain(() => {
        stored.stored = nowMs();
        ssb.db.onDrain('ebt', () => posts((error, found) => {
            reply({...stored, searchable: nowMs(), found: found});
        }));
    });
}

function check() {
    if (wanted !== null && added >= wanted) {
        wanted = null;
        arrived();
    }
}

function create(post) {
    return new Promise((done, failed) => {
        ssb.db.create({
            keys: feeds.get(post.household),
            feedFormat: 'classic',
            content: {
                type: 'post', title: post.title, text: post.text,
                tags: ['street'], until: 1800000000000,
            },
        }, (error) => (error ? failed(error) : done()));
    });
}

const commands = {
    // Publish the lines of a file.
    async fill(file) {
        const lines = readline.createInterface({
            input: fs.createReadStream(file),
        });
        let batch = [];

        for await (const line of lines) {
            batch.push(create(JSON.parse(line)));
            if (batch.length === 1000) {
                await Promise.all(batch);
                batch = [];
            }
        }
        await Promise.all(batch);
        ssb.db.getLog().onDrain(() => ssb.db.onDrain('ebt', () => {
            posts((error, found) => reply({found: found}));
        }));
    },

    // Dial; answered again when this many more have come.
    dial(address, more) {
        const begun = nowMs();

        wanted = more > 0 ? added + more : null;
        reply({begun: begun});
        ssb.connect(address, (error, rpc) => {
            link = rpc;
            if (error) {
                reply({error: String(error)});
            }
        });
    },

    hang() {
        link.close(true, () => reply({}));
    },

    leave() {
        ssb.close(true, () => process.exit(0));
    },
};

ssb.db.onMsgAdded(() => {
    added++;
    check();
});
posts((error, found) => {
    for (const feed of feeds.values()) {
        ssb.ebt.request(feed.id, true);
    }
    reply({address: ssb.getAddress('device'), found: found});
});
readline.createInterface({input: process.stdin})
    .on('close', () => process.exit(0))
    .on('line', (line) => {
        const [name, ...args] = JSON.parse(line);

        commands[name](...args);
    });
