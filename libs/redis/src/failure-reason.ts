import { reasonOf } from '@app/runtime';
import { Cluster, Redis } from 'ioredis';
import type { RedisClient } from './connector';

/** Failures that a setting causes, with what to change. Each lasts until somebody changes it. */
const ADVICE: readonly [RegExp, string][] = [
  [
    /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_(VERIFY|GET)_\w+)$/,
    'set REDIS_CA_FILE to a file with the certificate of its authority',
  ],
  [/cluster support disabled/, 'it is no cluster, so remove REDIS_CLUSTER'],
];

function withAdvice(error: Error): string {
  const { code = '' } = error as NodeJS.ErrnoException;
  const [, advice] = ADVICE.find(([sign]) => sign.test(code) || sign.test(error.message)) ?? [];
  return advice === undefined ? reasonOf(error) : `${reasonOf(error)} (${advice})`;
}

/** @returns a function that describes, for a log line, why the Redis of this client is unavailable */
export function failureReasons(client: RedisClient): (error: Error) => Promise<string> {
  if (!(client instanceof Cluster)) return (error) => Promise.resolve(withAdvice(error));
  let failed: { readonly error: Error; readonly node: string } | undefined;
  client.on('node error', (error: Error, node: string) => (failed = { error, node }));
  return async (error) => {
    if (failed === undefined) return withAdvice(error);
    const { error: ofNode, node } = failed;
    return withAdvice(ofNode.message === CLOSED ? ((await refusalOf(client, node)) ?? ofNode) : ofNode);
  };
}

const CLOSED = 'Connection is closed.';

/**
 * A cluster of ioredis hides why a node refuses its connection, such as a certificate of an unknown authority. So this opens one more.
 * @param node its host and port
 */
function refusalOf({ options }: Cluster, node: string): Promise<Error | undefined> {
  const colon = node.lastIndexOf(':');
  const address = { host: node.slice(0, colon), port: Number(node.slice(colon + 1)) };
  const probe = new Redis({
    ...options.redisOptions,
    ...address,
    lazyConnect: true,
    retryStrategy: () => null,
  });
  return new Promise<Error | undefined>((resolve) => {
    probe.on('error', resolve);
    probe.connect().then(
      () => resolve(undefined),
      () => resolve(undefined),
    );
  }).finally(() => probe.disconnect());
}
