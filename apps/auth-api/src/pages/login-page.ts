import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';

/** Where the build puts the sign-in page, beside this service. */
const FOLDER = join(__dirname, '..', '..', '..', 'login-web');

/** Tells the page of the simulator's chat page. */
const withChatPage = (html: string, url: string): string =>
  html.replace('</head>', `<meta name="otpravka-chat-page" content="${url}" /></head>`);

/** The sign-in page at `/login`. In development it also leads to the chat page of the Telegram simulator. */
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
      // The names of assets hold a digest of their content.
      if (!path.includes('assets')) return;
      // The types are those of an older version of the library; it passes the reply of Fastify.
      (reply as FastifyReply).header('Cache-Control', 'public, max-age=31536000, immutable');
    },
  });
  const fastify = app.getHttpAdapter().getInstance();
  // In development nothing else is there; elsewhere it is the operator's to decide.
  if (chatPageUrl !== undefined) fastify.get('/', (_, reply) => reply.redirect('/login'));
  for (const path of ['/login', '/login/']) {
    fastify.get(path, (_, reply) =>
      reply.type('text/html; charset=utf-8').header('Cache-Control', 'no-cache').send(html),
    );
  }
}
