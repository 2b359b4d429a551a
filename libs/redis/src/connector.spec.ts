import { Cluster, Redis } from 'ioredis';
import { isRedisUnavailable, redisConnector } from './connector';

describe('an error that means Redis is unavailable', () => {
  it.each([
    'Command timed out',
    'Connection is closed.',
    "Stream isn't writeable and enableOfflineQueue options is false",
    "Cluster isn't ready and enableOfflineQueue options is false",
    "Socket timeout. Expecting data, but didn't receive any in 3000ms.",
    'LOADING Redis is loading the dataset in memory',
    "READONLY You can't write against a read only replica.",
    'MASTERDOWN Link with MASTER is down',
    'CLUSTERDOWN The cluster is down',
    'TRYAGAIN Multiple keys request during rehashing of slot',
    'MISCONF Redis is configured to save RDB snapshots',
    'NOREPLICAS Not enough good replicas to write.',
    'BUSY Redis is busy running a script.',
    "OOM command not allowed when used memory > 'maxmemory'.",
    // Redis up to 6.2 wraps the error of a command inside a script.
    "ERR Error running script (call to f_0c3d): @user_script:9: @user_script: 9: -READONLY You can't write against a read only replica.",
    "ERR Error running script (call to f_0c3d): @user_script:9: @user_script: 9: -OOM command not allowed when used memory > 'maxmemory'.",
    'ERR Error running script (call to f_0c3d): @user_script:9: @user_script: 9: -MISCONF Redis is configured to save RDB snapshots',
    // Redis 7 adds the name of the script to the error.
    "OOM command not allowed when used memory > 'maxmemory'. script: 0c3d, on @user_script:9.",
    'EXECABORT Transaction discarded because of: LOADING Redis is loading the dataset in memory',
  ])('may have the message %j', (message) => expect(isRedisUnavailable(new Error(message))).toBe(true));

  it.each([
    'ECONNREFUSED',
    'ECONNRESET',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'ENETDOWN',
    'ETIMEDOUT',
    'EPIPE',
  ])('may have the code %s', (code) =>
    expect(isRedisUnavailable(Object.assign(new Error('connect'), { code }))).toBe(true),
  );

  it.each(['MaxRetriesPerRequestError', 'ClusterAllFailedError', 'AbortError'])('may be a %s', (name) =>
    expect(isRedisUnavailable(Object.assign(new Error('x'), { name }))).toBe(true),
  );

  it.each([
    new Error('ERR unknown command'),
    new Error('WRONGTYPE Operation against a key holding the wrong kind of value'),
    new Error('NOSCRIPT No matching script.'),
    new Error('BUSYGROUP Consumer Group name already exists'),
    new Error('ERR the room is too small'),
    new TypeError('x is undefined'),
    Object.assign(new Error('no such file'), { code: 'ENOENT' }),
    'Command timed out',
    undefined,
    null,
  ])('is not %p', (error) => expect(isRedisUnavailable(error)).toBe(false));
});

describe('a connection to a server that became a replica', () => {
  it.each([
    "READONLY You can't write against a read only replica.",
    'ERR Error running script (call to f_0c3d): @user_script:9: @user_script: 9: -READONLY You cannot write',
  ])('is renewed after %j', (message) => {
    const { options } = redisConnector({ url: 'redis://127.0.0.1:1', isCluster: false })() as Redis;
    expect(options.reconnectOnError?.(new Error(message))).toBe(true);
    expect(options.reconnectOnError?.(new Error('ERR unknown command'))).toBe(false);
  });
});

describe('a connector', () => {
  it('creates a new connection each time, which is not open yet', () => {
    const connect = redisConnector({ url: 'redis://127.0.0.1:1', isCluster: false });
    const [one, two] = [connect(), connect()];
    expect(one).toBeInstanceOf(Redis);
    expect([one.status, two.status]).toEqual(['wait', 'wait']);
    expect(one).not.toBe(two);
  });

  it('reads all options from the URL', () => {
    const { options } = redisConnector({
      url: 'rediss://me:p%40ss@redis.example:6380/3',
      isCluster: false,
    })() as Redis;
    expect(options).toMatchObject({
      host: 'redis.example',
      port: 6380,
      username: 'me',
      password: 'p@ss',
      db: 3,
      family: 0,
    });
    expect(options.tls).toBeTruthy();
  });

  it('reads all options from the URL for a cluster', () => {
    const connect = redisConnector({ url: 'rediss://me:p%40ss@[fd12::1]:6380', isCluster: true });
    const cluster = connect() as Cluster;
    expect(cluster).toBeInstanceOf(Cluster);
    expect(cluster.options.redisOptions).toMatchObject({ username: 'me', password: 'p@ss', tls: {} });
    expect(Reflect.get(cluster, 'startupNodes')).toEqual([{ host: 'fd12::1', port: 6380 }]);
  });

  it('leaves the addresses of a name of a cluster to Node, which tries all of them', () => {
    const { options } = redisConnector({ url: 'redis://redis.example', isCluster: true })() as Cluster;
    const resolved = jest.fn();
    options.dnsLookup?.('redis.example', resolved);
    expect(resolved).toHaveBeenCalledWith(null, 'redis.example');
    expect(options.redisOptions?.family).toBe(0);
  });

  it('uses one family for a cluster whose URL names it', () => {
    const { options } = redisConnector({
      url: 'redis://redis.example?family=6',
      isCluster: true,
    })() as Cluster;
    expect(options.redisOptions?.family).toBe(6);
  });
});
