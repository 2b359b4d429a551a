import { RedisMonitor, testRedisUrl, until } from '@app/testing';
import type { OtpOnRedis } from './otp-on-redis';

/** The scripts that Redis received during `work`, each with its arguments. */
export async function sentScripts(otp: OtpOnRedis, work: () => Promise<unknown>): Promise<string[][]> {
  const monitor = await RedisMonitor.on(testRedisUrl());
  const { client, namespace } = otp.store;
  try {
    await work();
    const end = `${namespace}:end`;
    await client.exists(end);
    await until(() => monitor.seen.some(({ args }) => args[0] === end));
    return monitor.seen
      .filter(({ name, args }) => name.startsWith('eval') && args.some((arg) => arg.includes(namespace)))
      .map(({ args }) => [...args]);
  } finally {
    monitor.close();
  }
}

/** The arguments that are a digest, or the random text that a script gets in place of one. */
export const digestsIn = (scripts: readonly string[][]): string[] =>
  scripts.flat().filter((arg) => /^[\w-]{43}$/.test(arg));

/** The lengths of the arguments of each script that Redis receives during a guess. */
export async function argumentLengths(
  otp: OtpOnRedis,
  guess: () => Promise<string>,
  outcome: string,
): Promise<number[][]> {
  const scripts = await sentScripts(otp, async () => expect(await guess()).toBe(outcome));
  return scripts.map(([, ...args]) => args.map(({ length }) => length));
}
