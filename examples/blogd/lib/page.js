'use strict';

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text) => String(text).replace(/[&<>"']/g, (character) => ENTITIES[character]);

const page = (title, body, version) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${escape(title)}</title>
<main>
${body}
</main>
<footer>blogd ${escape(version.version)}, release ${escape(version.release)}</footer>
</html>
`;

const list = (posts, version) => {
  const items = posts.map((post) => `<li><a href="/posts/${post.id}">${escape(post.title)}</a> <time>${escape(post.at)}</time></li>`);
  return page('Blog', `<h1>Blog</h1>\n<ul>\n${items.reverse().join('\n')}\n</ul>`, version);
};

const article = (post, version) => page(post.title, `<h1>${escape(post.title)}</h1>\n<p>${escape(post.text)}</p>\n<p><a href="/">All posts</a></p>`, version);

module.exports = { list, article };
