import {
  linkPhone,
  Product,
  receiveCode,
  RedisMonitor,
  requestCode,
  signIn,
  testRedisUrl,
  until,
} from '@app/testing';

let product: Product;

beforeAll(async () => {
  product = await Product.start({ env: { OTP_IP_PER_MINUTE: '1000', OTP_IP_PER_HOUR: '1000' } });
});

afterAll(async () => {
  await product?.stop();
});

/** The commands that the API sent to Redis up to an event, over the connection that published it. */
async function commandsUntil(channel: string, work: () => Promise<unknown>): Promise<string[]> {
  const monitor = await RedisMonitor.on(testRedisUrl());
  const { seen } = monitor;
  try {
    await work();
    const published = await until(() =>
      seen.find(({ name, args }) => name === 'publish' && args[0] === `${product.namespace}.${channel}`),
    );
    // The source of a script's own commands is "lua"; they are part of its one round trip.
    const sent = seen.slice(0, seen.indexOf(published) + 1);
    return sent.filter(({ source }) => source === published.source).map(({ name }) => name);
  } finally {
    monitor.close();
  }
}

it('a request costs two round trips to Redis, and an event that is not awaited', async () => {
  const person = product.telegram.person({ firstName: 'Anna', phone: '+77010000001' });
  await linkPhone(person);
  await signIn(product, person);
  const sent = await commandsUntil('otp.requested', () => requestCode(product, person.phone));
  expect(sent).toEqual(['evalsha', 'evalsha', 'publish']);
});

it('a request that replaces the former challenge of its phone costs the same round trips', async () => {
  const { challengeId } = await requestCode(product, '+77010000003');
  const replace = { phone: '+77010000003', replaces: challengeId };
  const sent = await commandsUntil('otp.requested', () => product.post('/api/auth/request-otp', replace));
  expect(sent).toEqual(['evalsha', 'evalsha', 'publish', 'publish']);
});

it('a code costs one round trip to Redis after the limits of the address, and an event that is not awaited', async () => {
  const person = product.telegram.person({ firstName: 'Boris', phone: '+77010000002' });
  await linkPhone(person);
  const before = person.messages.at(-1)!.messageId;
  const { challengeId } = await requestCode(product, person.phone);
  const code = await receiveCode(person, before);
  const sent = await commandsUntil('otp.verified', () =>
    product.post('/api/auth/verify-otp', { challengeId, code }),
  );
  expect(sent).toEqual(['evalsha', 'evalsha', 'publish']);
});
