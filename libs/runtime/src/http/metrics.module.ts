import { createHash, timingSafeEqual } from 'node:crypto';
import {
  Controller,
  type DynamicModule,
  Get,
  Header,
  Headers,
  Inject,
  Module,
  Res,
  UnauthorizedException,
} from '@nestjs/common';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { readBuildInfo } from '../build-info';

export interface MetricsOptions {
  readonly service: string;
  /** The token that a reader must send. If it is undefined, nobody may read in production, and everybody in development. */
  readonly token: string | undefined;
  readonly isProduction: boolean;
}

const OPTIONS = Symbol('metrics options');

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

function mayRead({ token, isProduction }: MetricsOptions, authorization: string | undefined): boolean {
  if (token === undefined) return !isProduction;
  return timingSafeEqual(digest(authorization ?? ''), digest(`Bearer ${token}`));
}

@Controller('metrics')
class MetricsController {
  constructor(
    @Inject(OPTIONS) private readonly options: MetricsOptions,
    private readonly registry: Registry,
  ) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  async metrics(
    @Headers('authorization') authorization: string | undefined,
    @Res({ passthrough: true }) reply: { header(name: string, value: string): unknown },
  ): Promise<string> {
    if (!mayRead(this.options, authorization)) throw new UnauthorizedException();
    reply.header('Content-Type', this.registry.contentType);
    return this.registry.metrics();
  }
}

/** Which build runs, for a join with other metrics: its value is always 1. The version of Node is in `nodejs_version_info`. */
function describeBuild(registry: Registry): void {
  const build = readBuildInfo();
  new Gauge({
    name: 'otpravka_build_info',
    help: 'Always 1; the labels name the version and the commit of this build',
    labelNames: ['version', 'revision'],
    registers: [registry],
  }).set(build, 1);
}

/** `GET /metrics` in the text format of Prometheus. Inject the `Registry` to add a metric. */
@Module({})
export class MetricsModule {
  static forRoot(options: MetricsOptions): DynamicModule {
    const registry = new Registry();
    registry.setDefaultLabels({ service: options.service });
    collectDefaultMetrics({ register: registry });
    describeBuild(registry);
    return {
      module: MetricsModule,
      global: true,
      controllers: [MetricsController],
      providers: [
        { provide: OPTIONS, useValue: options },
        { provide: Registry, useValue: registry },
      ],
      exports: [Registry],
    };
  }
}
