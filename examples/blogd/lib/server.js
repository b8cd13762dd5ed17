'use strict';
const http = require('http');
const { BadPost } = require('./blog');
const { article, list } = require('./page');

const LONGEST_BODY = 1 << 20;
const LONGEST_WAIT = 60000;

/** The blog over HTTP. Logs a line a request. */
function createServer(blog, version) {
  return http.createServer((request, response) => {
    const began = process.hrtime.bigint();
    response.on('close', () => {
      const ms = Number(process.hrtime.bigint() - began) / 1e6;
      console.log(`${new Date().toISOString()} ${request.method} ${request.url} ${response.statusCode} ${ms.toFixed(1)}ms`);
    });
    answer(request, response, blog, version).catch((error) => fail(response, error));
  });
}

async function answer(request, response, blog, version) {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  const [, id] = /^\/posts\/(\d+)$/.exec(pathname) || [];
  const route = `${request.method} ${id === undefined ? pathname : '/posts/:id'}`;
  switch (route) {
    case 'GET /':
      return send(response, 200, 'text/html', list(await blog.posts(), version));
    case 'GET /posts/:id': {
      const post = await blog.post(Number(id));
      return post ? send(response, 200, 'text/html', article(post, version)) : json(response, 404, { error: 'no such post' });
    }
    case 'POST /posts':
      return json(response, 201, await blog.add(await body(request)));
    case 'GET /healthz':
      return json(response, 200, { status: 'ok' });
    case 'GET /version':
      return json(response, 200, { ...version, pid: process.pid });
    case 'GET /slow': {
      const ms = Math.min(Number(searchParams.get('ms')) || 0, LONGEST_WAIT);
      await new Promise((resolve) => setTimeout(resolve, ms));
      return json(response, 200, { waited: ms, pid: process.pid });
    }
    default:
      return json(response, 404, { error: 'not found' });
  }
}

async function body(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > LONGEST_BODY) throw new BadPost('the post is longer than 1 MB');
    chunks.push(chunk);
  }
  try {
    return Object(JSON.parse(Buffer.concat(chunks).toString()));
  } catch {
    throw new BadPost('the body is not JSON');
  }
}

function fail(response, error) {
  if (!(error instanceof BadPost)) console.error(error);
  if (response.headersSent) return response.destroy();
  return json(response, error instanceof BadPost ? 400 : 500, { error: error instanceof BadPost ? error.message : 'internal error' });
}

const json = (response, status, value) => send(response, status, 'application/json', `${JSON.stringify(value)}\n`);

function send(response, status, type, text) {
  response.writeHead(status, { 'Content-Type': `${type}; charset=utf-8`, 'Content-Length': Buffer.byteLength(text) });
  response.end(text);
}

module.exports = { createServer };
