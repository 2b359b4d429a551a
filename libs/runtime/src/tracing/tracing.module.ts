import { type DynamicModule, Module } from '@nestjs/common';
import type { Tracer } from './tracer';

/** Injects the tracer, or undefined while traces are off: use `@Inject(TRACER) @Optional()`. */
export const TRACER = Symbol('tracer');

/** Traces of sign-ins. While they are off, nothing of them is loaded, and no span is made. */
@Module({})
export class TracingModule {
  /** @param options.endpoint of a collector; undefined: off */
  static forRoot(options: {
    readonly service: string;
    readonly endpoint: string | undefined;
  }): DynamicModule {
    return {
      module: TracingModule,
      global: true,
      providers: [{ provide: TRACER, useFactory: () => loadTracer(options) }],
      exports: [TRACER],
    };
  }
}

async function loadTracer({
  service,
  endpoint,
}: {
  service: string;
  endpoint: string | undefined;
}): Promise<Tracer | undefined> {
  if (endpoint === undefined) return undefined;
  const { Tracer } = await import('./tracer');
  return new Tracer(endpoint, service);
}
