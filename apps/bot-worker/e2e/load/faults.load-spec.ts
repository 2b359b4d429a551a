import { codeOf, type FaultKind } from '@app/simulator';
import { reportFigures, until } from '@app/testing';
import { edited, Scene } from '../scene';

const TEST_MS = 120_000;

let scene: Scene;

beforeAll(async () => {
  scene = await Scene.start({ workers: 2 });
}, TEST_MS);

afterEach(() => scene.telegram.clearFaults());

afterAll(() => scene?.stop(), TEST_MS);

interface Outcome {
  /** The number of messages with the code in the chat. */
  readonly arrived: number;
  readonly isMarkedBlocked: boolean;
  /** The result of posting the code on the sign-in page. */
  readonly typed: number | string;
}

/** `delivered`: the code arrives and works. `lost`: it never arrives, and no typed code works. */
const CASES: readonly (readonly [fault: FaultKind, fate: 'delivered' | 'lost', arrived: number])[] = [
  [{ kind: '429', retryAfter: 2 }, 'delivered', 1],
  [{ kind: '403' }, 'lost', 0],
  [{ kind: '400' }, 'lost', 0],
  [{ kind: '502' }, 'delivered', 1],
  [{ kind: 'hang' }, 'delivered', 1],
  [{ kind: 'cut-before' }, 'delivered', 1],
  [{ kind: 'cut-after' }, 'delivered', 2],
];

it.each(CASES)(
  'a code whose first send fails with %j is %s',
  async (fault, fate, arrived) => {
    const owner = await scene.owner();
    scene.telegram.failNext({ ...fault, chatId: owner.id });
    const requestedAt = Date.now();
    const request = await scene.requestCode(owner.phone);
    const codeSends = () =>
      scene
        .callsTo(owner.id, 'sendMessage')
        .filter(({ payload }) => String(payload['text']).includes('<code>'));
    const isBlocked = async () => ((await scene.accountOf(owner))?.blocked_at ?? null) !== null;

    if (fate === 'lost') await until(isBlocked, { what: 'the chat to be marked' });
    else await until(() => scene.codesSentTo(owner).length >= arrived, { what: 'the code' });
    const afterMs = Date.now() - requestedAt;
    const message = owner.messages.findLast((candidate) => codeOf(candidate) !== undefined);
    const code = message && codeOf(message);
    const result: Outcome = {
      typed: await scene.verify(request, code ?? '000000'),
      arrived: scene.codesSentTo(owner).length,
      isMarkedBlocked: await isBlocked(),
    };
    if (message) await edited(owner, message, /Вход выполнен, код/);
    // Two more sweeps must not send it again.
    for (const _ of [1, 2]) await scene.eventsHandled();
    if (fate === 'lost') expect(codeSends()).toHaveLength(1);
    reportFigures(`Fault ${fault.kind}`, {
      'what happened to the code': fate,
      'messages in the chat': result.arrived,
      sends: codeSends().length,
      'after, ms': afterMs,
      'the chat is marked blocked': String(result.isMarkedBlocked),
    });
    expect(result).toEqual({
      arrived,
      isMarkedBlocked: fate === 'lost',
      typed: fate === 'lost' ? 'code_wrong' : 200,
    });
  },
  TEST_MS,
);
