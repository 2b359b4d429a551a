import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { componentSchemas, referTo } from './schemas';

const healthAnswer = (description: string) => ({
  description,
  content: { 'application/json': { schema: referTo('Health') } },
});

/** Routes of libs/runtime for operators. They are described by hand, and come last in the document. */
const OPERATOR_PATHS = {
  '/health/live': {
    get: { tags: ['Health'], summary: 'Liveness', responses: { 200: healthAnswer('the process runs') } },
  },
  '/health/ready': {
    get: {
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

/** The OpenAPI 3.1 document. Its schemas come from the zod schemas that check the requests, not from Nest's class metadata. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const head = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Otpravka')
    .setDescription('Phone sign-in for multi-tenant shops: a Telegram bot brings the one-time code.')
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' })
    .build();
  const document = SwaggerModule.createDocument(app, head);
  const ours = Object.entries(document.paths).filter(([path]) => !(path in OPERATOR_PATHS));
  document.paths = { ...Object.fromEntries(ours), ...OPERATOR_PATHS };
  document.components = { ...document.components, schemas: componentSchemas() };
  return document;
}
