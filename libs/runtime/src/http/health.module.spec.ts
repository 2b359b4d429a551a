import { Injectable, Module } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { health } from '@app/contract';
import { HealthModule } from './health.module';

@Injectable()
class Stores {
  redis: () => Promise<unknown> = () => Promise.resolve('PONG');
  database: () => Promise<unknown> = () => Promise.resolve();
}

@Module({ providers: [Stores], exports: [Stores] })
class StoresModule {}

describe('the health of a service', () => {
  let app: NestFastifyApplication;
  let stores: Stores;

  beforeEach(async () => {
    const module = await Test.createTestingModule({
      imports: [
        HealthModule.forRoot({
          imports: [StoresModule],
          inject: [Stores],
          checks: (injected: Stores) => ({
            redis: () => injected.redis(),
            database: () => injected.database(),
          }),
        }),
      ],
    }).compile();
    app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
    await app.init();
    stores = app.get(Stores);
  });
  afterEach(() => app.close());

  const ask = async (path: string) => {
    const answer = await app.inject({ method: 'GET', url: `/health/${path}` });
    expect(answer.headers['cache-control']).toBe('no-store');
    return { status: answer.statusCode, body: health.parse(answer.json()) };
  };
  const unavailable = (...missing: string[]) => ({ status: 503, body: { status: 'unavailable', missing } });

  it('is ready when every check passes', async () => {
    await expect(ask('ready')).resolves.toEqual({ status: 200, body: { status: 'ok', missing: [] } });
  });

  it('is not ready while a check fails, and names the check', async () => {
    stores.database = () => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.7'));
    await expect(ask('ready')).resolves.toEqual(unavailable('database'));
    stores.database = () => Promise.resolve();
    await expect(ask('ready')).resolves.toMatchObject({ status: 200 });
  });

  it('counts a check as failed that throws or never ends', async () => {
    stores.redis = () => new Promise(() => undefined);
    stores.database = () => {
      throw new Error('no pool');
    };
    await expect(ask('ready')).resolves.toEqual(unavailable('redis', 'database'));
  });

  it('is live whatever check fails', async () => {
    stores.redis = () => Promise.reject(new Error('unavailable'));
    await expect(ask('live')).resolves.toEqual({ status: 200, body: { status: 'ok', missing: [] } });
  });
});
