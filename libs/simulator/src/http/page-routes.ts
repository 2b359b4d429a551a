import { readFile } from 'node:fs/promises';
import { ServerResponse } from 'node:http';
import { join } from 'node:path';
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

/** `/`, and `/<bot>` as in a t.me link, show the page; `?start=` waits there for the START button. */
export function pageRoutes(botUsername: string): readonly Route[] {
  const page = (path: RegExp, file: string, type: string): Route => ({
    methods: ['GET', 'HEAD'],
    path,
    async handle(request, response) {
      guardChat(request.raw);
      give(response, await readFile(join(pageFolder, file)), type);
    },
  });
  return [
    page(new RegExp(`^/(?:${botUsername})?$`, 'i'), 'index.html', 'text/html'),
    page(/^\/page\/chat\.css$/, 'chat.css', 'text/css'),
    page(/^\/page\/chat\.js$/, 'chat.js', 'text/javascript'),
    {
      methods: ['GET'],
      path: /^\/favicon\.ico$/,
      handle: (_request, response) => void response.writeHead(204).end(),
    },
  ];
}

function give(response: ServerResponse, file: Buffer, type: string): void {
  response.writeHead(200, {
    'content-type': `${type}; charset=utf-8`,
    'content-security-policy': contentSecurityPolicy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  });
  response.end(file);
}
