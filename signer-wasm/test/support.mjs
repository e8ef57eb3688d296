import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { once } from 'node:events';
import { extname, join, normalize } from 'node:path';

import { chromium } from 'playwright-core';

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm', '.json': 'application/json' };
const QUIET = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];

/** Serves a directory and `pages` on loopback, with further headers; stops with the test. */
export async function serve(t, root, pages = {}, headers = {}) {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, 'http://localhost').pathname;
    try {
      const body = pages[path] ?? (await readFile(join(root, normalize(path))));
      response.writeHead(200, { ...headers, 'content-type': typeOf(path, body) }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

/** A page may have any address, as with servers that answer with one instead of 404. */
function typeOf(path, body) {
  return String(body).startsWith('<!doctype html>') ? 'text/html' : (TYPES[extname(path)] ?? 'text/html');
}

/** Headless Chromium, for a file's tests to share. */
export function openBrowser() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: QUIET });
}

/** A page in headless Chromium; closes with the test. */
export async function browse(t, url) {
  const browser = await openBrowser();
  t.after(() => browser.close());
  const page = await browser.newPage();
  await page.goto(url);
  return page;
}
