import { type RecordedCall, type SimulatedPerson } from '@app/simulator';
import { BOT_TOKEN, receiveCode, type ServiceProcess, until } from '@app/testing';
import { botMessages, codeMessages, edited, reply, useScene } from './scene';
import { logged, runningWorkers } from './workers';

const scene = useScene({ workers: 2 });

afterEach(() => scene.telegram.clearFaults());

/** A send without an answer is aborted after 10 s, and then retried. */
const LONG_WAIT = { timeoutMs: 60_000 };

const sendsTo = ({ id }: SimulatedPerson): readonly RecordedCall[] => scene.callsTo(id, 'sendMessage');

const failedCallTo = ({ id }: SimulatedPerson, method = 'sendMessage'): Promise<RecordedCall> =>
  scene.telegram.waitFor(() => scene.callsTo(id, method).find(({ outcome }) => outcome === 'fault'));

it('/stop whose answer fails after the phone was unlinked says that it is done when it is repeated', async () => {
  const owner = await scene.owner();
  const question = await reply(owner, '/stop', /Отвязать ваш номер/);
  // All tries of the first answer fail, so the press is handled again.
  scene.telegram.failNext({ kind: '502', method: 'sendMessage', chatId: owner.id, times: 3 });
  owner.press('Да, отвязать', question);
  await failedCallTo(owner);
  const done = await owner.waitForMessage(/^Номер отвязан/, { after: question, ...LONG_WAIT });
  expect(done.replyMarkup).toMatchObject({ keyboard: [[{ request_contact: true }]] });
  expect(await scene.accountOf(owner)).toBeUndefined();
});

describe('a code that Telegram does not accept at once', () => {
  it('is sent once, after the retry_after of a 429', async () => {
    const owner = await scene.owner();
    scene.telegram.failNext({ kind: '429', retryAfter: 2, chatId: owner.id });
    const { code, ...request } = await scene.receiveCode(owner);
    const [refused, accepted] = sendsTo(owner).slice(-2);
    expect(refused).toMatchObject({ outcome: 'fault', status: 429 });
    expect(accepted!.at - refused!.at).toBeGreaterThanOrEqual(2_000);
    expect(await scene.verify(request, code)).toBe(200);
    expect(scene.codesSentTo(owner)).toEqual([code]);
  });

  it('delays no other chat and no update while its chat is paused', async () => {
    const [owner, ...others] = await Promise.all(Array.from({ length: 7 }, () => scene.owner()));
    scene.telegram.failNext({ kind: '429', retryAfter: 60, chatId: owner!.id });
    await scene.requestCode(owner!.phone);
    await failedCallTo(owner!);
    const before = sendsTo(owner!).length;
    owner!.say('/help');
    await Promise.all(others.map((other) => scene.receiveCode(other)));
    for (const other of others) expect(scene.codesSentTo(other)).toHaveLength(1);
    await scene.updatesConfirmed();
    expect(sendsTo(owner!)).toHaveLength(before);
  });

  // telegram/budget/send-budget.medium-spec proves, with a manual clock, that nothing is sent during the pause of the bot.
  it('is sent once to each of thirty chats after three of them got a 429', async () => {
    const owners = await Promise.all(Array.from({ length: 30 }, () => scene.owner()));
    const first = scene.telegram.calls.length;
    const sends = () => scene.telegram.calls.slice(first).filter(({ method }) => method === 'sendMessage');
    scene.telegram.failNext({ kind: '429', retryAfter: 3, method: 'sendMessage', times: 3 });
    await Promise.all(owners.map(({ phone }) => scene.requestCode(phone)));
    await Promise.all(owners.map((owner) => owner.waitForMessage(/ваш код для входа/, LONG_WAIT)));
    expect(sends().filter(({ outcome }) => outcome === 'fault')).toHaveLength(3);
    for (const owner of owners) expect(scene.codesSentTo(owner)).toHaveLength(1);
  });

  // load/faults.load-spec.ts covers the other faults of a first send.
  it('is sent a second time, unchanged, when the answer was lost', async () => {
    const owner = await scene.owner();
    scene.telegram.failNext({ kind: 'cut-after', chatId: owner.id });
    const request = await scene.requestCode(owner.phone);
    await scene.telegram.waitFor(() => scene.codesSentTo(owner).length > 1);
    await scene.eventsHandled();
    const codes = scene.codesSentTo(owner);
    expect(codes).toEqual([codes[0], codes[0]]);
    expect(await scene.verify(request, codes[0]!)).toBe(200);
  });

  it('is sent after a series of failures', async () => {
    const owner = await scene.owner();
    scene.telegram.failNext({ kind: '502', chatId: owner.id, times: 3 });
    const request = await scene.requestCode(owner.phone);
    expect(await scene.verify(request, await receiveCode(owner))).toBe(200);
  });
});

describe('a chat that is not found', () => {
  it('makes every code wrong, even one that arrived before', async () => {
    const owner = await scene.owner();
    scene.telegram.failNext({ kind: 'cut-after', chatId: owner.id });
    scene.telegram.failNext({ kind: '400', chatId: owner.id });
    const request = await scene.requestCode(owner.phone);
    const code = await receiveCode(owner);
    await until(async () => (await scene.accountOf(owner))?.blocked_at);
    await scene.eventsHandled();
    expect(await scene.verify(request, code)).toBe('code_wrong');
    expect(scene.codesSentTo(owner)).toEqual([code]);
  });
});

describe('an edit that Telegram does not accept at once', () => {
  it.each([{ kind: '502' }, { kind: 'cut-after' }, { kind: '429', retryAfter: 1 }] as const)(
    'still removes the code from the chat after %j',
    async (fault) => {
      const owner = await scene.owner();
      const request = await scene.receiveCode(owner);
      scene.telegram.failNext({ ...fault, method: 'editMessageText', chatId: owner.id });
      expect(await scene.verify(request, request.code)).toBe(200);
      await failedCallTo(owner, 'editMessageText');
      await edited(owner, request.message, /Вход выполнен, код/);
      expect(codeMessages(owner)).toEqual([]);
    },
  );
});

describe('an answer to a person that Telegram does not accept at once', () => {
  it.each([{ kind: '502' }, { kind: 'cut-before' }, { kind: '429', retryAfter: 1 }] as const)(
    'is sent after %j',
    async (fault) => {
      const person = scene.stranger();
      scene.telegram.failNext({ ...fault, chatId: person.id });
      await reply(person, '/start', /Здравствуйте/);
    },
  );

  it('does not delay other chats', async () => {
    const [slow, quick] = [scene.stranger(), scene.stranger()];
    scene.telegram.failNext({ kind: 'hang', chatId: slow.id });
    slow.start();
    await scene.telegram.waitFor(() => scene.telegram.pendingFaults.length === 0);
    for (const text of ['/start', '/help', '/stop']) await reply(quick, text, /./);
    expect(botMessages(slow)).toEqual([]);
    await slow.waitForMessage(/Здравствуйте/, LONG_WAIT);
    await scene.allHandled(slow);
    expect(slow.messages.filter(({ text }) => /Здравствуйте/.test(text))).toHaveLength(1);
  });

  it('does not stop the action of a pressed button', async () => {
    const owner = await scene.owner();
    const request = await scene.receiveCode(owner);
    scene.telegram.failNext({ kind: '400', method: 'answerCallbackQuery' });
    owner.press('Это не я');
    await edited(owner, request.message, /Это не я/);
    expect(await scene.verify(request, request.code)).toBe('code_wrong');
  });
});

describe('updates that Telegram does not return at once', () => {
  it.each(['502', 'cut-after'] as const)('are received after a %s', async (kind) => {
    const person = scene.stranger();
    scene.telegram.failNext({ kind, method: 'getUpdates' });
    await reply(person, '/start', /Здравствуйте/);
    await reply(person, '/help', /одноразовые/);
    expect(person.messages.filter(({ text }) => /Здравствуйте/.test(text))).toHaveLength(1);
  });
});

describe('a boot while getMe fails', () => {
  it('is not ready until getMe succeeds', async () => {
    for (const kind of ['502', 'cut-before'] as const) scene.telegram.failNext({ kind, method: 'getMe' });
    scene.telegram.failNext({ kind: '400', method: 'getMe', times: Infinity });
    const worker = await scene.product.addWorker();
    await until(async () => (await worker.readiness()).missing.includes('telegram'), {
      what: 'the worker to be up without Telegram',
    });
    // Both faults that occur once have occurred. Only the permanent one is left.
    await scene.telegram.waitFor(() => scene.telegram.pendingFaults.length === 1);
    scene.telegram.clearFaults();
    await worker.ready();
    expect(await worker.end()).toEqual({ code: 0, signal: null });
  });
});

describe('a token that Telegram rejects', () => {
  const tokenErrorsOf = ({ output }: ServiceProcess): string[] =>
    output.split('\n').filter((line) => /"level":"error".*TELEGRAM_BOT_TOKEN is not accepted/.test(line));
  const revokeToken = () => scene.telegram.failNext({ kind: '401', method: '*', times: Infinity });

  it('makes its worker not ready while codes are retried', async () => {
    const owner = await scene.owner();
    revokeToken();
    const request = await scene.requestCode(owner.phone);
    const failing = await until(async () => {
      for (const worker of runningWorkers(scene.product)) {
        if ((await worker.readiness()).missing.includes('telegram')) return worker;
      }
      return undefined;
    });
    expect((await failing.readiness()).missing).toEqual(['telegram']);
    await logged([failing], /TELEGRAM_BOT_TOKEN is not accepted/);
    expect(tokenErrorsOf(failing)).toHaveLength(1);
    scene.telegram.clearFaults();
    expect(await scene.verify(request, await receiveCode(owner))).toBe(200);
    await failing.ready();
    const output = await logged([failing], /Telegram accepts calls again/);
    expect(output.match(/Telegram accepts calls again/g)).toHaveLength(1);
  });

  it('makes a worker not ready at boot and is reported once', async () => {
    const mistyped = BOT_TOKEN.replace('Token', 'Tokne');
    const worker = await scene.product.addWorker({ TELEGRAM_BOT_TOKEN: mistyped });
    await until(() => tokenErrorsOf(worker).length > 0, { what: 'the error' });
    await until(async () => (await worker.readiness()).missing.join() === 'telegram');
    // Codes go to the workers with a valid token.
    await Promise.all([scene.owner(), scene.owner()].map(async (owner) => scene.receiveCode(await owner)));
    expect(tokenErrorsOf(worker)).toHaveLength(1);
    expect(await worker.end()).toEqual({ code: 0, signal: null });
  });
});
