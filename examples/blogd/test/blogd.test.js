'use strict';
const assert = require('assert');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { after, before, test } = require('node:test');
const { Blog } = require('../lib/blog');
const { createServer } = require('../lib/server');
const { readVersion } = require('../lib/version');

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'blogd-'));
let server;
let url;

before(async () => {
  fs.writeFileSync(path.join(directory, 'VERSION'), '2.0.0\n');
  fs.writeFileSync(path.join(directory, 'REVISION'), 'abc123\n');
  server = createServer(new Blog(path.join(directory, 'data')), readVersion(directory));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${server.address().port}`;
});
after(() => {
  server.close();
  fs.rmSync(directory, { recursive: true });
});

const get = async (where) => {
  const response = await fetch(url + where);
  return { status: response.status, text: await response.text() };
};
const post = async (body) => fetch(`${url}/posts`, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });

test('an empty blog is a page without posts', async () => {
  const { status, text } = await get('/');
  assert.strictEqual(status, 200);
  assert.ok(!text.includes('<li>'));
});

test('what is posted can be read, and is no markup', async () => {
  const created = await post({ title: ' First <post> ', text: 'Hello & welcome' });
  assert.strictEqual(created.status, 201);
  assert.strictEqual((await created.json()).title, 'First <post>');
  assert.match((await get('/')).text, /<a href="\/posts\/1">First &lt;post&gt;<\/a>/);
  assert.match((await get('/posts/1')).text, /<p>Hello &amp; welcome<\/p>/);
});

test('what is no post is refused', async () => {
  for (const bad of ['nonsense', 'null', {}, { title: ' ', text: 'x' }, { title: 'x' }]) {
    assert.strictEqual((await post(bad)).status, 400, JSON.stringify(bad));
  }
});

test('a post that does not exist is not found', async () => {
  assert.strictEqual((await get('/posts/99')).status, 404);
  assert.strictEqual((await get('/posts/x')).status, 404);
  assert.strictEqual((await get('/nowhere')).status, 404);
});

test('it tells which release it is', async () => {
  const { text } = await get('/version');
  assert.deepStrictEqual(JSON.parse(text), { version: '2.0.0', revision: 'abc123', release: path.basename(directory), pid: process.pid });
});

test('it is healthy', async () => {
  assert.deepStrictEqual(await get('/healthz'), { status: 200, text: '{"status":"ok"}\n' });
});

test('a slow request takes its time', async () => {
  const began = Date.now();
  assert.strictEqual((await get('/slow?ms=100')).status, 200);
  assert.ok(Date.now() - began >= 99);
});
