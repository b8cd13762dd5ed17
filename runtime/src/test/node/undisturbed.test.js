'use strict';
/* What the preload must leave alone. */
const assert = require('assert');
const { execFile } = require('child_process');
const { test, afterEach } = require('node:test');
const path = require('path');
const { NODE, PRELOAD, start, bind } = require('./jpmd.js');
const { get } = require('./http.js');

let open = [];
const run = (...args) => { const program = start(...args); open.push(program.kill); return program; };
afterEach(async () => {
  const closing = open;
  open = [];
  for (const close of closing) await close();
});

test('a forked child, a spawned one and a thread are as without jpmd', async () => {
  const spare = bind();
  spare.handle.close();
  const program = run('family.js', { env: { SPARE_PORT: String(spare.port) } });
  const { child, thread, spawned } = await program.until(() => program.heard[0], 'family');
  assert.deepStrictEqual(child, { echo: 'hello child', listened: spare.port });
  assert.deepStrictEqual(thread, { listened: spare.port });
  assert.strictEqual(spawned, ',,');
  program.child.send('go');
  await program.until(() => program.heard.some((m) => m.childExit === 0), 'the child leaves on its own disconnect');
  assert.deepStrictEqual(program.said.map((m) => m.act), ['hello']);
});

test('an ES module is served and is the main module', async () => {
  const { handle, port } = bind();
  open.push(() => handle.close());
  const program = run('module.mjs', { env: { PORT: String(port) } });
  await program.hears('listen');
  program.grant(1, handle);
  await program.hears('listening');
  assert.strictEqual((await get(port)).body, 'esm');
  await program.until(() => program.heard.some((m) => m.main === true));
});

test('sending on a lost channel does not end the program', async () => {
  const program = run('orphan.js');
  await program.until(() => program.heard.includes('ready'));
  program.child.disconnect();
  await program.until(() => program.output.includes('alive'));
  assert.match(program.output, /^alive ERR_IPC_CHANNEL_CLOSED send\n$/);
});

test('without a channel the preload does nothing', async () => {
  const script = 'console.log(process.env.JPM_PRELOAD, typeof process.send, require("net").Server.prototype.listen.toString().includes("wish"))';
  const env = { PATH: process.env.PATH, JPM_PRELOAD: '1' };
  const output = await new Promise((resolve, reject) => {
    execFile(NODE, ['--require', PRELOAD, '-e', script], { env, cwd: path.dirname(PRELOAD) }, (error, out) => (error ? reject(error) : resolve(out)));
  });
  assert.strictEqual(output, 'undefined undefined false\n');
});

test('the messages of jpmd stay invisible to the program', async () => {
  const program = run('listen.js', { args: ['[0]'] });
  await program.until(() => program.heard.some((m) => m.address));
  program.tell({ act: 'report' });
  program.tell({ act: 'from-the-future', ack: 99 });
  program.tell({ act: 'another' });
  program.child.send('close');
  await program.until(() => program.heard.some((m) => m.closed === null));
});
