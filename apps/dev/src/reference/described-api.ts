import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { eventTransport } from '@app/redis';
import { apiConfig } from '@app/runtime';
import { AuthApiModule } from '../../../auth-api/src/auth-api.module';
import { fastifyAdapter } from '../../../auth-api/src/http/configure-http';
import { openApiDocument } from '../../../auth-api/src/openapi/document';

const connect = (): never => {
  throw new Error('A preview of the API connects to no store');
};

/** The document of `/openapi.json`, from an application whose parts are not created, so it needs no store. */
export async function describedApi(): Promise<OpenAPIObject> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const config = apiConfig({
    DATABASE_URL: 'postgres://localhost/none',
    REDIS_URL: 'redis://localhost',
    APP_SECRET: randomBytes(32).toString('base64url'),
    JWT_PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  });
  const events = eventTransport({ connect, namespace: config.namespace });
  const app = await NestFactory.create<NestFastifyApplication>(
    AuthApiModule.forRoot(config, { connect, events }),
    fastifyAdapter(config),
    { preview: true, logger: false, abortOnError: false },
  );
  return openApiDocument(app);
}
