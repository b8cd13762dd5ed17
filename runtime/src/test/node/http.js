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

module.exports = { get, keepAlive };
