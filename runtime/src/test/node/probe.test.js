'use strict';
const assert = require('assert');
const { test, afterEach } = require('node:test');
const { start, bind } = require('./jpmd.js');
const { get } = require('./http.js');

let open = [];
afterEach(async () => {
  const closing = open;
  open = [];
  for (const close of closing) await close();
});

async function serving(fixture, env = {}, { handle, port } = bind()) {
  const program = start(fixture, { env: { PORT: String(port), ...env } });
  open.push(program.kill, () => handle.close());
  await program.hears('listen');
  program.grant(1, handle);
  await program.hears('listening');
  const probe = async (seq, wanted = {}) => {
    program.tell({ act: 'probe', seq, port, path: '/', headers: {}, timeout: 3000, ...wanted });
    const { cmd, act, ...answer } = await program.hears('probed', seq);
    return answer;
  };
  return { program, handle, port, probe };
}

test('the very instance is asked, not another one on the same socket', async () => {
  const { handle, port, ...old } = await serving('asked.js', { NAME: 'old' });
  const next = await serving('asked.js', { NAME: 'next' }, { handle, port });
  for (let seq = 1; seq <= 20; seq++) {
    assert.deepStrictEqual(await next.probe(seq, { path: `/healthz?${seq}` }), { seq, status: 200 });
  }
  const { body } = await get(port, '/asked');
  assert.ok(body === 'old: 0' || body === 'next: 20', body);
  assert.strictEqual(next.program.heard.length, 20);
  assert.strictEqual(old.program.heard.length, 0);
});

test('a server on hold can be asked, and accepts nothing before it may', async () => {
  const { handle, port } = await serving('asked.js', { NAME: 'old' });
  const next = start('asked.js', { env: { PORT: String(port), NAME: 'next' } });
  open.push(next.kill);
  await next.hears('listen');
  next.tell({ ack: 1, hold: true }, handle);
  await next.hears('listening');
  next.tell({ act: 'probe', seq: 1, port, path: '/', headers: {}, timeout: 3000 });
  assert.strictEqual((await next.hears('probed', 1)).status, 200);
  for (let i = 0; i < 20; i++) assert.match((await get(port, '/asked')).body, /^old/);
  await open[0](); // the old one ends: only the one on hold is left
  const answer = get(port, '/asked');
  next.tell({ act: 'accept' });
  assert.match((await answer).body, /^next/);
});

test('headers arrive and the status is told', async () => {
  const { program, probe } = await serving('asked.js', { NAME: 'x' });
  assert.deepStrictEqual(await probe(7, { path: '/missing', headers: { Host: 'blog.example', 'X-Probe': 'yes', connection: 'keep-alive' } }), { seq: 7, status: 404 });
  const [{ url, headers }] = program.heard;
  assert.deepStrictEqual([url, headers.host, headers['x-probe'], headers.connection], ['/missing', 'blog.example', 'yes', 'close']);
});

for (const kind of ['https', 'h2', 'h2c']) {
  test(`${kind} servers can be asked, too`, async () => {
    const { probe } = await serving('secure.js', { KIND: kind });
    assert.deepStrictEqual(await probe(1), { seq: 1, status: 200 });
    assert.deepStrictEqual(await probe(2), { seq: 2, status: 200 });
  });
}

test('a server that is not HTTP is an error', async () => {
  const { probe } = await serving('secure.js', { KIND: 'net' });
  assert.deepStrictEqual(await probe(1), { seq: 1, error: 'not http' });
});

test('a port without a server is an error', async () => {
  const { probe } = await serving('http.js');
  assert.deepStrictEqual(await probe(1, { port: 1 }), { seq: 1, error: 'not listening on port 1' });
});

test('no answer in time is an error, and the request is broken off', async () => {
  const { program, probe } = await serving('secure.js', { KIND: 'silent' });
  assert.deepStrictEqual(await probe(1, { timeout: 100 }), { seq: 1, error: 'no answer within 100 ms' });
  await program.until(() => program.heard.includes('broken off'));
});

test('a program that breaks the request off is an error', async () => {
  const { probe } = await serving('asked.js', { NAME: 'x' });
  const { error } = await probe(1, { path: '/hangup' });
  assert.match(error, /hang up|aborted|ECONNRESET|closed/);
});

test('an unusable path is an error', async () => {
  const { probe } = await serving('http.js');
  const { error } = await probe(1, { path: '/a b' });
  assert.match(error, /unescaped/);
});

test('a probe does not delay draining', async () => {
  const { program, port } = await serving('secure.js', { KIND: 'silent' });
  program.tell({ act: 'probe', seq: 1, port, path: '/', headers: {}, timeout: 5000 });
  program.tell({ act: 'drain', budget: 10000 });
  await program.hears('drained');
  assert.ok(!program.said.some((m) => m.act === 'probed'));
});
