import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { sendPage, serveAssets } from './built-page';

/** The sign-in page reads the address of the chat page from this element. */
const withChatPage = (html: string, url: string): string =>
  html.replace('</head>', `<meta name="otpravka-chat-page" content="${url}" /></head>`);

/** Serves the sign-in page at `/login`. In development it links to the chat page of the Telegram simulator. */
export async function serveLoginPage(app: NestFastifyApplication, chatPageUrl?: string): Promise<void> {
  const built = await serveAssets(app, 'login-web', '/login/');
  if (built === undefined) return;
  const html = chatPageUrl === undefined ? built : withChatPage(built, chatPageUrl);
  const fastify = app.getHttpAdapter().getInstance();
  for (const path of ['/login', '/login/']) fastify.get(path, (_, reply) => sendPage(reply, html));
}
