import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The build puts the element into the folder of the sign-in page. */
const FOLDER = join(__dirname, '..', '..', '..', 'login-web', 'element');

/** A page that embeds the script gets a new version within this time. */
const SHORT_SECONDS = 300;
const SHORT = `public, max-age=${SHORT_SECONDS}`;
const FOREVER = 'public, max-age=31536000, immutable';

const digest = (algorithm: string, content: Buffer) => createHash(algorithm).update(content);

/**
 * Serves `<otp-login>`: at `/login.js`, which is always the present version, and at `/login.<hash>.js`, which never changes.
 * `/login.json` has the second address and its `integrity`. Any page may load them: they hold nothing of a person.
 */
export async function serveElement(app: NestFastifyApplication): Promise<void> {
  const file = join(FOLDER, 'index.js');
  if (!existsSync(file)) return;
  const [script, styles] = await Promise.all([readFile(file), readFile(join(FOLDER, 'otp-login.css'))]);
  const hashed = `/login.${digest('sha256', script).digest('hex').slice(0, 16)}.js`;
  const manifest = {
    script: hashed,
    integrity: `sha384-${digest('sha384', script).digest('base64')}`,
  };
  const fastify = app.getHttpAdapter().getInstance();
  const serve = (path: string, type: string, cacheControl: string, content: Buffer) => {
    const etag = `"${digest('sha256', content).digest('base64url')}"`;
    fastify.get(path, (request, reply) => send(request, reply, { type, cacheControl, content, etag }));
  };
  serve('/login.js', 'text/javascript; charset=utf-8', SHORT, script);
  serve(hashed, 'text/javascript; charset=utf-8', FOREVER, script);
  serve('/login.css', 'text/css; charset=utf-8', SHORT, styles);
  serve('/login.json', 'application/json; charset=utf-8', SHORT, Buffer.from(JSON.stringify(manifest)));
}

interface Asset {
  readonly type: string;
  readonly cacheControl: string;
  readonly content: Buffer;
  readonly etag: string;
}

function send(request: FastifyRequest, reply: FastifyReply, asset: Asset): FastifyReply {
  // Replaces what CORS_ORIGINS allows: a script of another origin is fetched with CORS, whoever embeds it.
  reply.header('Access-Control-Allow-Origin', '*').removeHeader('Access-Control-Allow-Credentials');
  reply.header('Cache-Control', asset.cacheControl).header('ETag', asset.etag);
  if (request.headers['if-none-match']?.includes(asset.etag)) return reply.code(304).send();
  return reply.type(asset.type).send(asset.content);
}
