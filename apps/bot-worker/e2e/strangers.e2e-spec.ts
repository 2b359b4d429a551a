import { codeOf } from '@app/simulator';
import { BOT_USERNAME, challengeIdOf, createLinkedPeople, linkPhone, TELEGRAM_RATES } from '@app/testing';
import { Balancer } from './balancer';
import { botMessages, lastIdOf, reply, Scene, textsAfter } from './scene';
import { addWorkersBehind, endWorkers } from './workers';

/** The number of answers that an account without a link gets in ten minutes. */
const ANSWERS = 5;
const FLOODING_ACCOUNTS = 50;
const GREETING = /Здравствуйте/;

describe.each(['polling', 'webhook'] as const)('strangers who write to a bot with %s', (mode) => {
  let scene: Scene;
  let origin: Balancer;

  beforeAll(async () => {
    origin = await Balancer.start();
    scene = await Scene.start({
      workers: 0,
      env: { TELEGRAM_BOT_USERNAME: BOT_USERNAME, ...TELEGRAM_RATES },
    });
    await startWorkers();
  });
  afterAll(async () => {
    await scene?.stop();
    await origin?.stop();
  });

  const startWorkers = () =>
    addWorkersBehind(origin, scene.product, { mode, count: mode === 'webhook' ? 3 : 1 });

  const updatesConfirmed = () => scene.updatesConfirmed({ timeoutMs: 40_000 });

  it('get five answers, one more for a link, and a code once they share the contact', async () => {
    const person = scene.stranger();
    for (let answer = 0; answer < ANSWERS; answer++) await reply(person, `привет ${answer}`, GREETING);
    for (const text of ['/start', '/code', '/help', person.phone, 'привет']) person.say(text);
    await updatesConfirmed();
    expect(botMessages(person)).toHaveLength(ANSWERS);

    const links = [await scene.requestCode(person.phone), await scene.requestCode(person.phone)];
    const opened = person.openLink(links[0]!.telegram.link);
    await person.waitForMessage(/На странице входа ждут код/, { after: opened });
    for (const { telegram } of [...links, ...links]) person.openLink(telegram.link);
    person.start(`05${'A'.repeat(22)}`);
    await updatesConfirmed();
    expect(botMessages(person)).toHaveLength(ANSWERS + 1);

    const shared = person.shareContact();
    // The contact brings the codes of both links, in any order.
    const wanted = links.at(-1)!;
    const message = await person.waitForMessage(
      (sent) =>
        sent.messageId > shared.messageId &&
        codeOf(sent) !== undefined &&
        challengeIdOf(sent) === wanted.challengeId,
    );
    expect(await scene.verify(wanted, codeOf(message)!)).toBe(200);
    // A linked person is not limited, however much that person wrote before.
    await reply(person, '/help', /одноразовые коды/);
  });

  // With a webhook, Telegram delivers the updates of one chat one after another, so none waits here.
  if (mode === 'polling')
    it('lose no contact and no press among many updates that waited for a worker', async () => {
      const [person, pressing] = [scene.stranger(), scene.stranger()];
      await linkPhone(pressing);
      await reply(pressing, '/stop', /Отвязать/);
      await endWorkers(scene.product);

      for (let index = 0; index < 30; index++) person.say(`алло ${index}`);
      const shared = person.shareContact();
      for (const text of ['алло', 'это я', 'это снова я']) person.say(text);
      const asked = botMessages(pressing).at(-1)!;
      for (let index = 0; index < 100; index++) pressing.press('Нет, оставить', asked);
      const somebody = scene.stranger();
      somebody.start();

      await startWorkers();
      await somebody.waitForMessage(GREETING);
      await person.waitForMessage(/номер привязан/, { after: shared, timeoutMs: 30_000 });
      await pressing.waitForMessage(/всё осталось как было/);
      await updatesConfirmed();
      // Each `getUpdates` causes at most two answers: one to the press that is being handled, one to all waiting presses.
      expect(textsAfter(pressing, asked).length).toBeLessThan(20);
    });

  /** Calls `flood` at once and then once a second until the work is done. @returns the number of calls */
  const floodDuring = async (flood: () => void, work: () => Promise<unknown>): Promise<number> => {
    let rounds = 0;
    const floodOnce = (): void => {
      flood();
      rounds += 1;
    };
    floodOnce();
    const timer = setInterval(floodOnce, 1_000);
    try {
      await work();
    } finally {
      clearInterval(timer);
    }
    return rounds;
  };

  it('do not delay contacts when fifty accounts open live links once a second', async () => {
    const flooding = Array.from({ length: FLOODING_ACCOUNTS }, () => scene.stranger());
    const links = await Promise.all(flooding.map(({ phone }) => scene.requestCode(phone)));
    const flood = (): void => {
      for (const [index, person] of flooding.entries()) person.openLink(links[index]!.telegram.link);
    };
    for (const person of Array.from({ length: 8 }, () => scene.stranger())) {
      const rounds = await floodDuring(flood, () =>
        person.waitForMessage(/номер привязан/, { after: person.shareContact() }),
      );
      // Twenty rounds would pass if the contact waited for the answers to the links.
      expect(rounds).toBeLessThan(10);
    }
    for (const person of flooding) expect(botMessages(person).length).toBeLessThanOrEqual(ANSWERS + 1);
    await updatesConfirmed();
  });

  it('do not delay linked people when fifty accounts write once a second', async () => {
    const owners = await createLinkedPeople(scene.product, 6);
    const flooding = Array.from({ length: FLOODING_ACCOUNTS }, () => scene.stranger());
    for (const [index, owner] of owners.entries()) {
      const flood = (): void => {
        for (const person of flooding) {
          if (index % 3 === 0) person.say(`привет ${index}`);
          else person.sendContactOf(owner, { forwarded: false });
        }
      };
      const rounds = await floodDuring(flood, async () => {
        const before = lastIdOf(owner);
        if (index % 2) owner.say('/code');
        else await scene.requestCode(owner.phone);
        await owner.waitForMessage((message) => codeOf(message) !== undefined, { after: before });
      });
      expect(rounds).toBeLessThan(10);
    }
    for (const person of flooding) expect(botMessages(person).length).toBeLessThanOrEqual(ANSWERS);
  });
});
