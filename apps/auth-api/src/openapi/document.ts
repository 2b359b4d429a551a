import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { componentSchemas, referTo } from './schemas';

const healthAnswer = (description: string) => ({
  description,
  content: { 'application/json': { schema: referTo('Health') } },
});

/** A route without errors of its own still refuses malformed HTTP, such as headers that are too long. */
const MALFORMED = { description: 'the request is not valid HTTP' };

/** Routes of libs/runtime for operators. They are described by hand, and come last in the document. */
const OPERATOR_PATHS = {
  '/health/live': {
    get: {
      operationId: 'live',
      tags: ['Health'],
      summary: 'Liveness',
      responses: { 200: healthAnswer('the process runs') },
    },
  },
  '/health/ready': {
    get: {
      operationId: 'ready',
      tags: ['Health'],
      summary: 'Readiness',
      responses: {
        200: healthAnswer('the service is ready'),
        503: healthAnswer('the service is not ready; `missing` lists what it waits for'),
      },
    },
  },
  '/metrics': {
    get: {
      operationId: 'metrics',
      tags: ['Health'],
      summary: 'Metrics for Prometheus; in production with `Authorization: Bearer METRICS_TOKEN`',
      security: [{ bearer: [] }],
      responses: {
        200: {
          description: 'text format 0.0.4',
          content: { 'text/plain': { schema: { type: 'string' as const } } },
        },
        401: {
          description: 'token_invalid',
          content: { 'application/problem+json': { schema: referTo('Problem') } },
        },
      },
    },
  },
};

const COOKIE =
  'The refresh token of `?transport=cookie`. A browser sends it by itself, and `Origin` must be allowed.';

/** The OpenAPI 3.1 document. Its schemas come from the zod schemas that check the requests, not from Nest's class metadata. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const head = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Otpravka')
    .setDescription('Phone sign-in for multi-tenant shops: a Telegram bot brings the one-time code.')
    .setVersion('1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/', 'the API that serves this document')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' })
    .addCookieAuth('__Host-otp_refresh', { type: 'apiKey', in: 'cookie', description: COOKIE })
    .build();
  const document = SwaggerModule.createDocument(app, head);
  const ours = Object.entries(document.paths).filter(([path]) => !(path in OPERATOR_PATHS));
  document.paths = { ...Object.fromEntries(ours), ...OPERATOR_PATHS };
  for (const operation of operationsOf(document)) {
    operation.security ??= [];
    const isComplete = Object.keys(operation.responses).some((status) => status.startsWith('4'));
    if (!isComplete) operation.responses = { ...operation.responses, '4XX': MALFORMED };
  }
  document.components = { ...document.components, schemas: componentSchemas() };
  return document;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

const operationsOf = ({ paths }: OpenAPIObject) =>
  Object.values(paths).flatMap((path) => METHODS.flatMap((method) => path[method] ?? []));
