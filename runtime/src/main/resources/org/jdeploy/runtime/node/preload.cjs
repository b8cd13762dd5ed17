'use strict';
/*
 * Loaded by `node --require` before a program that jpmd started. The program is not changed: its
 * listen() gets a socket that jpmd owns, and jpmd can ask this process to drain and can probe it.
 *
 * It talks to jpmd over the program's own IPC channel in messages whose `cmd` begins with NODE_:
 * these raise 'internalMessage', never 'message', and keep nothing alive (Node 14 to 24).
 *
 * Only the program itself is concerned: the variable JPM_PRELOAD is taken out of the environment,
 * so that what it forks or runs in threads loads this file to no effect. One exception: workers
 * that a program forks with node:cluster are asked by their primary to drain.
 */
const started = process.env.JPM_PRELOAD !== undefined;
delete process.env.JPM_PRELOAD;

if (process.connected) { // never in a thread
  if (started) beProgram();
  else if (process.env.JPM_COOKIE !== undefined && require('cluster').isWorker) beClusterWorker();
}

function beProgram() {
  keepSendHarmless();
  const drain = require('./drain.cjs').createDrain(() => say({ act: 'drained' }));
  const sockets = require('./listen.cjs').createSockets(say, drain);
  const { probe } = require('./probe.cjs');
  process.on('internalMessage', (message, handle) => {
    if (message.cmd !== 'NODE_JPM') return;
    if (message.ack !== undefined) sockets.answered(message, handle);
    else if (message.act === 'accept') sockets.accept();
    else if (message.act === 'drain') drain.begin(message);
    else if (message.act === 'probe') probe(message, sockets.serversOn(message.port), drain.ignore, say);
    else if (message.act === 'report') {
      sockets.report();
      drain.report();
    }
  });
  say({ act: 'hello', pid: process.pid, version: process.version });
}

/* Servers of a node:cluster worker get their connections from the primary, which asks to drain. */
function beClusterWorker() {
  const { Server } = require('net');
  const natural = Server.prototype.listen;
  const drain = require('./drain.cjs').createDrain(() => say({ act: 'drained' }));
  Server.prototype.listen = function listen(...args) {
    drain.watch(this);
    return natural.apply(this, args);
  };
  process.on('internalMessage', (message) => {
    if (message.cmd === 'NODE_JPM' && message.act === 'drain') drain.begin(message);
  });
}

function say(message) {
  process.send({ cmd: 'NODE_JPM', ...message }, undefined, undefined, () => {});
}

/* Without a callback a lost channel raises 'error' on process, which ends the program. */
function keepSendHarmless() {
  const natural = process.send;
  process.send = function send(...args) {
    if (args.length > 0 && !args.some((arg) => typeof arg === 'function')) {
      while (args.length < 3) args.push(undefined);
      args[3] = () => {};
    }
    return natural.apply(this, args);
  };
}
