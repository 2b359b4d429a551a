import { readFileSync } from 'node:fs';
import { faultsIn, faultsOfOneServerIn } from './server-check';

const info = (...lines: string[]): string => ['# Server', ...lines, ''].join('\r\n');

describe('a server', () => {
  it.each([
    info('redis_version:7.0.0', 'maxmemory_policy:noeviction'),
    info('redis_version:8.2.1', 'maxmemory_policy:noeviction'),
    info('redis_version:7.2.4', 'server_name:valkey', 'valkey_version:7.2.5', 'maxmemory_policy:noeviction'),
    info('redis_version:7.2.4', 'server_name:valkey', 'valkey_version:9.0.0'),
    // A missing field is no fault.
    '',
  ])('is fit with %j', (text) => expect(faultsIn(text)).toEqual([]));

  it.each([
    ['redis_version:6.2.14', 'Redis 6.2.14 is too old: Redis 7 or Valkey 7.2 and newer are supported'],
    ['redis_version:5.0.3', 'Redis 5.0.3 is too old: Redis 7 or Valkey 7.2 and newer are supported'],
    [
      'redis_version:7.2.4\r\nvalkey_version:7.0.0',
      'Valkey 7.0.0 is too old: Redis 7 or Valkey 7.2 and newer are supported',
    ],
  ])('with %j is too old', (line, fault) => expect(faultsIn(info(line))).toEqual([fault]));

  it.each(['allkeys-lru', 'volatile-ttl', 'allkeys-random', 'volatile-lfu'])(
    'is reported for the eviction policy %s',
    (policy) => {
      const text = info('redis_version:7.0.15', `maxmemory_policy:${policy}`);
      expect(faultsIn(text)).toEqual([
        `Redis has the eviction policy ${policy}, which can delete limits and locks: set maxmemory-policy noeviction`,
      ]);
    },
  );

  it.each(['redis_mode', 'server_mode'])('that is a node of a cluster is reported by its %s', (name) => {
    const text = info('redis_version:7.0.15', `${name}:cluster`);
    expect(faultsIn(text)).toEqual([]);
    expect(faultsOfOneServerIn(text)).toEqual([
      'Redis is a cluster, whose nodes have different keys: set REDIS_CLUSTER=true',
    ]);
    expect(faultsOfOneServerIn(info(`${name}:standalone`))).toEqual([]);
  });

  it('may have both faults', () => {
    expect(faultsIn(info('redis_version:6.0.16', 'maxmemory_policy:volatile-lru'))).toHaveLength(2);
  });
});

it('docker-compose.yml gives Redis the memory that docs/security.md names, and forbids eviction', () => {
  const compose = readFileSync('docker-compose.yml', 'utf8');
  const [, megabytes] = /--maxmemory (\d+)mb/.exec(compose) ?? [];
  expect(readFileSync('docs/security.md', 'utf8')).toContain(`A Redis of ${megabytes} MB`);
  expect(compose).toContain('--maxmemory-policy noeviction');
});
