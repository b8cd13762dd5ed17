'use strict';
/* Plays jpmd for one program at a time, over the channel that child_process.fork makes. */
const { fork } = require('child_process');
const { once } = require('events');
const net = require('net');
const path = require('path');

/* The programs' node; the tests themselves need 18 or later. */
const NODE = process.env.TEST_NODE || process.execPath;
const PRELOAD = path.resolve(__dirname, '../../main/resources/org/jdeploy/runtime/node/preload.cjs');

/* Starts test/node/fixtures/NAME; `said` collects the preload's messages, `heard` the program's own. */
function start(name, { args = [], env = {} } = {}) {
  const child = fork(path.join(__dirname, 'fixtures', name), args, {
    execPath: NODE,
    execArgv: ['--require', PRELOAD],
    env: { PATH: process.env.PATH, JPM_COOKIE: 'test', JPM_PRELOAD: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc']
  });
  const program = { child, pid: child.pid, said: [], heard: [], output: '' };
  child.on('internalMessage', (message) => {
    if (message.cmd === 'NODE_JPM') program.said.push(message);
    child.emit('news');
  });
  child.on('message', (message) => { program.heard.push(message); child.emit('news'); });
  [child.stdout, child.stderr].forEach((stream) => stream.on('data', (data) => {
    program.output += data;
    child.emit('news');
  }));
  child.on('exit', () => child.emit('news'));
  return Object.assign(program, {
    tell: (message, handle) => child.send({ cmd: 'NODE_JPM', ...message }, handle),
    grant: (seq, socket) => program.tell({ ack: seq }, socket),
    until: (condition, what) => until(program, condition, what),
    hears: (act, seq) => until(program, () => program.said.find((m) => m.act === act && (seq === undefined || m.seq === seq)), act),
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });
}

async function until(program, condition, what) {
  const deadline = Date.now() + 10000;
  for (;;) {
    const found = condition();
    if (found) return found;
    if (Date.now() > deadline) {
      throw new Error(`never: ${what || condition}; said ${JSON.stringify(program.said)}, printed ${program.output}`);
    }
    await new Promise((resolve) => {
      const timer = setTimeout(go, 500);
      function go() { clearTimeout(timer); program.child.removeListener('news', go); resolve(); }
      program.child.once('news', go);
    });
  }
}

/* A bound socket that this process never listens on, and its port. */
function bind(host = '127.0.0.1', port = 0) {
  const handle = net._createServerHandle(host, port, net.isIP(host));
  const name = {};
  handle.getsockname(name);
  return { handle, port: name.port };
}

module.exports = { NODE, PRELOAD, start, bind };
