import {
  expectInFullSize,
  createLinkedPeople,
  maxWithin,
  Product,
  size,
  reportFigures,
  TELEGRAM_RATES,
  until,
} from '@app/testing';
import type { SimulatedPerson } from '@app/simulator';

const RECIPIENTS = size({ small: 60, full: 500 });
const TEST_MS = 240_000;
/** The send budget spaces sends evenly, but on a busy machine they arrive at Telegram with this variation. */
const JITTER_MS = 100;
/** The time until all workers know the 429. The budget grants ten sends in this time. */
const PROPAGATION_MS = 500;

let product: Product;
let people: readonly SimulatedPerson[];

beforeAll(async () => {
  product = await Product.start({ workers: 3, env: { ...TELEGRAM_RATES, OTP_PHONE_PER_MINUTE: '10' } });
  people = await createLinkedPeople(product, RECIPIENTS);
}, TEST_MS);

afterAll(() => product?.stop(), TEST_MS);

const requestCode = async ({ phone }: SimulatedPerson): Promise<void> => {
  const { status } = await product.post('/api/auth/request-otp', { phone });
  expect(status).toBe(202);
};

const sends = (from: number) => product.telegram.sentMessages.slice(from);

const allSent = (from: number, count: number) =>
  until(() => sends(from).length >= count, { what: `${count} messages`, timeoutMs: 60_000 });

it(
  'codes for many recipients at once are sent at most 25 a second, and one a second in a chat',
  async () => {
    const from = sends(0).length;
    await Promise.all(people.map(requestCode));
    await allSent(from, RECIPIENTS);
    // Two more codes for one person, who receives them a second apart.
    const [greedy] = people;
    await requestCode(greedy!);
    await requestCode(greedy!);
    await allSent(from, RECIPIENTS + 2);

    const times = sends(from).map(({ receivedAt }) => receivedAt);
    const most = maxWithin(times, 1_000);
    const chatTimes = sends(from)
      .filter(({ chatId }) => chatId === greedy!.id)
      .map(({ receivedAt }) => receivedAt);
    const gaps = chatTimes.slice(1).map((at, index) => at - chatTimes[index]!);
    reportFigures(`${RECIPIENTS} recipients of codes at once under the default budget (25/s)`, {
      sent: times.length,
      'most in any second': most,
      'shortest gap in a chat, ms': Math.min(...gaps),
    });
    expect(new Set(sends(from).map(({ chatId }) => chatId)).size).toBe(RECIPIENTS);
    expect(times).toHaveLength(RECIPIENTS + 2);
    expectInFullSize(() => {
      expect(most).toBeLessThanOrEqual(25);
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000 - JITTER_MS);
    });
  },
  TEST_MS,
);

it(
  'no worker sends for 3 s after three chats got a 429 with retry_after 3',
  async () => {
    const from = sends(0).length;
    const calls = product.telegram.calls.length;
    const some = people.slice(0, 40);
    product.telegram.failNext({ kind: '429', retryAfter: 3, method: 'sendMessage', times: 3 });
    await Promise.all(some.map(requestCode));
    await allSent(from, some.length);
    const made = product.telegram.calls.slice(calls).filter(({ method }) => method === 'sendMessage');
    const refused = made.filter(({ outcome }) => outcome === 'fault')[2]!;
    const after = made.map(({ at }) => at - refused.at).filter((ms) => ms > 0);
    const early = after.filter((ms) => ms < 3_000);
    reportFigures('429 with retry_after 3 in three chats', {
      'sends on their way at that moment': early.length,
      'sends begun during the pause': early.filter((ms) => ms > PROPAGATION_MS).length,
      'the next after, ms': Math.min(...after.filter((ms) => ms > PROPAGATION_MS)),
      'codes in all': sends(from).length,
    });
    expectInFullSize(() => expect(early.filter((ms) => ms > PROPAGATION_MS)).toEqual([]));
    expect(early.length).toBeLessThanOrEqual(10);
    expect(sends(from)).toHaveLength(some.length);
  },
  TEST_MS,
);
