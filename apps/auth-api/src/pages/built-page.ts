import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';

/** The build puts the pages into the folder of this service. */
const APPS = join(__dirname, '..', '..', '..');

/**
 * Serves the assets of a page that Vite has built.
 * @param app of the page, such as `login-web`
 * @returns its HTML, undefined where the page was not built
 */
export async function serveAssets(
  service: NestFastifyApplication,
  app: string,
  prefix: string,
): Promise<string | undefined> {
  const root = join(APPS, app);
  const file = join(root, 'index.html');
  if (!existsSync(file)) return undefined;
  service.useStaticAssets({
    root,
    prefix,
    decorateReply: false,
    setHeaders: (reply: unknown, path: string) => {
      // The name of an asset contains a digest of its content.
      if (!path.includes('assets')) return;
      // @fastify/static passes Fastify's reply, although Nest's types name that of an older version.
      (reply as FastifyReply).header('Cache-Control', 'public, max-age=31536000, immutable');
    },
  });
  return readFile(file, 'utf8');
}

/** A page changes with each build, and its content security policy comes with every answer. */
export const sendPage = (reply: FastifyReply, html: string): FastifyReply =>
  reply.type('text/html; charset=utf-8').header('Cache-Control', 'no-cache').send(html);
