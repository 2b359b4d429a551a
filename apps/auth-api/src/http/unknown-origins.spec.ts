import { type LoggerService, Logger } from '@nestjs/common';
import fastify, { type FastifyInstance } from 'fastify';
import { warnOfUnknownOrigins } from './unknown-origins';

const HOUR_MS = 3_600_000;

describe('the warnings of unknown origins', () => {
  let now = 0;
  let warnings: unknown[] = [];
  let server: FastifyInstance;

  beforeEach(() => {
    now = 0;
    warnings = [];
    Logger.overrideLogger({
      warn: (_: unknown, text: unknown) => warnings.push(text),
    } as unknown as LoggerService);
    server = fastify();
    warnOfUnknownOrigins(server, { isTrusted: (origin) => origin === 'https://ours.example' }, () => now);
    server.get('/', () => 'ok');
  });
  afterEach(async () => {
    Logger.overrideLogger(false);
    await server.close();
  });

  const visit = (origin: string) => server.inject({ url: '/', headers: { origin } });

  it('come once an hour for each origin', async () => {
    for (const origin of ['https://a.example', 'https://a.example', 'https://b.example']) await visit(origin);
    expect(warnings).toHaveLength(2);
    now = HOUR_MS;
    await visit('https://a.example');
    expect(warnings).toHaveLength(3);
  });

  it('are at most twenty an hour', async () => {
    for (let index = 0; index < 30; index++) await visit(`https://shop-${index}.example`);
    expect(warnings).toHaveLength(20);
  });

  it.each(['https://ours.example', 'null', 'no origin'])('do not come for %s', async (origin) => {
    await visit(origin);
    expect(warnings).toEqual([]);
  });
});
