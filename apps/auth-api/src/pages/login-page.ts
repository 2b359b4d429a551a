import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OriginCheck } from '../http/origin-check';
import { sendPage, serveAssets } from './built-page';
import { returnTo } from './return-to';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => ESCAPES[character]!);

/** The page reads from this element where it leads after the sign-in. An empty address is a refused one. */
const withReturn = (html: string, href: string): string =>
  html.replace('</head>', () => `<meta name="otpravka-return-to" content="${escaped(href)}" /></head>`);

/** Serves the sign-in page at `/login`. */
export async function serveLoginPage(app: NestFastifyApplication): Promise<void> {
  const html = await serveAssets(app, 'login-web', '/login/');
  if (html === undefined) return;
  const fastify = app.getHttpAdapter().getInstance();
  const origins = app.get(OriginCheck);
  for (const path of ['/login', '/login/'])
    fastify.get(path, (request, reply) => sendLoginPage(html, request, reply, origins));
}

function sendLoginPage(
  html: string,
  request: FastifyRequest,
  reply: FastifyReply,
  origins: OriginCheck,
): FastifyReply {
  const target = returnTo(request, origins);
  if (target === undefined) return sendPage(reply, html);
  if (target === 'refused') return sendPage(reply.code(400), withReturn(html, ''));
  return sendPage(reply, withReturn(html, target.href));
}
