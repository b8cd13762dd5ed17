'use strict';
const http = require('http');

/* GET on a connection of its own unless an agent is given → { status, headers, body }. */
function get(port, path = '/', agent = false) {
  return new Promise((resolve, reject) => {
    http.get({ host: '127.0.0.1', port, path, agent }, (response) => {
      let body = '';
      response.on('data', (data) => { body += data; });
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
      response.on('error', reject);
    }).on('error', reject);
  });
}

const keepAlive = () => new http.Agent({ keepAlive: true, maxSockets: 1 });

/* Four keep-alive clients and four that connect for each request. */
function startLoad(port, path = '/') {
  const failures = [];
  let answers = 0;
  let stopped = false;
  const client = async (_, i) => {
    const agent = i % 2 === 0 ? keepAlive() : false;
    while (!stopped) {
      await get(port, path, agent).then(() => { answers++; }, (error) => failures.push(error.code));
    }
    if (agent) agent.destroy();
  };
  const clients = Array.from({ length: 8 }, client);
  return {
    answered: async (more) => {
      const enough = answers + more;
      while (answers < enough && failures.length === 0) await get(port);
    },
    stop: async () => {
      stopped = true;
      await Promise.all(clients);
      return failures;
    }
  };
}

module.exports = { get, keepAlive, startLoad };
