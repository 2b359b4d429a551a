import { codeOf, type SimulatedPerson } from '@app/simulator';
import { linkedCrowd, linkPhone } from '@app/testing';
import { Balancer } from './balancer';
import { lastIdOf, reply, Scene, textsAfter } from './scene';

/** How often the bot answers an account that is not linked in ten minutes. */
const ANSWERS = 5;
const SHOUTING = 50;
const GREETING = /Здравствуйте/;

const botMessages = (person: SimulatedPerson) => person.messages.filter(({ from }) => from === 'bot');

describe.each(['polling', 'webhook'] as const)('strangers who write to a bot with %s', (mode) => {
  let scene: Scene;
  let origin: Balancer;

  beforeAll(async () => {
    origin = await Balancer.start();
    const env = { TELEGRAM_BOT_USERNAME: 'otpravka_test_bot' };
    scene = await Scene.start({ workers: 0, env });
    await startWorkers();
  });
  afterAll(async () => {
    await scene?.stop();
    await origin?.stop();
  });

  const startWorkers = async (): Promise<void> => {
    const env = mode === 'webhook' ? { TELEGRAM_WEBHOOK_URL: origin.url } : {};
    const count = mode === 'webhook' ? 3 : 1;
    const workers = await Promise.all(
      Array.from({ length: count }, () => scene.product.addWorker({ TELEGRAM_MODE: mode, ...env })),
    );
    origin.setWorkers(workers);
    await Promise.all(workers.map((worker) => worker.ready()));
  };
  const endWorkers = () =>
    Promise.all(scene.product.workers.filter(({ isRunning }) => isRunning).map((worker) => worker.end()));

  /** Resolves when no update waits: each was answered or will never be. */
  const allHandled = () =>
    scene.telegram.waitFor(() => scene.telegram.pendingUpdates.length === 0, { timeoutMs: 40_000 });

  it('get five answers and one more for a link of the page, and their contact links them and brings the code', async () => {
    const person = scene.stranger();
    for (let answer = 0; answer < ANSWERS; answer++) await reply(person, `привет ${answer}`, GREETING);
    for (const text of ['/start', '/code', '/help', person.phone, 'привет']) person.say(text);
    await allHandled();
    expect(botMessages(person)).toHaveLength(ANSWERS);

    const links = [await scene.requestCode(person.phone), await scene.requestCode(person.phone)];
    const opened = person.openLink(links[0]!.telegram.link);
    await person.waitForMessage(/На странице входа ждут код/, { after: opened });
    for (const { telegram } of [...links, ...links]) person.openLink(telegram.link);
    person.start(`05${'A'.repeat(22)}`);
    await allHandled();
    expect(botMessages(person)).toHaveLength(ANSWERS + 1);

    const shared = person.shareContact();
    const message = await person.waitForMessage(/ваш код для входа/, { after: shared });
    expect(await scene.verify(links.at(-1)!, codeOf(message)!)).toBe(200);
    // A linked person is not limited, whatever was sent before.
    await reply(person, '/help', /одноразовые коды/);
  });

  // With a webhook, Telegram delivers the updates of one chat one after another, so none waits here.
  if (mode === 'polling')
    it('lose no important update when they wrote a lot while no worker ran', async () => {
      const [person, pressing] = [scene.stranger(), scene.stranger()];
      await linkPhone(pressing);
      await reply(pressing, '/stop', /Отвязать/);
      await endWorkers();

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
      await allHandled();
      // One answer for the running press, and one for all that waited, per batch of Telegram.
      expect(textsAfter(pressing, asked).length).toBeLessThan(20);
    });

  /** Shouts at once and then once a second until the work is done. @returns how often */
  const shoutDuring = async (shout: () => void, work: () => Promise<unknown>): Promise<number> => {
    let rounds = 0;
    const shoutAgain = (): void => {
      shout();
      rounds += 1;
    };
    shoutAgain();
    const timer = setInterval(shoutAgain, 1_000);
    try {
      await work();
    } finally {
      clearInterval(timer);
    }
    return rounds;
  };

  it('do not delay contacts by live links of the page, sent by fifty accounts once a second', async () => {
    const shouting = Array.from({ length: SHOUTING }, () => scene.stranger());
    const links = await Promise.all(shouting.map(({ phone }) => scene.requestCode(phone)));
    const shout = (): void => {
      for (const [index, person] of shouting.entries()) person.openLink(links[index]!.telegram.link);
    };
    for (const person of Array.from({ length: 8 }, () => scene.stranger())) {
      const rounds = await shoutDuring(shout, () =>
        person.waitForMessage(/номер привязан/, { after: person.shareContact() }),
      );
      // A contact that waited for the answers to the links would wait for twenty rounds.
      expect(rounds).toBeLessThan(10);
    }
    for (const person of shouting) expect(botMessages(person).length).toBeLessThanOrEqual(ANSWERS + 1);
    await allHandled();
  });

  it('do not delay linked people, with fifty accounts that write once a second', async () => {
    const owners = await linkedCrowd(scene.product, 6);
    const shouting = Array.from({ length: SHOUTING }, () => scene.stranger());
    for (const [index, owner] of owners.entries()) {
      const shout = (): void => {
        for (const person of shouting) {
          if (index % 3 === 0) person.say(`привет ${index}`);
          else person.sendContactOf(owner, { forwarded: false });
        }
      };
      const rounds = await shoutDuring(shout, async () => {
        const before = lastIdOf(owner);
        if (index % 2) owner.say('/code');
        else await scene.requestCode(owner.phone);
        await owner.waitForMessage((message) => codeOf(message) !== undefined, { after: before });
      });
      expect(rounds).toBeLessThan(10);
    }
    for (const person of shouting) expect(botMessages(person).length).toBeLessThanOrEqual(ANSWERS);
  });
});
