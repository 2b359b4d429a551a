import { setImmediate as nextTurn } from 'node:timers/promises';
import { Controller, Get, Logger, Module, Post } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { logRequests } from '../http/log-requests';
import { serviceLogger } from './logging';
import { NestLogger } from './nest-logger';

const PHONE = '+77011234567';
const CODE = '493817';
const BOT_TOKEN = '123456:AAFakeTokenOfABotThatIsLong_-1';
const ACCESS_TOKEN = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl';
const REFRESH_TOKEN =
  'v1.01890000-0000-7000-8000-000000000000.01890000-0000-7000-8000-000000000001.3.bWFjbWFj';
const SECRETS = [PHONE, PHONE.slice(1), CODE, BOT_TOKEN, ACCESS_TOKEN, REFRESH_TOKEN, 'hunter2', 'opaque'];

const failure = Object.assign(
  new Error(`POST https://api.telegram.org/bot${BOT_TOKEN}/sendMessage failed for ${PHONE}`, {
    cause: Object.assign(new Error('connect redis://:hunter2@redis:6379'), { code: 'ECONNREFUSED' }),
  }),
  { code: '23505', on: { payload: { text: `Your code is ${CODE}` } }, parameters: [PHONE, CODE] },
);
const facts = {
  code: CODE,
  body: { code: CODE, phone: PHONE, nested: { linkToken: 'opaque', refreshToken: REFRESH_TOKEN } },
  headers: { authorization: `Bearer ${ACCESS_TOKEN}`, cookie: `__Host-otp_refresh=${REFRESH_TOKEN}` },
  contact: { phone_number: PHONE.slice(1) },
  databaseUrl: 'postgres://owner:hunter2@db:5432/otpravka',
};
const sentence = `sent to ${PHONE} by ${BOT_TOKEN} with ${ACCESS_TOKEN} and ${REFRESH_TOKEN}`;

type Line = Record<string, unknown>;

/** The output of a logger, as a whole and line by line. */
class Written {
  text = '';
  readonly write = (line: string): void => void (this.text += line);

  get lines(): Line[] {
    return this.text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line);
  }
}

const expectNoSecret = (text: string): void => {
  for (const secret of SECRETS) expect(text).not.toContain(secret);
};

describe('a line of the service logger', () => {
  it('contains no secret of its fields, message or error', () => {
    const written = new Written();
    const log = serviceLogger({ level: 'info', service: 'auth-api', destination: written });
    log.info(facts, sentence);
    log.error({ error: failure }, 'failed');
    log.error(failure);
    log.fatal({ error: 'no error at all' }, 'a rejection');
    expectNoSecret(written.text);
    expect(written.lines).toEqual([
      expect.objectContaining({ level: 'info', service: 'auth-api', code: '[redacted]' }),
      expect.objectContaining({ level: 'error', message: 'failed' }),
      expect.objectContaining({ level: 'error' }),
      expect.objectContaining({ level: 'fatal', error: { type: 'string' } }),
    ]);
  });

  it('contains only the type, code, message, stack and cause of an error', () => {
    const written = new Written();
    serviceLogger({ level: 'info', service: 's', destination: written }).error({ error: failure }, 'failed');
    expect(written.lines[0]?.['error']).toEqual({
      type: 'Error',
      message: expect.stringContaining('+7***67') as string,
      code: '23505',
      stack: expect.any(String) as string,
      cause: expect.objectContaining({ code: 'ECONNREFUSED' }) as object,
    });
  });

  it('is omitted below the level', () => {
    const written = new Written();
    serviceLogger({ level: 'warn', service: 's', destination: written }).info('nothing');
    expect(written.text).toBe('');
  });
});

@Controller()
class Talkative {
  private readonly log = new Logger(Talkative.name);

  @Post('talk')
  talk(): void {
    this.log.log(facts, sentence);
    this.log.warn({ error: failure }, 'warned');
    this.log.error(failure);
  }

  @Post('fail')
  fail(): never {
    throw failure;
  }

  @Get('health/live')
  live(): void {}
}

describe('the log lines of an application', () => {
  const written = new Written();
  let app: NestFastifyApplication;

  beforeAll(async () => {
    @Module({ controllers: [Talkative] })
    class Application {}
    const options = { level: 'info', service: 'auth-api', destination: written };
    const module = await Test.createTestingModule({ imports: [Application] }).compile();
    app = module.createNestApplication<NestFastifyApplication>(
      new FastifyAdapter({ requestIdHeader: 'x-request-id' }),
      { logger: new NestLogger(serviceLogger(options)) },
    );
    logRequests(app.getHttpAdapter().getInstance(), options);
    await app.listen(0, '127.0.0.1');
  });
  afterAll(() => app.close());
  beforeEach(() => (written.text = ''));

  /** Sends a request with secrets everywhere, and waits for its line. */
  const post = async (path: string): Promise<void> => {
    const query = new URLSearchParams({ code: CODE, token: 'opaque', phone: PHONE });
    await fetch(`${await app.getUrl()}${path}?${query.toString()}`, {
      method: 'POST',
      headers: {
        ...facts.headers,
        'content-type': 'application/json',
        'x-request-id': 'request-1',
        'x-telegram-bot-api-secret-token': 'opaque',
      },
      body: JSON.stringify(facts.body),
    });
    while (!written.lines.some(({ request }) => request !== undefined)) await nextTurn();
  };

  it('contain no secret of a request and of the code that serves it', async () => {
    await post('/talk');
    expectNoSecret(written.text);
    expect(written.lines.map(({ level, context }) => ({ level, context }))).toEqual([
      { level: 'info', context: 'Talkative' },
      { level: 'warn', context: 'Talkative' },
      { level: 'error', context: 'Talkative' },
      { level: 'info', context: undefined },
    ]);
  });

  it('describe each request by its id and its path without the query', async () => {
    await post('/talk');
    expect(written.lines.at(-1)).toMatchObject({
      message: 'request completed',
      request: { id: 'request-1', method: 'POST', path: '/talk' },
      response: { status: 201 },
      ms: expect.any(Number) as number,
    });
  });

  it('report a request that fails without its secrets', async () => {
    await post('/fail');
    expectNoSecret(written.text);
    expect(written.lines).toContainEqual(
      expect.objectContaining({ level: 'warn', message: 'request failed', response: { status: 500 } }),
    );
  });

  it('do not mention health checks', async () => {
    await fetch(`${await app.getUrl()}/health/live`);
    await post('/talk');
    expect(written.text).not.toContain('health');
  });
});
