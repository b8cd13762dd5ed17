'use strict';
const http = require('http');
const { Duplex } = require('stream');

/* A request to this very process: on the shared port another instance might answer. */
function probe({ seq, port, path, headers, timeout }, servers, ignore, say) {
  const server = servers.find(protocolOf);
  if (server === undefined) {
    say({ act: 'probed', seq, error: servers.length > 0 ? 'not http' : `not listening on port ${port}` });
    return;
  }
  const [client, connection] = streamPair(port);
  const hangUp = () => { client.destroy(); connection.destroy(); };
  let answered = false;
  const answer = (result) => {
    if (!answered) say({ act: 'probed', seq, ...result });
    answered = true;
    if (result.error) hangUp();
  };
  const failed = (error) => answer({ error: error.message });
  const timer = setTimeout(failed, timeout, new Error(`no answer within ${timeout} ms`));
  timer.unref();
  client.on('error', failed);
  connection.on('error', failed);
  connection.once('close', () => clearTimeout(timer));
  ignore(connection);
  try {
    server.emit('connection', connection);
    request(protocolOf(server), client, { port, path, headers }, failed, (status, response) => {
      answer({ status });
      response.on('end', hangUp).on('error', hangUp).resume();
    });
  } catch (error) {
    failed(error);
  }
}

/* How the server speaks HTTP, undefined when it does not. */
function protocolOf(server) {
  const { name } = server.constructor; // the classes of http2 are not exported
  if (name === 'Http2Server') return { http2: true };
  if (name === 'Http2SecureServer') return { http2: true, tls: true };
  if (server instanceof http.Server) return {};
  return typeof server.addContext === 'function' && server instanceof require('https').Server ? { tls: true } : undefined;
}

function request(protocol, stream, { port, path, headers }, failed, responded) {
  const host = `localhost:${port}`;
  let connection = stream;
  if (protocol.tls) {
    const ALPNProtocols = [protocol.http2 ? 'h2' : 'http/1.1'];
    connection = require('tls').connect({ socket: stream, rejectUnauthorized: false, ALPNProtocols }).on('error', failed);
  }
  const createConnection = () => connection;
  if (protocol.http2) {
    const session = require('http2').connect(`${protocol.tls ? 'https' : 'http'}://${host}`, { createConnection }).on('error', failed);
    const exchange = session.request({ ...headers, ':path': path }).on('error', failed);
    exchange.on('response', (response) => responded(response[':status'], exchange));
  } else {
    http
      .request({ createConnection, path, headers: { host, ...headers, connection: 'close' } })
      .on('error', failed)
      .on('response', (response) => responded(response.statusCode, response))
      .end();
  }
}

/* Both ends of a connection that never leaves the process, with what servers expect of a socket. */
function streamPair(port) {
  class End extends Duplex {
    _read() {
      const { written } = this;
      this.written = undefined;
      if (written) written();
    }

    _write(chunk, encoding, written) {
      if (chunk.length === 0) return process.nextTick(written);
      this.peer.written = written; // when the peer wants more
      this.peer.push(chunk);
    }

    _final(done) {
      this.hangUp();
      done();
    }

    _destroy(error, done) {
      this.hangUp();
      done(error);
    }

    hangUp() {
      if (!this.hungUp && !this.peer.destroyed) this.peer.push(null);
      this.hungUp = true;
    }
  }
  ['setTimeout', 'setNoDelay', 'setKeepAlive', 'ref', 'unref'].forEach((name) => {
    End.prototype[name] = function () { return this; };
  });
  const address = { remoteAddress: '127.0.0.1', remoteFamily: 'IPv4', remotePort: port, localAddress: '127.0.0.1', localPort: port };
  const [client, server] = [new End(), new End()];
  client.peer = Object.assign(server, address);
  server.peer = client;
  return [client, server];
}

module.exports = { probe };
