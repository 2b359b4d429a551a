import { readFile } from 'node:fs/promises';
import { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { HttpError } from './http-error';
import { Route } from './http-server';
import { guardChat } from './loopback-guard';

const pageFolder = join(__dirname, '..', 'page');

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** `/` and `/<bot>`, as in a t.me link, show the page. With `?start=` it shows the START button. */
export function pageRoutes(botUsername: string): readonly Route[] {
  return [
    page(new RegExp(`^/(?:${botUsername})?$`, 'i'), 'text/html', () => 'index.html'),
    page(/^\/page\/([a-z-]+\.css)$/, 'text/css', ([file = '']) => file),
    page(/^\/page\/([a-z-]+\.js)$/, 'text/javascript', ([file = '']) => file),
    {
      methods: ['GET'],
      path: /^\/favicon\.ico$/,
      handle: (_request, response) => void response.writeHead(204).end(),
    },
  ];
}

function page(path: RegExp, type: string, nameOf: (groups: readonly string[]) => string): Route {
  return {
    methods: ['GET', 'HEAD'],
    path,
    async handle({ raw, groups }, response) {
      guardChat(raw);
      sendFile(response, await pageFile(nameOf(groups)), type);
    },
  };
}

async function pageFile(name: string): Promise<Buffer> {
  try {
    return await readFile(join(pageFolder, name));
  } catch {
    throw new HttpError(404, `the page has no ${name}`);
  }
}

function sendFile(response: ServerResponse, file: Buffer, type: string): void {
  response.writeHead(200, {
    'content-type': `${type}; charset=utf-8`,
    'content-security-policy': contentSecurityPolicy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  });
  response.end(file);
}
