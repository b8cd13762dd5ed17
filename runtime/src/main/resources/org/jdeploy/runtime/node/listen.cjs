'use strict';
/* The program's listening sockets: jpmd opens them, net.Server uses them. */
const net = require('net');
const { AsyncResource } = require('async_hooks');

function createSockets(say, drain) {
  const { listen: naturalListen, close: naturalClose } = net.Server.prototype;
  const wishes = new Map(); // seq → asked and not yet answered
  const leases = new Map(); // seq → granted and open
  const pending = new Map(); // server → its wish, from listen() until it is answered
  let seq = 0;
  let alive; // a timer, as the channel alone keeps no process alive

  net.Server.prototype.listen = function listen(...args) {
    const wanted = process.connected && !this._handle ? tcpPort(args) : null;
    if (wanted === null) return naturalListen.apply(this, args);
    if (pending.has(this)) {
      throw coded(new Error('Listen method has been called more than once without closing.'), 'ERR_SERVER_ALREADY_LISTEN');
    }
    const [options, callback] = net._normalizeArgs(args); // private; Node 14 to 24
    if (typeof callback === 'function') this.once('listening', callback);
    closeOnAbort(this, options.signal);
    const wish = { ...wanted, seq: ++seq, server: this, cancelled: false, scope: new AsyncResource('JPM_LISTEN') };
    pending.set(this, wish);
    if (alive === undefined) alive = setInterval(goOnAlone, 1000);
    lookup(wish.host, (error, address) => {
      if (wish.cancelled) return;
      if (error) return fail(wish, error);
      wish.host = address;
      if ([...wishes.values(), ...leases.values()].some((other) => overlap(other, wish))) {
        return fail(wish, listenError('EADDRINUSE', 'address already in use', wish));
      }
      wishes.set(wish.seq, wish);
      ask(wish);
    });
    return this;
  };

  net.Server.prototype.close = function close(callback) {
    const wish = pending.get(this);
    if (wish === undefined) return naturalClose.apply(this, arguments);
    wish.cancelled = true;
    settled(wish);
    if (wishes.delete(wish.seq)) closed(wish);
    if (typeof callback === 'function') this.once('close', callback);
    process.nextTick(() => this.emit('close'));
    return this;
  };

  function ask({ seq, host, port, backlog, ipv6Only }) {
    say({ act: 'listen', seq, host, port, backlog, ipv6Only });
  }

  /* The program itself may disconnect(): then nobody will answer. */
  function goOnAlone() {
    if (process.connected) return;
    wishes.clear();
    pending.forEach((wish) => {
      wish.cancelled = true;
      settled(wish);
      naturalListen.call(wish.server, { host: wish.host || undefined, port: wish.port, backlog: wish.backlog, ipv6Only: wish.ipv6Only });
    });
  }

  function settled(wish) {
    if (pending.get(wish.server) === wish) pending.delete(wish.server);
    if (pending.size === 0) {
      clearInterval(alive);
      alive = undefined;
    }
  }

  function fail(wish, error) {
    settled(wish);
    process.nextTick(() => wish.scope.runInAsyncScope(() => wish.server.emit('error', error)));
  }

  function answered({ ack, error, message, hold }, handle) {
    const wish = wishes.get(ack);
    wishes.delete(ack);
    if (wish === undefined) {
      if (handle) handle.close(); // no longer wanted
    } else if (error !== undefined || !handle) {
      fail(wish, listenError(error || 'EINVAL', message || 'no socket came', wish));
    } else {
      settled(wish);
      wish.scope.runInAsyncScope(() => serve(wish, handle, hold));
    }
  }

  function serve(wish, handle, hold) {
    const { server } = wish;
    const lease = { ...wish, handle };
    drain.watch(server);
    // The server believes that it listens; the kernel's queue is left to others until accept().
    if (hold) {
      handle.listen = (backlog) => {
        // A handle that does not listen yet keeps no process alive.
        lease.held = { backlog, alive: setInterval(() => {}, 0x7fffffff) };
        return 0;
      };
    }
    naturalListen.call(server, { _handle: handle }, wish.backlog);
    if (server._handle !== handle) return closed(wish); // listen(2) failed: 'error' is on its way
    const name = {};
    handle.getsockname(name);
    lease.address = name.address;
    leases.set(lease.seq, lease);
    const naturalClose = handle.close;
    // The handle and not the server tells when accepting ends: node:cluster takes it off the server.
    handle.close = function close(...args) {
      drain.notAccepting(lease);
      letGo(lease);
      if (leases.delete(lease.seq)) closed(lease);
      return naturalClose.apply(this, args);
    };
    lease.stop = () => {
      handle.getsockname = (out) => { Object.assign(out, name); return 0; }; // for server.address()
      leases.delete(lease.seq);
      handle.close();
    };
    drain.accepting(lease);
    listening(lease);
  }

  function letGo(lease) {
    if (lease.held !== undefined) clearInterval(lease.held.alive);
    delete lease.held;
  }

  function listening({ seq, address, port }) {
    say({ act: 'listening', seq, address, port });
  }

  function closed({ seq, address, host, port }) {
    say({ act: 'closed', seq, address: address || host, port });
  }

  return {
    answered,
    accept() {
      leases.forEach((lease) => {
        if (lease.held === undefined) return;
        const { backlog } = lease.held;
        letGo(lease);
        delete lease.handle.listen;
        lease.handle.listen(backlog);
      });
    },
    report() {
      leases.forEach(listening);
      wishes.forEach(ask);
    },
    serversOn(port) {
      return [...leases.values()].filter((lease) => lease.port === port).map((lease) => lease.server);
    }
  };
}

/* What listen(...args) wants when it is a TCP port that jpmd is to open, else null. */
function tcpPort(args) {
  const [options] = net._normalizeArgs(args);
  const port = typeof options.port === 'string' && options.port.trim() !== '' ? Number(options.port) : options.port;
  const another = options._handle || options.handle || (typeof options.fd === 'number' && options.fd >= 0);
  if (another || options.exclusive || options.reusePort || !Number.isInteger(port) || port < 1 || port > 65535) return null;
  const backlog = Number(options.backlog || Number(args[1]) || Number(args[2]) || 0);
  return { host: options.host || '', port, backlog, ipv6Only: Boolean(options.ipv6Only && options.host) };
}

function lookup(host, callback) {
  if (host === '' || net.isIP(host)) process.nextTick(callback, null, host);
  else require('dns').lookup(host, callback);
}

/* Whether the kernel would refuse to bind both. */
function overlap(a, b) {
  if (a.port !== b.port) return false;
  const both = (s) => s.host === '' || (s.host === '::' && !s.ipv6Only);
  const six = (s) => s.host.includes(':');
  const any = (s) => both(s) || s.host === '0.0.0.0' || s.host === '::';
  const families = both(a) || both(b) || six(a) === six(b);
  return families && (any(a) || any(b) || a.host === b.host);
}

function listenError(code, message, { host, port }) {
  const error = coded(new Error(`listen ${code}: ${message} ${host || '::'}:${port}`), code);
  const number = require('os').constants.errno[code];
  if (number !== undefined) error.errno = -number;
  return Object.assign(error, { syscall: 'listen', address: host || '::', port });
}

function coded(error, code) {
  return Object.assign(error, { code });
}

function closeOnAbort(server, signal) {
  if (!signal || typeof signal.addEventListener !== 'function') return;
  const abort = () => server.close();
  if (signal.aborted) return process.nextTick(abort);
  signal.addEventListener('abort', abort);
  server.once('close', () => signal.removeEventListener('abort', abort));
}

module.exports = { createSockets, tcpPort, overlap };
