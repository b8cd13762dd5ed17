'use strict';
const assert = require('assert');
const http = require('http');
const http2 = require('http2');
const net = require('net');
const tls = require('tls');
const { once } = require('events');
const { test, afterEach } = require('node:test');
const { start, bind } = require('./jpmd.js');
const { get, keepAlive, startLoad } = require('./http.js');
const { withClose } = require('../../main/resources/org/jdeploy/runtime/node/closing.cjs');

let open = [];
afterEach(async () => {
  const closing = open;
  open = [];
  for (const close of closing) await close();
});

async function serving(fixture, env = {}) {
  const { handle, port } = bind();
  const program = start(fixture, { env: { PORT: String(port), ...env } });
  open.push(program.kill, () => handle.close());
  await program.hears('listen');
  program.grant(1, handle);
  await program.hears('listening');
  return { program, handle, port };
}

/* What was told before has been done when this is answered. */
async function settled(program, port) {
  program.tell({ act: 'probe', seq: 1, port, path: '/', headers: {}, timeout: 100 });
  await program.hears('probed', 1);
}

test('without connections it is drained at once and ends by itself', async () => {
  const { program } = await serving('http.js');
  program.tell({ act: 'drain', budget: 1000 });
  await program.hears('drained');
  await program.until(() => program.child.exitCode === 0, 'exit');
});

test('a request in flight is answered with Connection: close', async () => {
  const { program, port } = await serving('http.js');
  const agent = keepAlive();
  assert.strictEqual((await get(port, '/', agent)).headers.connection, 'keep-alive');
  const slow = get(port, '/?ms=300', agent);
  await get(port); // by the time this is answered the other is being served
  program.tell({ act: 'drain', budget: 5000 });
  const { status, headers } = await slow;
  assert.strictEqual(status, 200);
  assert.strictEqual(headers.connection, 'close');
  await program.hears('drained');
});

test('an idle connection is served once more', async () => {
  const { program, port } = await serving('http.js');
  const agent = keepAlive();
  await get(port, '/', agent);
  program.tell({ act: 'drain', budget: 5000 });
  await settled(program, port);
  const { status, headers } = await get(port, '/', agent);
  assert.deepStrictEqual([status, headers.connection], [200, 'close']);
  await program.hears('drained');
});

test('an idle connection is ended after its grace', async () => {
  const { program, port } = await serving('http.js');
  const connection = net.connect(port, '127.0.0.1');
  connection.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(connection, 'data');
  program.tell({ act: 'drain', budget: 5000, grace: 200 });
  const began = Date.now();
  connection.resume();
  await once(connection, 'end');
  assert.ok(Date.now() - began >= 190, `${Date.now() - began} ms`);
  await program.hears('drained');
});

test('a response that streams is not cut', async () => {
  const { program, port } = await serving('http.js');
  const agent = keepAlive();
  const response = await new Promise((resolve) => http.get({ port, host: '127.0.0.1', path: '/stream?ms=400', agent }, resolve));
  let body = '';
  response.on('data', (data) => { body += data; });
  program.tell({ act: 'drain', budget: 5000, grace: 100 });
  await once(response, 'end');
  assert.strictEqual(body, 'begun\ndone\n');
  await program.hears('drained');
});

test('a program that insists on keep-alive is overruled', async () => {
  const { program, port } = await serving('headers.js');
  const agent = new http.Agent({ keepAlive: true });
  const paths = ['/set', '/object', '/reason', '/flat', '/removed'];
  const connections = await Promise.all(paths.map(() => get(port, '/', agent)));
  assert.strictEqual(connections.length, paths.length);
  program.tell({ act: 'drain', budget: 5000 });
  await settled(program, port);
  for (const path of paths) {
    const { status, headers } = await get(port, path, agent);
    assert.deepStrictEqual([path, status, headers['x-a']], [path, 200, /object|reason|flat/.test(path) ? '1' : undefined]);
    assert.ok(path === '/removed' || headers.connection === 'close', `${path}: ${headers.connection}`);
  }
  await program.hears('drained');
});

test('headers in each form that writeHead takes', () => {
  assert.deepStrictEqual(withClose({ Connection: 'keep-alive', a: '1' }), { Connection: 'close', a: '1' });
  assert.deepStrictEqual(withClose(['connection', 'keep-alive', 'a', 'connection']), ['connection', 'close', 'a', 'connection']);
  assert.deepStrictEqual(withClose([['Connection', 'keep-alive'], ['a', '1']]), [['Connection', 'close'], ['a', '1']]);
});

test('the last instance accepts what is queued before it closes', async () => {
  const { program, port } = await serving('http.js');
  program.tell({ act: 'drain', budget: 5000, last: true });
  const answers = await Promise.all(Array.from({ length: 20 }, () => get(port)));
  assert.ok(answers.every(({ headers }) => headers.connection === 'close'));
  await program.hears('drained');
});

test('a successor on the same socket serves what the old one left', async () => {
  const { program, handle, port } = await serving('http.js');
  program.tell({ act: 'drain', budget: 5000 });
  await program.hears('drained');
  const waiting = get(port);
  const successor = start('http.js', { env: { PORT: String(port) } });
  open.push(successor.kill);
  await successor.hears('listen');
  successor.grant(1, handle);
  assert.strictEqual((await waiting).body, `${successor.pid}\n`);
});

test('https drains like http', async () => {
  const { program, port } = await serving('secure.js', { KIND: 'https' });
  const connection = tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
  await once(connection, 'secureConnect');
  connection.write('GET /?ms=300 HTTP/1.1\r\nHost: x\r\n\r\n');
  await settled(program, port);
  program.tell({ act: 'drain', budget: 5000 });
  let answer = '';
  connection.on('data', (data) => { answer += data; });
  await once(connection, 'end');
  assert.match(answer, /^HTTP\/1.1 200 OK[^]*Connection: close/);
  connection.end();
  await program.hears('drained');
});

for (const kind of ['h2c', 'h2']) {
  test(`an ${kind} session gets GOAWAY and its stream is served`, async () => {
    const { program, port } = await serving('secure.js', { KIND: kind });
    const session = http2.connect(`${kind === 'h2' ? 'https' : 'http'}://localhost:${port}`, { rejectUnauthorized: false });
    const stream = session.request({ ':path': '/?ms=300' });
    const ping = new Promise((resolve) => session.once('connect', () => session.ping(resolve)));
    await ping;
    const goaway = once(session, 'goaway');
    program.tell({ act: 'drain', budget: 5000 });
    const [headers] = await once(stream, 'response');
    assert.strictEqual(headers[':status'], 200);
    assert.strictEqual((await goaway)[0], 0);
    stream.resume();
    await program.hears('drained');
  });
}

test('connections that are not HTTP stay until they end', async () => {
  const { program, port } = await serving('secure.js', { KIND: 'net' });
  const connection = net.connect(port, '127.0.0.1');
  connection.write('a');
  await once(connection, 'data');
  program.tell({ act: 'drain', budget: 5000, grace: 1 });
  connection.write('b');
  assert.strictEqual(String((await once(connection, 'data'))[0]), 'b');
  assert.ok(!program.said.some((m) => m.act === 'drained'));
  connection.end();
  await program.hears('drained');
});

test('a new daemon hears again that all is drained', async () => {
  const { program, port } = await serving('http.js');
  const connection = net.connect(port, '127.0.0.1');
  await once(connection, 'connect');
  await get(port);
  program.tell({ act: 'drain', budget: 60000 });
  program.tell({ act: 'drain', budget: 60000 });
  connection.destroy();
  await program.hears('drained');
});

test('a node:cluster primary drains with its workers and loses nothing', async () => {
  const { program, handle, port } = await serving('cluster.js');
  const load = startLoad(port);
  await load.answered(40);
  const successor = start('cluster.js', { env: { PORT: String(port) } });
  open.push(successor.kill);
  await successor.hears('listen');
  successor.grant(1, handle);
  await successor.hears('listening');
  program.tell({ act: 'drain', budget: 8000, grace: 1000 });
  await program.hears('drained');
  await program.kill();
  await load.answered(40);
  assert.deepStrictEqual(await load.stop(), []);
});

test('swapping a program without signal handlers under load loses nothing', async () => {
  const { program, handle, port } = await serving('http.js');
  const load = startLoad(port, '/?ms=10');
  let current = program;
  for (let swap = 0; swap < 4; swap++) {
    await load.answered(100);
    const successor = start('http.js', { env: { PORT: String(port) } });
    open.push(successor.kill);
    await successor.hears('listen');
    successor.grant(1, handle);
    await successor.hears('listening');
    current.tell({ act: 'drain', budget: 8000 });
    await current.hears('drained');
    current.child.kill('SIGTERM');
    current = successor;
  }
  await load.answered(100);
  assert.deepStrictEqual(await load.stop(), []);
});
