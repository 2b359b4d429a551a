import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { linkPhone, Product, receiveCode, requestCode, signIn, testRedisUrl, until } from '@app/testing';

let product: Product;

beforeAll(async () => {
  product = await Product.start({ env: { OTP_IP_PER_MINUTE: '1000', OTP_IP_PER_HOUR: '1000' } });
});

afterAll(async () => {
  await product?.stop();
});

interface Sent {
  readonly name: string;
  readonly args: readonly string[];
  /** The connection, or "lua": a script's own commands are part of its one round trip. */
  readonly source: string;
}

const LINE = /^\+[\d.]+ \[\d+ ([^\]]+)\] (.+)$/;
const WORD = /"((?:[^"\\]|\\.)*)"/g;

/** Plain MONITOR: that of ioredis fails where other traffic comes with the first answer. */
async function monitored(work: (seen: readonly Sent[]) => Promise<void>): Promise<void> {
  const { hostname, port } = new URL(testRedisUrl());
  const socket = connect(Number(port), hostname, () => socket.write('MONITOR\r\n'));
  const seen: Sent[] = [];
  let isOn = false;
  createInterface({ input: socket }).on('line', (line) => {
    if (line === '+OK') isOn = true;
    const [, source, words] = LINE.exec(line) ?? [];
    const [name = '', ...args] = [...(words ?? '').matchAll(WORD)].map(([, word]) => word!);
    if (source !== undefined) seen.push({ name: name.toLowerCase(), args, source });
  });
  try {
    await until(() => isOn, { what: 'Redis to show its traffic' });
    await work(seen);
  } finally {
    socket.destroy();
  }
}

/** What the API sent to Redis until it rang: its connection is the one that the ring came over. */
async function sentUntilRing(channel: string, work: () => Promise<unknown>): Promise<string[]> {
  const sent: string[] = [];
  await monitored(async (seen) => {
    await work();
    const rung = await until(() =>
      seen.find(({ name, args }) => name === 'publish' && args[0] === `${product.namespace}.${channel}`),
    );
    sent.push(...seen.filter(({ source }) => source === rung.source).map(({ name }) => name));
  });
  return sent;
}

it('a request costs two round trips to Redis, and the ring that nobody waits for', async () => {
  const person = product.telegram.person({ firstName: 'Anna', phone: '+77010000001' });
  await linkPhone(person);
  await signIn(product, person);
  const sent = await sentUntilRing('otp.requested', () => requestCode(product, person.phone));
  expect(sent).toEqual(['evalsha', 'evalsha', 'publish']);
});

it('a code costs one round trip to Redis after the check of the address, and the ring that nobody waits for', async () => {
  const person = product.telegram.person({ firstName: 'Boris', phone: '+77010000002' });
  await linkPhone(person);
  const before = person.messages.at(-1)!.messageId;
  const { challengeId } = await requestCode(product, person.phone);
  const code = await receiveCode(person, before);
  const sent = await sentUntilRing('otp.verified', () =>
    product.post('/api/auth/verify-otp', { challengeId, code }),
  );
  expect(sent).toEqual(['evalsha', 'evalsha', 'publish']);
});
