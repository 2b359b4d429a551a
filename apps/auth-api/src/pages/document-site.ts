import { stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Code samples have their colours in style attributes. Scripts and style sheets are files of the site. */
const SITE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Serves the built documentation at `/`, in development only. The routes of the API and of its pages come first. */
export async function serveDocumentSite(app: NestFastifyApplication, folder: string): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  // The site may be built while the product runs, so its files have no routes of their own.
  await app.register(fastifyStatic, { root: folder, serve: false, suppressWarning: true });
  fastify.get('/*', async (request, reply) => {
    const page = new URL(request.url, 'http://site').pathname;
    const file = await fileOf(folder, page);
    if (file !== undefined) return sendFile(reply, file, page);
    if (page === '/') return reply.header('Cache-Control', 'no-store').redirect('/login');
    return sendNotFound(request, reply, folder);
  });
}

/** The file of a page or an asset, relative to the folder. */
async function fileOf(folder: string, page: string): Promise<string | undefined> {
  const path = relative(folder, join(folder, decodeURIComponent(page)));
  if (path.startsWith('..')) return undefined;
  const candidates = page.endsWith('/')
    ? [join(path, 'index.html')]
    : [path, `${path}.html`, join(path, 'index.html')];
  for (const file of candidates) if (await isFile(join(folder, file))) return file;
  return undefined;
}

const isFile = async (path: string): Promise<boolean> => {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ?? false;
};

function sendFile(reply: FastifyReply, file: string, page: string): FastifyReply {
  const isFolder = file.endsWith('index.html') && !page.endsWith('/') && !page.endsWith('.html');
  if (isFolder) return reply.redirect(`${page}/`);
  return reply
    .headers({ 'Content-Security-Policy': SITE_POLICY, 'Cache-Control': 'no-cache' })
    .sendFile(file, { cacheControl: false });
}

/** People get a page, programs the problem document of the API. */
async function sendNotFound(
  request: FastifyRequest,
  reply: FastifyReply,
  folder: string,
): Promise<FastifyReply | void> {
  const isPerson = request.headers.accept?.includes('text/html') === true && !request.url.startsWith('/api/');
  if (isPerson && (await isFile(join(folder, '404.html'))))
    return sendFile(reply.status(404), '404.html', '/404.html');
  return reply.callNotFound();
}
