import { Redis } from 'ioredis';
import type { VerifyOtpAnswer } from '@app/contract';
import { momentText } from '@app/i18n';
import { type ChatMessage, inlineButtonsOf, type SimulatedPerson } from '@app/simulator';
import { asOwner, bearer, signIn, until } from '@app/testing';
import { botMessages, edited, reply, Scene } from './scene';
import { speakEach } from './speaker';

const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0';
const LATER_FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; rv:141.0) Gecko/20100101 Firefox/141.0';
const SAFARI =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';
const HOME = '198.51.100.7';
const NOTIFICATION = /^🔔 В ваш магазин вошли с нового браузера или адреса/;

let scene: Scene;
let redis: Redis;

beforeAll(async () => {
  scene = await Scene.start({ env: { TRUST_PROXY: '1' }, workers: 3 });
  redis = new Redis(scene.product.redisUrl);
});

afterAll(async () => {
  redis?.disconnect();
  await scene?.stop();
});

type SignedIn = VerifyOtpAnswer & { readonly message: ChatMessage };

/** Signs in as a person at this browser and address. */
async function signInFrom(owner: SimulatedPerson, userAgent: string, ip = HOME): Promise<SignedIn> {
  const { challengeId, code, message } = await scene.receiveCode(owner);
  const headers = { 'User-Agent': userAgent, 'X-Forwarded-For': ip };
  const body = { challengeId, code };
  const verified = await scene.product.post<VerifyOtpAnswer>('/api/auth/verify-otp', body, headers);
  expect(verified.status).toBe(200);
  return { ...verified.body, message };
}

const notificationsTo = (owner: SimulatedPerson): ChatMessage[] =>
  botMessages(owner).filter(({ text }) => NOTIFICATION.test(text));

/** Every sign-in so far has been notified of, if it is at all: the notification of a later one has arrived. */
async function nothingWaits(): Promise<void> {
  const other = await scene.owner();
  await signInFrom(other, FIREFOX);
  await signInFrom(other, SAFARI);
  await other.waitForMessage(NOTIFICATION);
}

const signInNotification = (owner: SimulatedPerson, after: ChatMessage): Promise<ChatMessage> =>
  owner.waitForMessage(NOTIFICATION, { after });

describe('a sign-in from a new browser or address', () => {
  it('is reported in the language of the person, who ends it with "it was not me"', () =>
    speakEach(scene, async (speaker) => {
      const owner = await speaker.owner();
      await signInFrom(owner, FIREFOX);
      const foreign = await signInFrom(owner, SAFARI, '203.0.113.9');
      const device = { device: 'Safari, iPhone', ip: '203.0.113.9' };
      const { body } = await scene.product.get<{ session: { createdAt: string } }>(
        '/api/auth/me',
        bearer(foreign.accessToken),
      );
      const report = await speaker.reads(owner, foreign.message, 'bot.notification.signed_in', {
        origin: speaker.text('bot.origin.device', device),
        time: momentText(speaker.language, new Date(body.session.createdAt), foreign.shop.timezone),
      });
      expect(inlineButtonsOf(report).map(({ text }) => text)).toEqual([speaker.text('bot.button.notMe')]);

      expect(await speaker.presses(owner, 'bot.button.notMe', report)).toBe(speaker.text('bot.endedToast'));
      await speaker.reads(owner, report, 'bot.refusedUsed');
      const ended = await speaker.seesEdit(owner, report, 'bot.edited.ended');
      expect(inlineButtonsOf(ended)).toEqual([]);
      expect(await scene.me(foreign.accessToken)).toBe('token_invalid');

      // The message of the code has the same button, and the app may still show the removed one.
      expect(await speaker.presses(owner, 'bot.button.notMe', foreign.message)).toBe(
        speaker.text('bot.goneToast'),
      );
      await speaker.reads(owner, report, 'bot.refusedEnded');
    }));

  it('is reported once for each new browser and address, and the message of the code says it of all', async () => {
    const owner = await scene.owner();
    const first = await signInFrom(owner, FIREFOX);
    await edited(owner, first.message, /Firefox, Windows/);
    const again = await signInFrom(owner, LATER_FIREFOX);
    await edited(owner, again.message, /Firefox, Windows/);
    await nothingWaits();
    expect(notificationsTo(owner)).toEqual([]);

    const browser = await signInFrom(owner, SAFARI);
    expect((await signInNotification(owner, browser.message)).text).toContain('Safari, iPhone');
    const address = await signInFrom(owner, SAFARI, '203.0.113.44');
    expect((await signInNotification(owner, address.message)).text).toContain('203.0.113.44');
    await signInFrom(owner, SAFARI, '203.0.113.44');
    await signInFrom(owner, FIREFOX);
    await nothingWaits();
    expect(notificationsTo(owner)).toHaveLength(2);
  });

  it('stops pushed codes after "it was not me", and the same browser is reported again', async () => {
    const owner = await scene.owner();
    await signInFrom(owner, FIREFOX);
    const foreign = await signInFrom(owner, SAFARI);
    owner.press('Это не я', await signInNotification(owner, foreign.message));
    const said = await owner.waitForMessage(/сутки я не буду присылать коды/, { after: foreign.message });
    expect(said.text).toContain('/logout_all');
    const held = await scene.requestCode(owner.phone);
    await scene.eventsHandled();
    expect(await scene.verify(held, '000000')).toBe('code_wrong');

    const sent = await reply(owner, '/code', /ваш код для входа/);
    const code = /\d{6}/.exec(sent.text)![0];
    const body = { phone: owner.phone, code };
    const headers = { 'User-Agent': SAFARI, 'X-Forwarded-For': HOME };
    expect((await scene.product.post('/api/auth/verify-otp', body, headers)).status).toBe(200);
    await signInNotification(owner, sent);
  });

  it('is found by a worker when the API could not report it, and reported once', async () => {
    const owner = await scene.owner();
    const { challengeId } = await signIn(scene.product, owner);
    await asOwner(
      scene.product.database.url,
      `update sessions set notification_due_at = now() - interval '1 minute', browser = 'Firefox', system = 'Windows',
         ip = '198.51.100.9' where challenge_id = $1`,
      [challengeId],
    );
    await Promise.all([scene.product.addWorker(), scene.product.addWorker()]);
    const report = await owner.waitForMessage(NOTIFICATION, { timeoutMs: 60_000 });
    expect(report.text).toContain('Firefox, Windows, IP-адрес 198.51.100.9');
    await nothingWaits();
    expect(notificationsTo(owner)).toHaveLength(1);
  });
});

describe('a report that waits because its owner has blocked the bot', () => {
  /** The owner blocks the bot after the code has come, and signs in from a new browser. */
  async function heldReport() {
    const owner = await scene.owner();
    await signInFrom(owner, FIREFOX);
    const { challengeId, code } = await scene.receiveCode(owner);
    owner.block();
    const headers = { 'User-Agent': SAFARI, 'X-Forwarded-For': HOME };
    const verified = await scene.product.post('/api/auth/verify-otp', { challengeId, code }, headers);
    expect(verified.status).toBe(200);
    const prefix = `${scene.product.namespace}:{p${challengeId.slice(0, 2)}}:`;
    const member = `notification:signed_in:${challengeId}`;
    const isHeld = async () =>
      Number(await redis.zscore(`${prefix}outbox`, member)) > Date.now() + 300_000 &&
      (await redis.hexists(`${prefix}job:${member}`, 'held_until')) === 1;
    await until(isHeld, { what: 'the report to be held' });
    const makeDue = () => redis.zadd(`${prefix}outbox`, 0, member);
    const isGone = async () => (await redis.exists(`${prefix}job:${member}`)) === 0;
    return { owner, makeDue, isGone };
  }

  it('comes when the owner unblocks it', async () => {
    const { owner, makeDue } = await heldReport();
    owner.unblock();
    const answer = await reply(owner, '/help', /\/code/);
    await makeDue();
    await signInNotification(owner, answer);
  });

  it('is not sent to an account that has taken the phone over', async () => {
    const { owner, makeDue, isGone } = await heldReport();
    const next = scene.otherAccountOf(owner);
    await next.waitForMessage(/номер привязан/, { after: next.shareContact() });
    await makeDue();
    await until(isGone, { what: 'the end of the report' });
    expect(notificationsTo(next)).toEqual([]);
  });
});

describe('/mute', () => {
  it('switches the reports off and on in each language, and its button turns them on', () =>
    speakEach(scene, async (speaker) => {
      const [stranger, owner] = [speaker.stranger(), await speaker.owner()];
      await speaker.says(stranger, '/mute', 'bot.shareFirst');
      const off = await speaker.says(owner, '/mute', 'bot.mute.off');
      await speaker.says(owner, '/mute', 'bot.mute.on');
      const offAgain = await speaker.says(owner, '/mute', 'bot.mute.off');
      for (const message of [offAgain, off]) {
        const before = botMessages(owner).at(-1)!;
        await speaker.presses(owner, 'bot.button.unmute', message);
        await speaker.reads(owner, before, 'bot.mute.on');
      }
    }));

  it('stops the reports of sign-ins, and no other message', async () => {
    const owner = await scene.owner();
    await signInFrom(owner, FIREFOX);
    await reply(owner, '/mute', /больше не сообщаю/);
    const foreign = await signInFrom(owner, SAFARI);
    await edited(owner, foreign.message, /Safari, iPhone/);
    await nothingWaits();
    expect(notificationsTo(owner)).toEqual([]);

    const next = scene.otherAccountOf(owner);
    await next.waitForMessage(/номер привязан/, { after: next.shareContact() });
    await owner.waitForMessage(/Ваш номер привязали к другому аккаунту/);
    // The new holder has not muted anything.
    const own = await signInFrom(next, FIREFOX);
    await signInNotification(next, own.message);
  });
});
