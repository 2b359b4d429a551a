import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';

const { PORT = '4000' } = process.env;

const app = await NestFactory.create(AppModule, new FastifyAdapter(), { logger: ['warn', 'error'] });
app.enableShutdownHooks();
await app.listen(Number(PORT));
process.stdout.write(`Orders: http://localhost:${PORT}/orders\n`);
