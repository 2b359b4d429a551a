import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Test } from '@nestjs/testing';
import { Tracer } from './tracer';
import { TRACER, TracingModule } from './tracing.module';

const tracerOf = async (endpoint: string | undefined): Promise<Tracer | undefined> => {
  const module = await Test.createTestingModule({
    imports: [TracingModule.forRoot({ service: 'auth-api', endpoint })],
  }).compile();
  const tracer = module.get<Tracer | undefined>(TRACER);
  await tracer?.onApplicationShutdown();
  return tracer;
};

describe('traces', () => {
  it('are off unless a collector is named', async () => {
    expect(await tracerOf(undefined)).toBeUndefined();
    expect(await tracerOf('http://127.0.0.1:4318')).toBeInstanceOf(Tracer);
  });

  it('load nothing while they are off', () => {
    const root = join(__dirname, '..', '..', '..', '..');
    const importers = ['apps', 'libs'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => /\/src\/.*\.ts$/.test(file) && !/spec\.ts$|node_modules/.test(file))
        .filter((file) =>
          /^(?:import|export) (?!type ).*from '.*\/tracer'/m.test(
            readFileSync(join(root, folder, file), 'utf8'),
          ),
        ),
    );
    expect(importers).toEqual([]);
  });
});
