import { FastifyAdapter } from '@nestjs/platform-fastify';

type StaticOptions = Parameters<FastifyAdapter['useStaticAssets']>[0];

/** Routes of these names beside the files belong to whoever serves the files. */
const NOT_AS_FILES = ['index.html', 'LICENSE'];

/**
 * Gives each file a route of its own, so that every other path leads nowhere, however it is written. With a wildcard the
 * library answers paths such as `..%5cx` with errors of its own.
 */
export class ApiAdapter extends FastifyAdapter {
  override useStaticAssets(options: StaticOptions): unknown {
    const everyFile = { ...options, wildcard: false, index: false, globIgnore: NOT_AS_FILES } as const;
    return super.useStaticAssets(everyFile);
  }
}
