import { codeOf } from '@app/simulator';
import { createLinkedPeople, type ServiceProcess, until } from '@app/testing';
import { lastIdOf, reply, Scene, textsAfter } from './scene';

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.start({ workers: 2 });
});

afterEach(async () => {
  await scene?.stop();
});

/** @returns the worker that polls now */
const poller = (): Promise<ServiceProcess> =>
  until<ServiceProcess | undefined>(
    () => {
      const polling = scene.product.workers.filter(
        ({ isRunning, output }) =>
          isRunning &&
          output.lastIndexOf('this worker polls for updates') >
            output.lastIndexOf('this worker stopped polling'),
      );
      return polling.length === 1 ? polling[0] : undefined;
    },
    { what: 'one worker that polls' },
  );

describe('two workers', () => {
  it('handle each update once although the polling worker is killed', async () => {
    const first = await poller();
    const people = Array.from({ length: 5 }, () => scene.stranger());
    await Promise.all(people.map((person) => reply(person, '/start', /Здравствуйте/)));
    expect(scene.telegram.calls.some(({ status }) => status === 409)).toBe(false);

    const [slow, ...others] = people;
    const before = new Map(people.map((person) => [person, lastIdOf(person)]));
    scene.telegram.failNext({ kind: 'hang', chatId: slow!.id });
    slow!.say('/help');
    await scene.telegram.waitFor(() => scene.telegram.pendingFaults.length === 0);
    expect(await first.end('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });

    await Promise.all(
      people.map((person) => {
        if (person !== slow) person.say('/help');
        return person.waitForMessage(/одноразовые коды/, {
          after: before.get(person)!,
          timeoutMs: 60_000,
        });
      }),
    );
    expect(await poller()).not.toBe(first);
    for (const person of others) await reply(person, '/stop', /не привязан/);
    for (const person of people) {
      const answers = scene.telegram.sentMessages.filter(({ chatId }) => chatId === person.id);
      expect(answers.filter(({ text }) => /одноразовые коды/.test(text))).toHaveLength(1);
    }
  });

  it('hand over without losing an update when the polling worker is stopped', async () => {
    const first = await poller();
    const people = Array.from({ length: 5 }, () => scene.stranger());
    for (const person of people) person.start();
    const ended = first.end('SIGTERM');
    for (const person of people) person.say('/help');
    expect(await ended).toEqual({ code: 0, signal: null });
    await Promise.all(
      people.map((person) => person.waitForMessage(/одноразовые коды/, { timeoutMs: 60_000 })),
    );
    expect(await poller()).not.toBe(first);
    for (const person of people) {
      await reply(person, '/stop', /не привязан/);
      expect(textsAfter(person, person.messages[0]!)).toHaveLength(3);
    }
  });

  it('receive the updates of other chats while every answer to one chat fails', async () => {
    const [failing, asking] = await createLinkedPeople(scene.product, 2);
    scene.telegram.failNext({ kind: '502', chatId: failing!.id, method: '*', times: Infinity });
    failing!.say('/help');
    await scene.telegram.waitFor(() => scene.telegram.calls.some(({ status }) => status === 502));

    // Telegram returns the hundred oldest updates that are not confirmed.
    const others = Array.from({ length: 30 }, () => scene.stranger());
    for (let text = 0; text < 5; text++) for (const person of others) person.say(`привет ${text}`);
    const before = lastIdOf(asking!);
    asking!.say('/code');
    await asking!.waitForMessage((message) => codeOf(message) !== undefined, { after: before });
    scene.telegram.clearFaults();
    await failing!.waitForMessage(/одноразовые коды/);
  });
});
