import { type ActivityAnswer, LANGUAGES, type VerifyOtpAnswer } from '@app/contract';
import type { SimulatedPerson } from '@app/simulator';
import { asOwner, bearer, linkPhone, receiveCode, signIn, testRedisUrl } from '@app/testing';
import { Redis } from 'ioredis';
import { asked, question, shown, yesDataOf } from './phone-question';
import { lastIdOf, useScene } from './scene';
import { speakEach } from './speaker';

const scene = useScene({ env: { OTP_FAILURES_PER_DAY: '4' } });

const phoneOf = async (person: SimulatedPerson) => (await scene.accountOf(person))?.phone;

describe('a linked account that shares a new phone', () => {
  it('moves its shop there in each language, and a second press changes nothing', () =>
    speakEach(scene, async (speaker) => {
      const owner = await speaker.owner();
      const former = owner.phone;
      const { accessToken, shop } = await signIn(scene.product, owner);
      const live = await scene.receiveCode(owner);
      owner.changePhone(scene.freshPhone());
      const parked = await scene.requestCode(owner.phone);
      const message = await question(speaker, owner, former, ['shopMoves']);
      expect(await scene.me(accessToken)).toBe(200);

      await speaker.presses(owner, 'bot.button.phoneYes', message);
      const done = await speaker.reads(owner, message, 'bot.phoneChange.done', { phone: shown(owner.phone) });
      expect(await phoneOf(owner)).toBe(owner.phone);
      expect(await scene.me(accessToken)).toBe('token_invalid');
      expect(await scene.verify(live, live.code)).toBe('code_wrong');
      expect(await scene.verify(parked, '000000')).toBe('code_wrong');

      const again = await signIn(scene.product, owner);
      expect({ id: again.shop.id, phone: again.shop.phone, isNewShop: again.isNewShop }).toEqual({
        ...{ id: shop.id, phone: owner.phone, isNewShop: false },
      });
      const activity = await scene.product.get<ActivityAnswer>(
        '/api/auth/activity',
        bearer(again.accessToken),
      );
      expect(activity.body.items.map(({ event }) => event)).toContain('phone_changed');

      owner.press(yesDataOf(message), message);
      await speaker.reads(owner, done, 'bot.phoneChange.gone', { phone: shown(owner.phone) });
      expect(await scene.me(again.accessToken)).toBe(200);
    }));

  it('keeps its phone in each language when it declines, also after a second press', () =>
    speakEach(scene, async (speaker) => {
      const owner = await speaker.owner();
      const former = owner.phone;
      owner.changePhone(scene.freshPhone());
      const message = await question(speaker, owner, former, ['codesMove']);
      await speaker.presses(owner, 'bot.button.phoneNo', message);
      const kept = await speaker.reads(owner, message, 'bot.phoneChange.kept', { phone: shown(former) });
      owner.press(yesDataOf(message), message);
      await speaker.reads(owner, kept, 'bot.phoneChange.gone', { phone: shown(former) });
      expect(await phoneOf(owner)).toBe(former);
    }));

  it('reads in each language that the new phone has a shop', () =>
    speakEach(scene, async (speaker) => {
      const [owner, other] = [await speaker.owner(), await speaker.owner()];
      const { accessToken } = await signIn(scene.product, owner);
      await signIn(scene.product, other);
      const former = owner.phone;
      owner.changePhone(other.phone);
      await speaker.reads(owner, owner.shareContact(), 'bot.phoneChange.hasShop', {
        phone: shown(other.phone),
      });
      expect([await phoneOf(owner), await phoneOf(other)]).toEqual([former, other.phone]);
      expect(await scene.me(accessToken)).toBe(200);
    }));

  it('reads in each language that another account holds a number that two countries share', () =>
    speakEach(scene, async (speaker) => {
      // `Speaker` counts its own shared numbers from 7000.
      const phone = `+7991234${8500 + LANGUAGES.indexOf(speaker.language)}`;
      const [owner, holder] = [await speaker.owner(), await speaker.owner(phone)];
      owner.changePhone(phone);
      await speaker.reads(owner, owner.shareContact(), 'bot.phoneChange.held', { phone: shown(phone) });
      expect(await phoneOf(holder)).toBe(phone);
    }));

  it('takes the phone of an account without a shop in each language, which is notified once', () =>
    speakEach(scene, async (speaker) => {
      const [owner, other] = [await speaker.owner(), await speaker.owner()];
      const { shop } = await signIn(scene.product, owner);
      const former = owner.phone;
      const pushed = await scene.receiveCode(other);
      owner.changePhone(other.phone);
      const message = await question(speaker, owner, former, ['shopMoves', 'leavesOther']);
      await speaker.presses(owner, 'bot.button.phoneYes', message);
      await speaker.reads(owner, message, 'bot.phoneChange.done', { phone: shown(other.phone) });
      const relinked = await speaker.reads(other, 0, 'bot.notification.relinked');
      expect(await phoneOf(other)).toBeUndefined();
      expect(await scene.verify(pushed, pushed.code)).toBe('code_wrong');
      expect((await signIn(scene.product, owner)).shop.id).toBe(shop.id);
      owner.press(yesDataOf(message), message);
      await owner.waitForMessage(
        ({ text }) => text === speaker.text('bot.phoneChange.gone', { phone: shown(other.phone) }),
      );
      expect(other.messages.filter(({ text }) => text === relinked.text)).toHaveLength(1);
    }));

  it('gets the shop of the new phone in each language when it has none', () =>
    speakEach(scene, async (speaker) => {
      const [owner, other] = [await speaker.owner(), await speaker.owner()];
      const { shop, accessToken } = await signIn(scene.product, other);
      const former = owner.phone;
      owner.changePhone(other.phone);
      const message = await question(speaker, owner, former, ['codesMove', 'leavesOther']);
      await speaker.presses(owner, 'bot.button.phoneYes', message);
      await speaker.reads(owner, message, 'bot.phoneChange.doneWithoutShop', { phone: shown(other.phone) });
      await speaker.reads(other, 0, 'bot.notification.relinked');
      expect(await scene.me(accessToken)).toBe('token_invalid');
      expect((await signIn(scene.product, owner)).shop.id).toBe(shop.id);
    }));

  it('leaves the former phone to whoever proves it next, with a new shop', async () => {
    const { owner, former, message } = await asked(scene);
    owner.press('Да, сменить номер', message);
    await owner.waitForMessage(/^Готово, ваш магазин теперь на номере/);
    const next = scene.stranger('Борис', former);
    await linkPhone(next);
    const first = await signIn(scene.product, next);
    expect(first.isNewShop).toBe(true);
    expect((await signIn(scene.product, owner)).shop.id).not.toBe(first.shop.id);
  });

  it('leaves the limits of the former phone behind', async () => {
    const { owner, former, message } = await asked(scene);
    for (const _ of [1, 2]) {
      const before = lastIdOf(owner);
      const { challengeId } = await scene.requestCode(former);
      const code = await receiveCode(owner, before);
      const wrong = code === '111111' ? '222222' : '111111';
      for (const __ of [1, 2, 3]) await scene.verify({ challengeId }, wrong);
    }
    const locked = await scene.product.post('/api/auth/request-otp', { phone: former });
    expect(locked.status).toBe(429);
    owner.press('Да, сменить номер', message);
    await owner.waitForMessage(/^Готово, ваш магазин теперь на номере/);
    await signIn(scene.product, owner);
  });
});

describe('the question whether a phone changes', () => {
  it('is closed by a later one, which can be answered', async () => {
    const { owner, former, message } = await asked(scene);
    const later = await owner.waitForMessage(/^Сменить номер\?/, { after: owner.shareContact() });
    owner.press(yesDataOf(message), message);
    const gone = await owner.waitForMessage(/^Этот вопрос уже не действует/, { after: later });
    expect(gone.text).toContain(shown(former));
    owner.press('Да, сменить номер', later);
    await owner.waitForMessage(/^Готово, ваш магазин теперь на номере/, { after: gone });
  });

  it('expires', async () => {
    const { owner, former, message } = await asked(scene);
    const redis = new Redis(testRedisUrl());
    const key = `${scene.product.namespace}:phone-change:{${owner.id}}`;
    expect(await redis.del(key)).toBe(1);
    redis.disconnect();
    owner.press('Да, сменить номер', message);
    await owner.waitForMessage(/^Этот вопрос уже не действует/, { after: message });
    expect(await phoneOf(owner)).toBe(former);
  });

  it('cannot be answered by another person', async () => {
    const { owner, former, message } = await asked(scene);
    const thief = await scene.owner();
    thief.press(yesDataOf(message), { messageId: lastIdOf(thief) });
    await thief.waitForMessage(/^Этот вопрос уже не действует/);
    expect(await phoneOf(owner)).toBe(former);
  });

  it('is answered once more when a press failed after only the phone had changed', async () => {
    const { owner, former, message, accessToken } = await asked(scene);
    const pushed = await scene.requestCode(former);
    const code = await receiveCode(owner, message.messageId);
    await asOwner(
      scene.product.database.url,
      `select change_phone(${owner.id}, '${former}', '${owner.phone}', null)`,
    );
    owner.press('Да, сменить номер', message);
    await owner.waitForMessage(/^Готово, ваш магазин теперь на номере/, { after: message });
    expect(await scene.verify(pushed, code)).toBe('code_wrong');
    expect(await scene.me(accessToken)).toBe('token_invalid');
  });

  it('has no effect after the phone was unlinked, or was refused because the new one was taken', async () => {
    const first = await asked(scene);
    await first.owner.waitForMessage(/Отвязать ваш номер/, { after: first.owner.say('/stop') });
    first.owner.press('Да, отвязать');
    const unlinked = await first.owner.waitForMessage(/Номер отвязан/);
    first.owner.press(yesDataOf(first.message), first.message);
    await first.owner.waitForMessage(/Сначала поделитесь своим номером/, { after: unlinked });

    const { owner, former, message } = await asked(scene);
    const other = scene.otherAccountOf(owner);
    await linkPhone(other);
    await signIn(scene.product, other);
    owner.press('Да, сменить номер', message);
    const refused = await owner.waitForMessage(/привязан к другому аккаунту Telegram/, { after: message });
    expect([await phoneOf(owner), await phoneOf(other)]).toEqual([former, owner.phone]);
    const { body } = await scene.product.post<VerifyOtpAnswer>('/api/auth/verify-otp', await codeFor(other));
    expect(body.isNewShop).toBe(false);

    // The refusal has ended the question: the person proved the phone only once, and may have lost it since.
    owner.press(yesDataOf(message), message);
    await owner.waitForMessage(/^Этот вопрос уже не действует/, { after: refused });
  });
});

async function codeFor(person: SimulatedPerson): Promise<{ challengeId: string; code: string }> {
  const { challengeId, code } = await scene.receiveCode(person);
  return { challengeId, code };
}
