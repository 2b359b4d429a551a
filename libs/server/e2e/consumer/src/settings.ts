import { Redis } from 'ioredis';
import { createClient } from '@redis/client';
import type { VerifierOptions } from '@otpravka/server';

const { API, REDIS_URL, NAMESPACE, PORT } = process.env;

export const port = Number(PORT);

const withoutRedis: VerifierOptions = { api: API!, namespace: NAMESPACE };

/** The client is used for commands too, so it may not become a subscriber itself. */
export async function withIoredis(): Promise<VerifierOptions> {
  const redis = new Redis(REDIS_URL!);
  redis.on('error', () => undefined);
  await redis.ping();
  return { ...withoutRedis, redis };
}

export async function withNodeRedis(): Promise<VerifierOptions> {
  const redis = createClient({ url: REDIS_URL! });
  redis.on('error', () => undefined);
  await redis.connect();
  await redis.ping();
  return { ...withoutRedis, redis };
}
