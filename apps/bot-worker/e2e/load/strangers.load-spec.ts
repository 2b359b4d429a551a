import { codeOf, type SimulatedPerson } from '@app/simulator';
import {
  atRate,
  expectInFullSize,
  linkedCrowd,
  mostWithin,
  percentile,
  Product,
  size,
  reportFigures,
  until,
} from '@app/testing';
import { Balancer } from '../balancer';

const SECONDS = size({ small: 3, full: 60 });
const STRANGERS = 60;
const PUSHED_PER_SECOND = 5;
const ASKED_PER_SECOND = 2;
const WARM_UP = 15;
/** The time by which all codes must have arrived. */
const WITHIN_MS = 3_000;
/** Bot API FAQ: about 30 messages a second. The budget stays below 25. */
const MOST_PER_SECOND = 25;
/** Strangers have a tenth of the budget, and five answers at once. */
const STRANGERS_PER_SECOND = 2.5;
/** Set here, because the API starts before a worker has recorded the name. */
const BOT_USERNAME = 'otpravka_test_bot';
const FLOOD_WAIT_SECONDS = 60;
const TEST_MS = 240_000;

/** The number of workers, and how they receive updates. */
interface Setup {
  readonly workers: number;
  readonly mode: 'polling' | 'webhook';
}
const THREE_WORKERS: readonly Setup[] = [
  { workers: 3, mode: 'polling' },
  { workers: 3, mode: 'webhook' },
];
const SETUPS = size({
  small: THREE_WORKERS,
  full: [{ workers: 1, mode: 'polling' } as const, ...THREE_WORKERS],
});

const codesIn = (seconds: number): number => seconds * (PUSHED_PER_SECOND + ASKED_PER_SECOND);

let product: Product;
let origin: Balancer;
/** Linked people, each of whom requests one code. */
let people: SimulatedPerson[];

/** Each of them gets five answers in ten minutes. */
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
    Product.start({ workers: 0, env: { TELEGRAM_BOT_USERNAME: BOT_USERNAME } }),
    Balancer.start(),
  ]);
  people = [...(await linkedCrowd(product, SETUPS.length * (2 * codesIn(SECONDS) + WARM_UP + 1)))];
}, TEST_MS);

afterAll(async () => {
  await product?.stop();
  await origin?.stop();
}, TEST_MS);

interface Asked {
  readonly person: SimulatedPerson;
  readonly at: number;
}

async function askOnPage(person: SimulatedPerson): Promise<Asked> {
  const at = Date.now();
  const { status } = await product.post('/api/auth/request-otp', { phone: person.phone });
  expect(status).toBe(202);
  return { person, at };
}

function askTheBot(person: SimulatedPerson): Promise<Asked> {
  const at = Date.now();
  person.say('/code');
  return Promise.resolve({ person, at });
}

/** Linked people request codes on the page and in the chat at an even rate. */
async function askForCodes(): Promise<{ pushed: Asked[]; asked: Asked[] }> {
  const next = (): SimulatedPerson => people.pop()!;
  const [pushed, asked] = await Promise.all([
    atRate(PUSHED_PER_SECOND, PUSHED_PER_SECOND * SECONDS, () => askOnPage(next())),
    atRate(ASKED_PER_SECOND, ASKED_PER_SECOND * SECONDS, () => askTheBot(next())),
  ]);
  return { pushed, asked };
}

/** @returns when the first code of the chat arrived at Telegram */
function codeSentTo({ id }: SimulatedPerson): number | undefined {
  const sent = product.telegram.sentMessages.find(
    ({ chatId, message }) => chatId === id && codeOf(message) !== undefined,
  );
  return sent?.receivedAt;
}

/** @returns how long each person waited for the code */
async function waitsOf(asked: readonly Asked[]): Promise<number[]> {
  await until(() => asked.every(({ person }) => codeSentTo(person) !== undefined), {
    what: `${asked.length} codes`,
    timeoutMs: 60_000,
  });
  return asked.map(({ person, at }) => codeSentTo(person)! - at);
}

/** Requests codes while something else happens. @returns all messages that were sent from then on */
async function measure(
  title: string,
  meanwhile: (second: number) => void,
): Promise<{ sends: () => readonly { readonly chatId: number; readonly receivedAt: number }[] }> {
  const from = product.telegram.sentMessages.length;
  const [{ pushed, asked }] = await Promise.all([
    askForCodes(),
    atRate(1, SECONDS, (second) => Promise.resolve(meanwhile(second))),
  ]);
  const [pushedMs, askedMs] = [await waitsOf(pushed), await waitsOf(asked)];
  const sends = () => product.telegram.sentMessages.slice(from);
  const most = mostWithin(
    sends().map(({ receivedAt }) => receivedAt),
    1_000,
  );
  reportFigures(title, {
    'codes of the page': pushed.length,
    'the last one after, ms': Math.max(...pushedMs),
    'codes asked of the bot': asked.length,
    'the last of them after, ms': Math.max(...askedMs),
    'p50 of all codes, ms': percentile([...pushedMs, ...askedMs], 0.5),
    'most messages in any second': most,
  });
  expectInFullSize(() => {
    expect([...pushedMs, ...askedMs].filter((ms) => ms > WITHIN_MS)).toEqual([]);
    expect(most).toBeLessThanOrEqual(MOST_PER_SECOND);
  });
  return { sends };
}

/** A contact that a stranger sends in a group. */
let groupUpdates = 0;
function contactInGroup(groupId: number, { id, phone, profile }: SimulatedPerson): void {
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

describe.each(SETUPS)('with $workers workers by $mode', ({ workers, mode }) => {
  let strangers: SimulatedPerson[];
  const of = `${workers === 1 ? 'one worker' : `${workers} workers`}, ${mode}`;

  beforeAll(async () => {
    strangers = Array.from({ length: STRANGERS }, newStranger);
    const former = product.workers.filter(({ isRunning }) => isRunning);
    await Promise.all(former.map((worker) => worker.end()));
    const env = mode === 'webhook' ? { TELEGRAM_WEBHOOK_URL: origin.url } : {};
    const added = await Promise.all(
      Array.from({ length: workers }, () => product.addWorker({ TELEGRAM_MODE: mode, ...env })),
    );
    origin.setWorkers(added);
    await Promise.all(added.map((worker) => worker.ready()));
    // Runs until every process has compiled its code.
    await waitsOf(await Promise.all(people.splice(-WARM_UP).map(askOnPage)));
  }, TEST_MS);

  it(
    'codes arrive, within 3 s in full size, while sixty strangers write once a second',
    async () => {
      const { sends } = await measure(`60 strangers at 1/s each, ${of}`, (second) => {
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
    'codes arrive, within 3 s in full size, while a chat is paused for a minute and a group provokes a 429 each second',
    async () => {
      const flooded = people.pop()!;
      const groupId = -1_000_000_000_000 - product.workers.length;
      const floods = { kind: '429', retryAfter: FLOOD_WAIT_SECONDS, method: '*', times: 1_000 } as const;
      product.telegram.failNext({ ...floods, chatId: flooded.id });
      product.telegram.failNext({ ...floods, chatId: groupId });
      await askOnPage(flooded);
      const startedAt = Date.now();
      await measure(`A chat and a group with a flood wait of 60 s, ${of}`, (second) => {
        contactInGroup(groupId, strangers[second % STRANGERS]!);
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
