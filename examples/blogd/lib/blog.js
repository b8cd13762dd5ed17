'use strict';
const fs = require('fs/promises');
const path = require('path');

/** Posts in a file, one JSON object a line. Appending is atomic, so that several processes share it. */
class Blog {
  constructor(directory) {
    this.file = path.join(directory, 'posts.jsonl');
  }

  /** Oldest first; a post's id is its place, from 1. */
  async posts() {
    const text = await fs.readFile(this.file, 'utf8').catch((error) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    return text.split('\n').filter(Boolean).map((line, i) => ({ id: i + 1, ...JSON.parse(line) }));
  }

  async post(id) {
    return (await this.posts()).find((post) => post.id === id);
  }

  async add({ title, text }) {
    if (typeof title !== 'string' || title.trim() === '' || typeof text !== 'string') {
      throw new BadPost('a post needs a title and a text');
    }
    const post = { title: title.trim(), text, at: new Date().toISOString() };
    await fs.mkdir(path.dirname(this.file), { recursive: true });
    await fs.appendFile(this.file, `${JSON.stringify(post)}\n`);
    return post;
  }
}

/** What the client sent is no post. */
class BadPost extends Error {}

module.exports = { Blog, BadPost };
