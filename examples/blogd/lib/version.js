'use strict';
const fs = require('fs');
const path = require('path');

/** What runs: read once at start, so that it tells of the code in memory and not of the disk. */
function readVersion(directory) {
  const read = (name) => {
    try {
      return fs.readFileSync(path.join(directory, name), 'utf8').trim();
    } catch {
      return undefined;
    }
  };
  return {
    version: read('VERSION') || require('../package.json').version,
    revision: read('REVISION') || null,
    release: path.basename(fs.realpathSync(directory))
  };
}

module.exports = { readVersion };
