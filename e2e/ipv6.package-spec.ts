import { newOwner, Product, signIn, TcpProxy, testPostgresUrl, testRedisUrl, until } from '@app/testing';

/** The private network of older environments of Railway (docs/deploy/railway.md). */
describe('where both stores have IPv6 addresses only', () => {
  let product: Product;
  let redis: TcpProxy;
  let postgres: TcpProxy;

  beforeAll(async () => {
    redis = await TcpProxy.to(testRedisUrl(), '::1');
    postgres = await TcpProxy.to(testPostgresUrl(), '::1');
    const { host } = new URL(postgres.url);
    product = await Product.start({
      redisUrl: redis.url,
      databaseUrl: (url) => {
        const onIpv6 = new URL(url);
        onIpv6.host = host;
        return onIpv6.href;
      },
      // Railway sets neither, so the services listen where they do by default.
      env: { HOST: '' },
    });
  });
  afterAll(async () => {
    await product?.stop();
    await Promise.all([redis?.close(), postgres?.close()]);
  });

  it('a shop owner signs in', async () => {
    expect(product.redisUrl).toContain('[::1]');
    const { shop } = await signIn(product, await newOwner(product));
    expect(shop.telegram.linked).toBe(true);
  });

  it('both services answer over IPv6 and over IPv4', async () => {
    for (const { url } of product.services) {
      for (const host of ['127.0.0.1', '[::1]']) {
        const isReady = async (): Promise<boolean> =>
          (await fetch(url.replace('127.0.0.1', host) + '/health/ready')).ok;
        await until(isReady, { what: `${host} to be ready` });
      }
    }
  });
});
