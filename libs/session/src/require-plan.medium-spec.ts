import { generateKeyPairSync } from 'node:crypto';
import { Catch, Controller, type ExceptionFilter, Get, type ArgumentsHost, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DomainError, Shop } from '@app/contract';
import { DatabaseModule } from '@app/database';
import { Secrets } from '@app/runtime';
import { asOwner, freshDatabase, type TestDatabase } from '@app/testing';
import { AccessTokens } from './access-tokens';
import { CurrentShop, RequirePlan } from './require-plan';
import { SessionModule } from './session.module';
import { Sessions } from './sessions';
import { CLIENT, CLIENT_NAMES, newChallenge, PHONE } from './spec/sessions-on-postgres';

/** A route of a team, which uses only the exports of the lib. */
@Controller('reports')
class ReportsController {
  @Get()
  @RequirePlan('basic')
  reports(@CurrentShop() shop: Shop) {
    return { shopId: shop.id };
  }
}

@Catch()
class AnyFilter implements ExceptionFilter {
  catch({ code, status, extras }: DomainError, host: ArgumentsHost): void {
    void host
      .switchToHttp()
      .getResponse<{ status(code: number): { send(body: unknown): void } }>()
      .status(status)
      .send({ code, ...extras });
  }
}

describe('@RequirePlan', () => {
  let store: TestDatabase;
  let app: NestFastifyApplication;
  let url: string;
  let token: string;
  let shopId: string;
  let sessionId: string;

  beforeAll(async () => {
    store = await freshDatabase();
    @Module({
      imports: [
        DatabaseModule.forRoot({ databaseUrl: store.url, applicationName: 'otpravka-spec' }),
        SessionModule.forRoot({
          secrets: new Secrets(['a secret that only the specs of plans use']),
          jwt: {
            privateKeys: [generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey],
            issuer: 'otpravka',
            audience: 'shops',
            accessTokenSeconds: 600,
          },
          session: { idleDays: 30, maxDays: 90, perShop: 10 },
        }),
      ],
      controllers: [ReportsController],
    })
    class TeamModule {}
    app = await NestFactory.create<NestFastifyApplication>(TeamModule, new FastifyAdapter(), {
      logger: false,
    });
    app.useGlobalFilters(new AnyFilter());
    await app.listen(0, '127.0.0.1');
    url = `${await app.getUrl()}/reports`;
    const profile = { language: 'ru', currency: 'KZT', timezone: 'Asia/Almaty' } as const;
    const opened = await app
      .get(Sessions)
      .open({ phone: PHONE, challengeId: newChallenge(), profile, ...CLIENT, ...CLIENT_NAMES });
    ({ id: shopId } = opened.shop);
    ({ id: sessionId } = opened.session);
    token = app.get(AccessTokens).sign({ shopId, sessionId });
  });
  afterAll(async () => {
    await app.close();
    await store.drop();
  });

  async function answerWith(authorization?: string): Promise<unknown> {
    const headers = authorization === undefined ? {} : { authorization };
    const answer = await fetch(url, { headers });
    return { status: answer.status, ...((await answer.json()) as object) };
  }

  const setPlan = (plan: string, expiry: string) =>
    asOwner(store.url, `update shops set plan = $1, plan_expires_at = ${expiry}`, [plan]);

  it.each([
    ['refuses', 'free', 'null'],
    ['admits', 'basic', 'null'],
    ['admits', 'pro', `now() + interval '1 day'`],
    ['refuses', 'pro', `now() - interval '1 second'`],
  ])('%s a shop with the plan %s that expires at %s', async (outcome, plan, expiry) => {
    await setPlan(plan, expiry);
    await expect(answerWith(`Bearer ${token}`)).resolves.toEqual(
      outcome === 'admits' ? { status: 200, shopId } : { status: 403, code: 'plan_required', plan: 'basic' },
    );
  });

  it('requires the token of a live session', async () => {
    await setPlan('pro', 'null');
    const invalid = { status: 401, code: 'token_invalid' };
    await expect(answerWith()).resolves.toEqual(invalid);
    await expect(answerWith('Bearer x')).resolves.toEqual(invalid);
    await app.get(Sessions).end({ shopId, sessionId }, 'this');
    await expect(answerWith(`Bearer ${token}`)).resolves.toEqual(invalid);
  });
});
