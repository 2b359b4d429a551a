import { codeOf, type SimulatedPerson } from '@app/simulator';
import {
  atRate,
  BOT_USERNAME,
  expectInFullSize,
  createLinkedPeople,
  maxWithin,
  percentile,
  Product,
  size,
  reportFigures,
  TELEGRAM_RATES,
  until,
} from '@app/testing';
import { Balancer } from '../balancer';
import { addWorkersBehind, endWorkers, type UpdateMode } from '../workers';

const SECONDS = size({ small: 3, full: 60 });
const STRANGERS = 60;
const PUSHED_PER_SECOND = 5;
const BOT_CODES_PER_SECOND = 2;
const WARM_UP = 15;
/** In full size every code must arrive within this time. */
const WITHIN_MS = 3_000;
/** Bot API FAQ: about 30 messages a second. The budget stays below 25. */
const MAX_PER_SECOND = 25;
/** Strangers have a tenth of the budget, and five answers at once. */
const STRANGERS_PER_SECOND = 2.5;
const FLOOD_WAIT_SECONDS = 60;
const TEST_MS = 240_000;

interface Setup {
  readonly workers: number;
  readonly mode: UpdateMode;
}
const THREE_WORKERS: readonly Setup[] = [
  { workers: 3, mode: 'polling' },
  { workers: 3, mode: 'webhook' },
];
const SETUPS = size({
  small: THREE_WORKERS,
  full: [{ workers: 1, mode: 'polling' } as const, ...THREE_WORKERS],
});

const codesIn = (seconds: number): number => seconds * (PUSHED_PER_SECOND + BOT_CODES_PER_SECOND);

let product: Product;
let origin: Balancer;
/** Linked people, each of whom requests one code. */
let people: SimulatedPerson[];

let strangersMade = 0;
const newStranger = (): SimulatedPerson => {
  const index = ++strangersMade;
  return product.telegram.person({
    ...{ id: 800_000_000 + index, firstName: `S${index}` },
    phone: `+7707${String(index).padStart(7, '0')}`,
  });
};

beforeAll(async () => {
  [product, origin] = await Promise.all([
    // The API needs the name of the bot before a worker has recorded it.
    Product.start({ workers: 0, env: { TELEGRAM_BOT_USERNAME: BOT_USERNAME, ...TELEGRAM_RATES } }),
    Balancer.start(),
  ]);
  people = [...(await createLinkedPeople(product, SETUPS.length * (2 * codesIn(SECONDS) + WARM_UP + 1)))];
}, TEST_MS);

afterAll(async () => {
  await product?.stop();
  await origin?.stop();
}, TEST_MS);

interface CodeRequest {
  readonly person: SimulatedPerson;
  readonly at: number;
}

async function requestOnPage(person: SimulatedPerson): Promise<CodeRequest> {
  const at = Date.now();
  const { status } = await product.post('/api/auth/request-otp', { phone: person.phone });
  expect(status).toBe(202);
  return { person, at };
}

function requestInBot(person: SimulatedPerson): Promise<CodeRequest> {
  const at = Date.now();
  person.say('/code');
  return Promise.resolve({ person, at });
}

/** Linked people request codes on the page and in the chat at an even rate. */
async function requestCodes(): Promise<{ pushed: CodeRequest[]; fromBot: CodeRequest[] }> {
  const next = (): SimulatedPerson => people.pop()!;
  const [pushed, fromBot] = await Promise.all([
    atRate(PUSHED_PER_SECOND, PUSHED_PER_SECOND * SECONDS, () => requestOnPage(next())),
    atRate(BOT_CODES_PER_SECOND, BOT_CODES_PER_SECOND * SECONDS, () => requestInBot(next())),
  ]);
  return { pushed, fromBot };
}

/** @returns when the first code of the chat arrived at Telegram */
function codeSentTo({ id }: SimulatedPerson): number | undefined {
  const sent = product.telegram.sentMessages.find(
    ({ chatId, message }) => chatId === id && codeOf(message) !== undefined,
  );
  return sent?.receivedAt;
}

/** @returns how long each person waited for the code, in ms */
async function waitsOf(requests: readonly CodeRequest[]): Promise<number[]> {
  await until(() => requests.every(({ person }) => codeSentTo(person) !== undefined), {
    what: `${requests.length} codes`,
    timeoutMs: 60_000,
  });
  return requests.map(({ person, at }) => codeSentTo(person)! - at);
}

/** Requests codes while `meanwhile` runs once a second. @returns all messages that were sent since the start */
async function measure(
  title: string,
  meanwhile: (second: number) => void,
): Promise<{ sends: () => readonly { readonly chatId: number; readonly receivedAt: number }[] }> {
  const from = product.telegram.sentMessages.length;
  const [{ pushed, fromBot }] = await Promise.all([
    requestCodes(),
    atRate(1, SECONDS, (second) => Promise.resolve(meanwhile(second))),
  ]);
  const [pushedMs, fromBotMs] = [await waitsOf(pushed), await waitsOf(fromBot)];
  const sends = () => product.telegram.sentMessages.slice(from);
  const most = maxWithin(
    sends().map(({ receivedAt }) => receivedAt),
    1_000,
  );
  reportFigures(title, {
    'codes of the page': pushed.length,
    'the last one after, ms': Math.max(...pushedMs),
    'codes requested in the bot': fromBot.length,
    'the last of them after, ms': Math.max(...fromBotMs),
    'p50 of all codes, ms': percentile([...pushedMs, ...fromBotMs], 0.5),
    'most messages in any second': most,
  });
  expectInFullSize(() => {
    expect([...pushedMs, ...fromBotMs].filter((ms) => ms > WITHIN_MS)).toEqual([]);
    expect(most).toBeLessThanOrEqual(MAX_PER_SECOND);
  });
  return { sends };
}

let groupUpdates = 0;
/** Delivers a contact that a stranger sends in a group. */
function pushGroupContact(groupId: number, { id, phone, profile }: SimulatedPerson): void {
  const newest = 1_000_000 + Math.floor((Date.now() - Date.UTC(2025, 0, 1)) / 100);
  product.telegram.pushUpdate({
    update_id: newest + 10_000 * ++groupUpdates,
    message: {
      message_id: groupUpdates,
      date: Math.floor(Date.now() / 1_000),
      chat: { id: groupId, type: 'supergroup', title: 'G' },
      from: { id, is_bot: false, first_name: profile.firstName },
      contact: { phone_number: phone, first_name: profile.firstName, user_id: id },
    },
  });
}

const callsOf = (chatId: number) =>
  product.telegram.calls.filter(({ payload }) => Number(payload['chat_id']) === chatId);

describe.each(SETUPS)('codes sent by $workers workers with $mode', ({ workers, mode }) => {
  let strangers: SimulatedPerson[];
  const setup = `${workers === 1 ? 'one worker' : `${workers} workers`}, ${mode}`;

  beforeAll(async () => {
    strangers = Array.from({ length: STRANGERS }, newStranger);
    await endWorkers(product);
    await addWorkersBehind(origin, product, { mode, count: workers });
    // Warms up every process, which compiles its code.
    await waitsOf(await Promise.all(people.splice(-WARM_UP).map(requestOnPage)));
  }, TEST_MS);

  it(
    'arrive while sixty strangers write once a second',
    async () => {
      const { sends } = await measure(`60 strangers at 1/s each, ${setup}`, (second) => {
        for (const [index, stranger] of strangers.entries()) {
          if (second % 3 > 0) stranger.say(`${second}`);
          else stranger.sendContactOf(strangers[(index + 1) % STRANGERS]!, { forwarded: false });
        }
      });
      const ids = new Set(strangers.map(({ id }) => id));
      const answers = sends().filter(({ chatId }) => ids.has(chatId));
      const seconds = (sends().at(-1)!.receivedAt - sends()[0]!.receivedAt) / 1_000;
      expect(answers.length).toBeLessThanOrEqual(5 + Math.ceil(seconds) * STRANGERS_PER_SECOND);
      // On a busy machine the answers to strangers come after all codes.
      await until(() => sends().filter(({ chatId }) => ids.has(chatId)).length >= 5, {
        what: 'five answers',
      });
    },
    TEST_MS,
  );

  it(
    'arrive while a chat is paused for a minute and a group causes a 429 each second',
    async () => {
      const flooded = people.pop()!;
      const groupId = -1_000_000_000_000 - product.workers.length;
      const floods = { kind: '429', retryAfter: FLOOD_WAIT_SECONDS, method: '*', times: 1_000 } as const;
      product.telegram.failNext({ ...floods, chatId: flooded.id });
      product.telegram.failNext({ ...floods, chatId: groupId });
      await requestOnPage(flooded);
      const startedAt = Date.now();
      await measure(`A chat and a group with a flood wait of 60 s, ${setup}`, (second) => {
        pushGroupContact(groupId, strangers[second % STRANGERS]!);
      });
      product.telegram.clearFaults();
      expect(codeSentTo(flooded)).toBeUndefined();
      // One call a minute checks whether the pause is over.
      const minutes = Math.ceil((Date.now() - startedAt) / 1_000 / FLOOD_WAIT_SECONDS);
      expect(callsOf(flooded.id).length).toBeLessThanOrEqual(1 + minutes);
    },
    TEST_MS,
  );
});
