'use strict';
const assert = require('assert');
const { execFileSync } = require('child_process');
const net = require('net');
const os = require('os');
const path = require('path');
const { test, afterEach } = require('node:test');
const { NODE, start, bind } = require('./jpmd.js');
const { get } = require('./http.js');
const { tcpPort, overlap } = require('../../main/resources/org/jdeploy/runtime/node/listen.cjs');

let open = [];
const run = (...args) => { const program = start(...args); open.push(program.kill); return program; };
const socket = (...args) => { const bound = bind(...args); open.push(() => bound.handle.close()); return bound; };
afterEach(async () => {
  const closing = open;
  open = [];
  for (const close of closing) await close();
});

test('an unmodified http server serves on the socket it is granted', async () => {
  const { handle, port } = socket();
  const program = run('http.js', { env: { PORT: String(port) } });
  const version = String(execFileSync(NODE, ['--version'])).trim();
  assert.deepStrictEqual(await program.hears('hello'), { cmd: 'NODE_JPM', act: 'hello', pid: program.pid, version });
  const wish = await program.hears('listen');
  assert.deepStrictEqual(wish, { cmd: 'NODE_JPM', act: 'listen', seq: 1, host: '127.0.0.1', port, backlog: 0, ipv6Only: false });
  await program.grant(1, handle);
  assert.deepStrictEqual(await program.hears('listening'), { cmd: 'NODE_JPM', act: 'listening', seq: 1, address: '127.0.0.1', port });
  await program.until(() => program.output.includes('listening'));
  assert.deepStrictEqual(JSON.parse(program.output.slice('listening '.length)), { address: '127.0.0.1', family: 'IPv4', port });
  assert.strictEqual((await get(port)).body, `${program.pid}\n`);
  assert.deepStrictEqual(program.heard, []);
});

test('every way to name a TCP port is understood', () => {
  const any = { host: '', port: 3000, backlog: 0, ipv6Only: false };
  const cb = () => {};
  assert.deepStrictEqual(tcpPort([3000]), any);
  assert.deepStrictEqual(tcpPort([3000, cb]), any);
  assert.deepStrictEqual(tcpPort(['3000']), any);
  assert.deepStrictEqual(tcpPort([{ port: 3000 }, cb]), any);
  assert.deepStrictEqual(tcpPort([{ port: '3000' }]), any);
  assert.deepStrictEqual(tcpPort([3000, 'localhost', cb]), { ...any, host: 'localhost' });
  assert.deepStrictEqual(tcpPort([3000, '0.0.0.0', 7, cb]), { ...any, host: '0.0.0.0', backlog: 7 });
  assert.deepStrictEqual(tcpPort([3000, 7]), { ...any, backlog: 7 });
  assert.deepStrictEqual(tcpPort([3000, undefined, 7]), { ...any, backlog: 7 });
  assert.deepStrictEqual(tcpPort([{ port: 3000, host: '::', ipv6Only: true, backlog: 9 }]), { host: '::', port: 3000, backlog: 9, ipv6Only: true });
  assert.deepStrictEqual(tcpPort([{ port: 3000, path: '/tmp/x' }]), any);
});

test('what is no plain TCP port is left to Node', () => {
  const handle = { _handle: {} };
  const passed = [[], [() => {}], [0], ['0'], [null], [undefined, () => {}], ['/tmp/a.sock'], [{ path: '/tmp/a.sock' }], [{ fd: 5 }], [handle],
    [{ port: 0 }], [{ port: 70000 }], [{ port: -1 }], [{ port: 'x' }], [{ port: '' }], [{ port: 3000, exclusive: true }], [{ port: 3000, reusePort: true }], [{ port: 3000.5 }]];
  for (const args of passed) assert.strictEqual(tcpPort(args), null, JSON.stringify(args));
});

test('port 0, exclusive ports and unix paths listen without asking', async () => {
  const spare = socket();
  spare.handle.close();
  const unix = path.join(os.tmpdir(), `jpm-${process.pid}.sock`);
  for (const args of [[0, 'cb'], [{ port: spare.port, exclusive: true }, 'cb'], [unix, 'cb']]) {
    const program = run('listen.js', { args: [JSON.stringify(args)] });
    await program.until(() => program.heard.some((m) => m.callback), JSON.stringify(args));
    program.child.send('close');
    await program.until(() => program.heard.some((m) => m.closed === null));
    assert.deepStrictEqual(program.said.map((m) => m.act), ['hello']);
    await program.kill();
  }
});

test('a bad port throws at once as ever', async () => {
  const program = run('listen.js', { args: ['[70000]'] });
  await program.until(() => program.heard.some((m) => m.thrown === 'ERR_SOCKET_BAD_PORT'));
});

test('a refusal is the error that Node itself would emit', async () => {
  const taken = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  const { port } = taken.address();
  const native = await new Promise((resolve) => net.createServer().on('error', ({ message, ...e }) => resolve({ message, ...e })).listen(port, '127.0.0.1'));
  const program = run('listen.js', { args: [JSON.stringify([port, '127.0.0.1'])] });
  await program.hears('listen');
  program.tell({ ack: 1, error: 'EADDRINUSE', message: 'address already in use' });
  const { error } = await program.until(() => program.heard.find((m) => m.error));
  assert.deepStrictEqual(error, native);
  taken.close();
});

test('a name is looked up before asking', async () => {
  const { port } = socket();
  const program = run('listen.js', { args: [JSON.stringify([port, 'localhost'])] });
  const { host } = await program.hears('listen');
  assert.ok(net.isIP(host), host);
});

test('a name that does not exist is an error of the server', async () => {
  const program = run('listen.js', { args: ['[3000, "no-such-host.invalid"]'] });
  const { error } = await program.until(() => program.heard.find((m) => m.error));
  assert.ok(['ENOTFOUND', 'EAI_AGAIN'].includes(error.code), error.code);
});

test('the second listen of a program on one address fails', async () => {
  for (const second of ['127.0.0.1', '0.0.0.0', '']) {
    const { handle, port } = socket();
    const program = run('twice.js', { env: { PORT: String(port), SECOND_HOST: second } });
    await program.hears('listen');
    program.grant(1, handle);
    await program.until(() => program.heard.includes('EADDRINUSE'));
    await program.kill();
  }
});

test('overlap is what the kernel would refuse', () => {
  const at = (host, ipv6Only = false, port = 1) => ({ host, port, ipv6Only });
  assert.ok(overlap(at(''), at('0.0.0.0')));
  assert.ok(overlap(at('::'), at('127.0.0.1')));
  assert.ok(overlap(at('0.0.0.0'), at('127.0.0.1')));
  assert.ok(overlap(at('::1'), at('::', true)));
  assert.ok(!overlap(at('::', true), at('0.0.0.0')));
  assert.ok(!overlap(at('::1'), at('127.0.0.1')));
  assert.ok(!overlap(at('127.0.0.1'), at('127.0.0.2')));
  assert.ok(!overlap(at('127.0.0.1'), at('127.0.0.1', false, 2)));
});

test('a program lives on while its listen is pending, and its wish can be repeated', async () => {
  const { handle, port } = socket();
  const program = run('quiet.js', { env: { PORT: String(port) } });
  await program.hears('listen');
  program.said.length = 0;
  program.tell({ act: 'report' });
  await program.hears('listen', 1);
  program.grant(1, handle);
  await program.hears('listening', 1);
  program.said.length = 0;
  program.tell({ act: 'report' });
  await program.hears('listening', 1);
  assert.strictEqual((await get(port)).body, 'here');
  assert.strictEqual(program.child.exitCode, null);
});

test('a wish cancelled by close() is given back when it is granted', async () => {
  const { handle, port } = socket();
  const program = run('listen.js', { args: [JSON.stringify([port, '127.0.0.1', 'cb'])] });
  await program.hears('listen');
  program.child.send('close');
  await program.until(() => program.heard.some((m) => m.closed === null));
  program.grant(1, handle);
  await program.hears('closed', 1);
  program.child.send('again');
  await program.hears('listen', 2);
  program.grant(2, handle);
  await program.hears('listening', 2);
});

test('a server that the program closes is reported, and may listen again', async () => {
  const { handle, port } = socket();
  const program = run('listen.js', { args: [JSON.stringify([port, '127.0.0.1', 'cb'])] });
  await program.hears('listen');
  program.grant(1, handle);
  await program.hears('listening');
  program.child.send('close');
  await program.hears('closed', 1);
  await program.until(() => program.heard.some((m) => m.closed === null));
  program.child.send('again');
  await program.hears('listen', 2);
});
