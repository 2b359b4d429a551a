import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';

/** The build puts the sign-in page into the folder of this service. */
const FOLDER = join(__dirname, '..', '..', '..', 'login-web');

/** The sign-in page reads the address of the chat page from this element. */
const withChatPage = (html: string, url: string): string =>
  html.replace('</head>', `<meta name="otpravka-chat-page" content="${url}" /></head>`);

/** Serves the sign-in page at `/login`. In development it links to the chat page of the Telegram simulator. */
export async function serveLoginPage(app: NestFastifyApplication, chatPageUrl?: string): Promise<void> {
  const file = join(FOLDER, 'index.html');
  if (!existsSync(file)) return;
  const built = await readFile(file, 'utf8');
  const html = chatPageUrl === undefined ? built : withChatPage(built, chatPageUrl);
  app.useStaticAssets({
    root: FOLDER,
    prefix: '/login/',
    decorateReply: false,
    setHeaders: (reply: unknown, path: string) => {
      // The name of an asset contains a digest of its content.
      if (!path.includes('assets')) return;
      // @fastify/static passes Fastify's reply, although Nest's types name that of an older version.
      (reply as FastifyReply).header('Cache-Control', 'public, max-age=31536000, immutable');
    },
  });
  const fastify = app.getHttpAdapter().getInstance();
  for (const path of ['/login', '/login/']) {
    fastify.get(path, (_, reply) =>
      reply.type('text/html; charset=utf-8').header('Cache-Control', 'no-cache').send(html),
    );
  }
}
