import { apiConfig } from '../config/config';
import { API, problemsOf } from '../config/spec/environments';
import { redisAddress } from './redis-address';
import { AddressFiles, CERTIFICATE, WRITE_ESCAPED, WRITE_HASH } from './spec/address-files';

const files = new AddressFiles();
const file = (name: string): string => files.path(name);
afterAll(() => files.remove());

describe('an address of Redis', () => {
  const HOST = {
    host: 'redis',
    port: 6379,
    family: 0,
    username: undefined,
    password: undefined,
    db: 0,
    isTls: false,
  };
  const SOCKET = { path: '/run/redis.sock', username: undefined, password: undefined, db: 0, isTls: false };

  it.each<[string, object]>([
    ['redis://redis', HOST],
    [
      'rediss://me:p%40ss@redis:6380/3',
      { ...HOST, port: 6380, username: 'me', password: 'p@ss', db: 3, isTls: true },
    ],
    ['redis://:pw@[fd12::1]?family=6&db=2', { ...HOST, host: 'fd12::1', family: 6, password: 'pw', db: 2 }],
    ['/run/redis.sock', SOCKET],
    ['/run/redis.sock?db=2', { ...SOCKET, db: 2 }],
    ['unix:///run/redis.sock', SOCKET],
    ['redis+unix://me:pw@/run/redis.sock', { ...SOCKET, username: 'me', password: 'pw' }],
  ])('is parsed: %s', (url, expected) => {
    expect(redisAddress(url)).toEqual(expected);
  });

  it.each([
    ['redis://redis?tls=hunter2', 'the parameter "tls" is not supported'],
    ['redis://redis?keyPrefix=hunter2', 'the parameter "keyPrefix" is not supported'],
    ['redis://default:1234?hunter2@redis', WRITE_ESCAPED],
    ['redis://redis?db=1&hunter2=1', WRITE_ESCAPED],
    ['redis://redis#hunter2', WRITE_HASH],
    ['rediss://default:1234#hunter2@redis', WRITE_HASH],
    ['redis://redis?family=5', 'family must be 0, 4 or 6'],
    ['redis://redis/hunter2', 'db must be a number'],
    ['redis://:hunter2@/1', 'it names no host'],
    ['unix://run/redis.sock', 'it names no socket'],
    ['http://:hunter2@redis', 'it is not a URL that begins with redis:// or rediss://'],
    ['redis-sentinel://hunter2:26379', 'it is not a URL'],
  ])('is refused with the name of the problem and without its value: %s', (url, expected) => {
    const [problem] = problemsOf(() => apiConfig({ ...API, REDIS_URL: url }));
    expect(problem).toMatch(/^REDIS_URL is not usable: expected .*, but /);
    expect(problem).toContain(expected);
    expect(problem).not.toContain('hunter2');
  });

  it('may be the path of a socket in REDISHOST', () => {
    const { redis } = apiConfig({
      ...API,
      REDIS_URL: '',
      REDISHOST: '/run/redis.sock',
      REDISPASSWORD: 'p/w',
    });
    expect(redisAddress(redis.url)).toEqual({ ...SOCKET, password: 'p/w' });
  });

  it('uses the authority in REDIS_CA_FILE when it has TLS', () => {
    const env = { ...API, REDIS_URL: 'rediss://redis', REDIS_CA_FILE: file('ca.pem') };
    expect(apiConfig(env).redis).toEqual({ url: 'rediss://redis', isCluster: false, ca: CERTIFICATE });
    for (const name of ['client.key', 'empty.pem']) {
      expect(problemsOf(() => apiConfig({ ...env, REDIS_CA_FILE: file(name) }))).toEqual([
        expect.stringMatching(/^REDIS_CA_FILE is not usable: expected a file/),
      ]);
    }
    expect(problemsOf(() => apiConfig({ ...env, REDIS_URL: 'redis://redis' }))).toEqual([
      'REDIS_CA_FILE needs a REDIS_URL that begins with rediss://',
    ]);
  });

  it.each(['redis://redis/3', '/run/redis.sock'])('is refused for a cluster: %s', (url) => {
    expect(problemsOf(() => apiConfig({ ...API, REDIS_URL: url, REDIS_CLUSTER: 'true' }))).toEqual([
      expect.stringMatching(/^REDIS_CLUSTER needs a REDIS_URL of a host/),
    ]);
  });
});
