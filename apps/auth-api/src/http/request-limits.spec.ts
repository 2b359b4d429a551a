import { fastify } from 'fastify';
import { sendRateLimitHeaders } from './request-limits';

const minute = { name: 'phone-minute', limit: 3, windowSeconds: 60, remaining: 2, resetSeconds: 41 };
const day = { name: 'phone-day', limit: 20, windowSeconds: 86_400, remaining: 19, resetSeconds: 86_390 };

describe('the limits of a request', () => {
  it('are in the headers of its own answer only', async () => {
    const app = fastify();
    sendRateLimitHeaders(app);
    app.get('/limited', (request) => {
      request.limits.push(minute);
      request.limits.push(day);
      return 'counted';
    });
    app.get('/free', () => 'not counted');
    expect((await app.inject('/limited')).headers).toMatchObject({
      'ratelimit-policy': '"phone-minute";q=3;w=60, "phone-day";q=20;w=86400',
      ratelimit: '"phone-minute";r=2;t=41, "phone-day";r=19;t=86390',
    });
    expect((await app.inject('/free')).headers).not.toHaveProperty('ratelimit');
  });

  it('are in the headers when the route fails after counting', async () => {
    const app = fastify();
    sendRateLimitHeaders(app);
    app.get('/', (request) => {
      request.limits.push(minute);
      throw new Error('refused');
    });
    const { statusCode, headers } = await app.inject('/');
    expect(statusCode).toBe(500);
    expect(headers).toHaveProperty('ratelimit');
  });

  it('are absent if a plugin answers before the route', async () => {
    const app = fastify();
    app.addHook('onRequest', (_request, reply) => reply.code(204).send());
    sendRateLimitHeaders(app);
    app.get('/', () => 'never reached');
    const { statusCode, headers } = await app.inject('/');
    expect(statusCode).toBe(204);
    expect(headers).not.toHaveProperty('ratelimit');
  });
});
