import {
  Controller,
  type DynamicModule,
  Get,
  Header,
  Inject,
  Module,
  type ModuleMetadata,
  Res,
} from '@nestjs/common';
import type { Health } from '@app/contract';

/** The checks of readiness by the name that is shown. A check fails when it rejects or returns false. */
export type HealthChecks = Readonly<Record<string, () => Promise<unknown> | boolean>>;

const CHECKS = Symbol('health checks');
const CHECK_LIMIT_MS = 2_000;

async function answersInTime(check: HealthChecks[string]): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), CHECK_LIMIT_MS);
  });
  try {
    return await Promise.race([Promise.resolve(check()).then((answer) => answer !== false), limit]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

@Controller('health')
class HealthController {
  constructor(@Inject(CHECKS) private readonly checks: HealthChecks) {}

  @Get('live')
  @Header('Cache-Control', 'no-store')
  live(): Health {
    return { status: 'ok', missing: [] };
  }

  @Get('ready')
  @Header('Cache-Control', 'no-store')
  async ready(@Res({ passthrough: true }) response: { status(code: number): unknown }): Promise<Health> {
    const missing = await this.missing();
    if (missing.length === 0) return { status: 'ok', missing };
    response.status(503);
    return { status: 'unavailable', missing };
  }

  private async missing(): Promise<string[]> {
    const names = Object.keys(this.checks);
    const answers = await Promise.all(names.map((name) => answersInTime(this.checks[name]!)));
    return names.filter((_, index) => !answers[index]);
  }
}

@Module({})
export class HealthModule {
  /** `GET /health/live` and `GET /health/ready`. Each check has its own limit of 2 s. */
  static forRoot<Dependencies extends unknown[]>(options: {
    imports?: NonNullable<ModuleMetadata['imports']>;
    inject: { [K in keyof Dependencies]: abstract new (...args: never[]) => Dependencies[K] };
    checks: (...dependencies: Dependencies) => HealthChecks;
  }): DynamicModule {
    return {
      module: HealthModule,
      imports: options.imports ?? [],
      controllers: [HealthController],
      providers: [{ provide: CHECKS, useFactory: options.checks, inject: [...options.inject] }],
    };
  }
}
