import { newOwner, Product, RedisMonitor, requestCode, signIn, testRedisUrl, until } from '@app/testing';
import { freshPhone, requestAndReceive } from './codes';

let product: Product;

beforeAll(async () => {
  product = await Product.start({ env: { OTP_IP_PER_MINUTE: '1000', OTP_IP_PER_HOUR: '1000' } });
});

afterAll(async () => {
  await product?.stop();
});

/** The commands that the API sent to Redis until it published an event, over the connection of the event. */
async function commandsUntil(channel: string, work: () => Promise<unknown>): Promise<string[]> {
  const monitor = await RedisMonitor.on(testRedisUrl());
  const { seen } = monitor;
  try {
    await work();
    const published = await until(() =>
      seen.find(({ name, args }) => name === 'publish' && args[0] === `${product.namespace}.${channel}`),
    );
    // Commands inside a script have the source "lua". They are part of the script's one round trip.
    const sent = seen.slice(0, seen.indexOf(published) + 1);
    return sent.filter(({ source }) => source === published.source).map(({ name }) => name);
  } finally {
    monitor.close();
  }
}

it('request-otp makes two round trips to Redis, and publishes one event', async () => {
  const person = await newOwner(product);
  await signIn(product, person);
  const sent = await commandsUntil('otp.requested', () => requestCode(product, person.phone));
  expect(sent).toEqual(['evalsha', 'evalsha', 'publish']);
});

it('request-otp makes the same round trips when it replaces a challenge', async () => {
  const phone = freshPhone();
  const { challengeId } = await requestCode(product, phone);
  const replace = { phone, replaces: challengeId };
  const sent = await commandsUntil('otp.requested', () => product.post('/api/auth/request-otp', replace));
  expect(sent).toEqual(['evalsha', 'evalsha', 'publish', 'publish']);
});

it('verify-otp makes two round trips to Redis, one of them for the address limits', async () => {
  const { challengeId, code } = await requestAndReceive(product, await newOwner(product));
  const sent = await commandsUntil('otp.verified', () =>
    product.post('/api/auth/verify-otp', { challengeId, code }),
  );
  expect(sent).toEqual(['evalsha', 'evalsha', 'publish']);
});
