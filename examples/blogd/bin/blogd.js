#!/usr/bin/env node
'use strict';
const { Blog } = require('../lib/blog');
const { createServer } = require('../lib/server');
const { readVersion } = require('../lib/version');

const { PORT = '3000', HOST, DATA_DIR = 'data' } = process.env;
const version = readVersion(process.cwd());
const server = createServer(new Blog(DATA_DIR), version);

server.listen({ port: Number(PORT), host: HOST }, () => {
  const { address, port } = server.address();
  console.log(`blogd ${version.version} of release ${version.release} listens on ${address} port ${port}`);
});
