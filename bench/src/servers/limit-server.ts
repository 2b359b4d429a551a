import fastify, { type FastifyInstance } from 'fastify';
import {
  readSession,
  refresh,
  type RefreshBody,
  requestOtp,
  type RequestOtpBody,
  verifyOtp,
  type VerifyOtpBody,
} from './limit-work';

/** Serves the work of `limit-work.ts` with Fastify alone, without plugins and logs. */

const routes = (app: FastifyInstance): void => {
  app.get('/bare', () => ({ isReady: true }));

  app.post<{ Body: RequestOtpBody }>('/request-otp', async (request, reply) =>
    reply.code(202).send(await requestOtp(request.body)),
  );

  app.post<{ Body: VerifyOtpBody }>(
    '/verify-otp',
    async (request, reply) => (await verifyOtp(request.body)) ?? reply.code(401).send({ code: 'code_wrong' }),
  );

  app.get(
    '/me',
    async (request, reply) =>
      (await readSession(request.headers.authorization!)) ?? reply.code(401).send({ code: 'token_invalid' }),
  );

  app.post<{ Body: RefreshBody }>(
    '/refresh',
    async (request, reply) =>
      (await refresh(request.body, request.headers['x-forwarded-for'] as string)) ??
      reply.code(401).send({ code: 'session_invalid' }),
  );
};

const app = fastify();
routes(app);
void app.listen({ port: Number(process.env['PORT']), host: '127.0.0.1' });
