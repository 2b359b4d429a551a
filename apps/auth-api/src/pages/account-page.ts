import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { sendPage, serveAssets } from './built-page';

/** Serves the account page at `/account`. The page itself leads to the sign-in if nobody is signed in. */
export async function serveAccountPage(app: NestFastifyApplication): Promise<void> {
  const html = await serveAssets(app, 'account-web', '/account/');
  if (html === undefined) return;
  const fastify = app.getHttpAdapter().getInstance();
  for (const path of ['/account', '/account/']) fastify.get(path, (_, reply) => sendPage(reply, html));
}
