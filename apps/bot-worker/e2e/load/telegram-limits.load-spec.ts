import { expectInFullSize, linkedCrowd, mostWithin, Product, size, reportFigures, until } from '@app/testing';
import type { SimulatedPerson } from '@app/simulator';

const RECIPIENTS = size({ small: 60, full: 500 });
const TEST_MS = 240_000;
/** On a busy machine the arrivals at Telegram vary, although the slots are even. */
const JITTER_MS = 100;
/** The number of sends before the 429 is known. The budget has ten slots in this time. */
const ON_ITS_WAY_MS = 500;

let product: Product;
let people: readonly SimulatedPerson[];

beforeAll(async () => {
  product = await Product.start({ workers: 3, env: { OTP_PHONE_PER_MINUTE: '10' } });
  people = await linkedCrowd(product, RECIPIENTS);
}, TEST_MS);

afterAll(() => product?.stop(), TEST_MS);

const ask = async ({ phone }: SimulatedPerson): Promise<void> => {
  const { status } = await product.post('/api/auth/request-otp', { phone });
  expect(status).toBe(202);
};

const sends = (from: number) => product.telegram.sentMessages.slice(from);

const allSent = (from: number, count: number) =>
  until(() => sends(from).length >= count, { what: `${count} messages`, timeoutMs: 60_000 });

it(
  'many recipients at once get every code, with at most 25 sends in any second and one a second in a chat',
  async () => {
    const from = sends(0).length;
    await Promise.all(people.map(ask));
    await allSent(from, RECIPIENTS);
    // Two more codes for one person, who receives them a second apart.
    const [greedy] = people;
    await ask(greedy!);
    await ask(greedy!);
    await allSent(from, RECIPIENTS + 2);

    const times = sends(from).map(({ receivedAt }) => receivedAt);
    const most = mostWithin(times, 1_000);
    const ofChat = sends(from)
      .filter(({ chatId }) => chatId === greedy!.id)
      .map(({ receivedAt }) => receivedAt);
    const gaps = ofChat.slice(1).map((at, index) => at - ofChat[index]!);
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
  'after a 429 with retry_after 3 in three chats no worker sends for 3 s, and then all continue',
  async () => {
    const from = sends(0).length;
    const calls = product.telegram.calls.length;
    const some = people.slice(0, 40);
    product.telegram.failNext({ kind: '429', retryAfter: 3, method: 'sendMessage', times: 3 });
    await Promise.all(some.map(ask));
    await allSent(from, some.length);
    const made = product.telegram.calls.slice(calls).filter(({ method }) => method === 'sendMessage');
    const refused = made.filter(({ outcome }) => outcome === 'fault')[2]!;
    const after = made.map(({ at }) => at - refused.at).filter((ms) => ms > 0);
    const early = after.filter((ms) => ms < 3_000);
    reportFigures('429 with retry_after 3 in three chats', {
      'sends on their way at that moment': early.length,
      'sends begun during the pause': early.filter((ms) => ms > ON_ITS_WAY_MS).length,
      'the next after, ms': Math.min(...after.filter((ms) => ms > ON_ITS_WAY_MS)),
      'codes in all': sends(from).length,
    });
    expectInFullSize(() => expect(early.filter((ms) => ms > ON_ITS_WAY_MS)).toEqual([]));
    expect(early.length).toBeLessThanOrEqual(10);
    expect(sends(from)).toHaveLength(some.length);
  },
  TEST_MS,
);
