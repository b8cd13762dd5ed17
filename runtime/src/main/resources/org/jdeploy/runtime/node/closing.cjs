'use strict';
/* HTTP/1 keep-alive connections: telling clients that theirs ends. */
const { ServerResponse } = require('http');

/* HTTP/1 between two requests. Both properties are private; Node 14 to 24. */
function isIdle(connection) {
  return Boolean(connection.parser) && !connection._httpMessage;
}

/* Node itself never ends a keep-alive connection in use, not even after server.close(). */
function closeEachResponse(isDraining) {
  const natural = ServerResponse.prototype.writeHead;
  ServerResponse.prototype.writeHead = function writeHead(...args) {
    if (isDraining() && !this.headersSent && args[0] !== 101) {
      this.shouldKeepAlive = false; // not documented; Node 14 to 24
      if (this.hasHeader('connection')) this.setHeader('connection', 'close');
      args = args.map((arg) => (arg !== null && typeof arg === 'object' ? withClose(arg) : arg));
    }
    return natural.apply(this, args);
  };
  ServerResponse.prototype.writeHeader = ServerResponse.prototype.writeHead;
}

/* Headers as writeHead takes them (object, pairs, or flat list), with `Connection` closing. */
function withClose(headers) {
  const named = (name) => String(name).toLowerCase() === 'connection';
  if (!Array.isArray(headers)) {
    return Object.keys(headers).some(named)
      ? Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, named(name) ? 'close' : value]))
      : headers;
  }
  if (headers.every(Array.isArray)) return headers.map(([name, value]) => [name, named(name) ? 'close' : value]);
  return headers.map((value, i) => (i % 2 === 1 && named(headers[i - 1]) ? 'close' : value));
}

module.exports = { closeEachResponse, isIdle, withClose };
