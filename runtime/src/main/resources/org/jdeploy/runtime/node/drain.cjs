'use strict';
/* Finishing what is in flight and taking nothing new. */
const cluster = require('cluster');
const { closeEachResponse, isIdle } = require('./closing.cjs');

/* An idle keep-alive connection may be about to bring one more request: it gets that long. */
const IDLE_GRACE = 5000;
/* Without a successor on the socket: what is queued there is accepted first. */
const LINGER = 300;
/* A node:cluster primary may hold accepted connections that it has not handed out yet. */
const HAND_OUT = 50;
const SWEEP = 50;

function createDrain(done) {
  const watched = new WeakSet(); // servers
  const ignored = new WeakSet(); // connections of probes
  const open = new Map(); // connection → { since, bytes }: when it was first seen idle
  const others = new Set(); // HTTP/2 sessions, and cluster workers that drain
  const listening = new Set(); // sockets: { stop() }
  let draining = null;

  closeEachResponse(() => draining !== null);

  function watch(server) {
    if (watched.has(server)) return;
    watched.add(server);
    server.on('connection', connected);
    server.on('secureConnection', connected); // of TLS
    server.on('session', (session) => { // of HTTP/2
      wait(session, ['close']);
      if (draining) goAway(session);
    });
  }

  function accepting(one) {
    listening.add(one);
    if (draining && !draining.accepting) process.nextTick(() => one.stop());
  }

  function connected(connection) {
    if (ignored.has(connection)) return;
    open.set(connection, { since: 0, bytes: 0 });
    connection.once('close', () => { open.delete(connection); settle(); });
  }

  function wait(other, events) {
    others.add(other);
    const over = () => { if (others.delete(other)) settle(); };
    events.forEach((event) => other.once(event, over));
    return over;
  }

  function begin({ budget, last, grace = IDLE_GRACE }) {
    if (draining) return report();
    draining = { grace: Math.min(grace, budget * 0.8), accepting: true, finished: false, sweeper: setInterval(sweep, SWEEP) };
    others.forEach(goAway);
    const stop = () => {
      draining.accepting = false;
      listening.forEach((one) => one.stop());
      Object.values(cluster.workers || {}).forEach((worker) => passOn(worker, budget, grace));
      settle();
    };
    if (last) setTimeout(stop, LINGER);
    else stop();
  }

  /* In two steps, so that streams on their way are served: RFC 9113 §6.8. */
  function goAway(session) {
    if (session.closed || session.destroyed) return;
    session.goaway(0, 2 ** 31 - 1);
    setTimeout(() => session.close(), Math.min(1000, draining.grace)).unref();
  }

  function passOn(worker, budget, grace) {
    if (!worker.isConnected()) return;
    const over = wait(worker, ['disconnect', 'exit']);
    worker.process.on('internalMessage', (message) => {
      if (message.cmd === 'NODE_JPM' && message.act === 'drained') over();
    });
    setTimeout(() => {
      if (worker.isConnected()) worker.send({ cmd: 'NODE_JPM', act: 'drain', budget, grace }, () => {});
    }, HAND_OUT);
  }

  function sweep() {
    const now = Date.now();
    open.forEach((seen, connection) => {
      if (!isIdle(connection) || seen.bytes !== connection.bytesRead || seen.since === 0) {
        open.set(connection, { since: now, bytes: connection.bytesRead });
      } else if (now - seen.since > draining.grace + 1000) {
        connection.destroy();
      } else if (now - seen.since > draining.grace && !connection.writableEnded) {
        connection.end();
      }
    });
    settle();
  }

  function settle() {
    if (!draining || draining.finished || draining.accepting || open.size > 0 || others.size > 0) return;
    draining.finished = true;
    clearInterval(draining.sweeper);
    done();
  }

  function report() {
    if (draining && draining.finished) done();
  }

  return {
    watch,
    begin,
    report,
    ignore: (connection) => ignored.add(connection),
    accepting,
    notAccepting: (one) => listening.delete(one)
  };
}

module.exports = { createDrain };
