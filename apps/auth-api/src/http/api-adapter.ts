import { FastifyAdapter } from '@nestjs/platform-fastify';

type StaticOptions = Parameters<FastifyAdapter['useStaticAssets']>[0];

/** The pages have routes of their own for these files. */
const SERVED_BY_PAGES = ['index.html', 'LICENSE'];

/**
 * Gives each static file its own route, so that every other path is `route_not_found`. With a wildcard, @fastify/static
 * answers paths such as `..%5cx` with errors of its own.
 */
export class ApiAdapter extends FastifyAdapter {
  override useStaticAssets(options: StaticOptions): unknown {
    const routePerFile = { ...options, wildcard: false, index: false, globIgnore: SERVED_BY_PAGES } as const;
    return super.useStaticAssets(routePerFile);
  }
}
