import type { EraseCodeAnswer, Tokens } from '@app/contract';
import { type ChatMessage, codeOf, inlineButtonsOf } from '@app/simulator';
import { adminCommand, bearer, receiveCode, receiveCodeOf, signIn } from '@app/testing';
import { codeMessages, withoutButtons, useScene } from './scene';
import { inEachLanguage } from './speaker';

const scene = useScene({ env: { OTP_FAILURES_PER_DAY: '4' } });

describe('in each language a person reads', () => {
  it(
    'why a contact does not prove the phone',
    inEachLanguage(scene, async (speaker) => {
      const crafted = [
        [{ user_id: 7 }, 'bot.contact.notYours'],
        [{ forwarded: true }, 'bot.contact.forwarded'],
        [{ user_id: null }, 'bot.contact.notOnTelegram'],
        [{ phone_number: '1234567;phone-context=+7701' }, 'bot.contact.unreadable'],
      ] as const;
      for (const [contact, key] of crafted) {
        const person = speaker.stranger();
        await speaker.reads(person, person.sendContact(contact), key);
      }
    }),
  );

  it(
    'what a typed number and a command need first',
    inEachLanguage(scene, async (speaker) => {
      const [stranger, owner] = [speaker.stranger(), await speaker.owner()];
      await speaker.says(stranger, stranger.phone, 'bot.phone.typedUnlinked');
      await speaker.says(stranger, '/code', 'bot.shareFirst');
      await speaker.says(stranger, '/stop', 'bot.stop.nothing');
      await speaker.says(owner, stranger.phone, 'bot.phone.typedOther');
    }),
  );

  it(
    'the greeting of an owner and what a link brings',
    inEachLanguage(scene, async (speaker) => {
      const [owner, other] = [await speaker.owner(), await speaker.owner()];
      await speaker.says(owner, '/start', 'bot.greetingAgain');
      const { telegram } = await scene.receiveCode(owner);
      await speaker.readsBeginning(owner, owner.openLink(telegram.link), 'bot.link.sent', 'origin');
      await speaker.reads(other, other.openLink(telegram.link), 'bot.link.otherPhone');
      await speaker.says(other, '/start garbage', 'bot.link.gone');
    }),
  );

  it(
    'that a refused code is no longer valid',
    inEachLanguage(scene, async (speaker) => {
      const owner = await speaker.owner();
      const { message } = await scene.receiveCode(owner);
      expect(await speaker.presses(owner, 'bot.button.notMe', message)).toBe(
        speaker.text('bot.refusedToast'),
      );
      await speaker.reads(owner, message, 'bot.refused');
      await speaker.seesEdit(owner, message, 'bot.edited.refused');
    }),
  );

  it(
    'that the device of a used code is signed out after "it was not me"',
    inEachLanguage(scene, async (speaker) => {
      const owner = await speaker.owner();
      const { message, code, challengeId } = await scene.receiveCode(owner);
      expect(await scene.verify({ challengeId }, code)).toBe(200);
      await owner.waitForMessage(
        ({ messageId, text: shown }) => messageId === message.messageId && /^✅/.test(shown),
      );
      expect(await speaker.presses(owner, 'bot.button.notMe', message)).toBe(speaker.text('bot.endedToast'));
      await speaker.reads(owner, message, 'bot.refusedUsed');
      await speaker.seesEdit(owner, message, 'bot.edited.ended');
    }),
  );

  it(
    'that a code was replaced, and how long to wait after too many codes',
    inEachLanguage(scene, async (speaker) => {
      const owner = await speaker.owner();
      for (const _ of [1, 2, 3]) await receiveCode(owner, owner.say('/code').messageId);
      await scene.telegram.waitFor(() => codeMessages(owner).length === 1);
      const limited = Array.from({ length: 60 }, (_, i) => speaker.text('bot.ask.limited', { count: i + 1 }));
      await owner.waitForMessage((message) => limited.includes(message.text), { after: owner.say('/code') });
      const replaced = owner.messages.filter((each) => each.text === speaker.text('bot.edited.replaced'));
      expect(replaced).toHaveLength(2);
    }),
  );

  it(
    'that /stop changes nothing after "no"',
    inEachLanguage(scene, async (speaker) => {
      const owner = await speaker.owner();
      const question = await speaker.says(owner, '/stop', 'bot.stop.ask');
      await speaker.presses(owner, 'bot.button.stopNo', question);
      await speaker.reads(owner, question, 'bot.stop.kept');
    }),
  );

  it(
    'that /stop signed the shop out, and that the question is answered',
    inEachLanguage(scene, async (speaker) => {
      const owner = await speaker.owner();
      await signIn(scene.product, owner);
      const question = await speaker.says(owner, '/stop', 'bot.stop.ask');
      await speaker.presses(owner, 'bot.button.stopYes', question);
      await speaker.reads(owner, question, 'bot.stop.doneSignedOut');
      await withoutButtons(owner, question);
      const late = await owner.press('stop:yes', question).answered();
      expect(late.text).toBe(speaker.text('bot.answeredToast'));
    }),
  );

  it(
    'what /logout_all asks and what it has done',
    inEachLanguage(scene, async (speaker) => {
      const [owner, other] = [await speaker.owner(), await speaker.owner()];
      await signIn(scene.product, owner);
      const question = await speaker.says(owner, '/logout_all', 'bot.logoutAll.ask');
      await speaker.presses(owner, 'bot.button.logoutYes', question);
      await speaker.reads(owner, question, 'bot.logoutAll.done', { count: 1 });
      const first = await speaker.says(other, '/logout_all', 'bot.logoutAll.ask');
      await speaker.presses(other, 'bot.button.logoutNo', first);
      await speaker.reads(other, first, 'bot.logoutAll.kept');
      const second = await speaker.says(other, '/logout_all', 'bot.logoutAll.ask');
      await speaker.presses(other, 'bot.button.logoutYes', second);
      await speaker.reads(other, second, 'bot.logoutAll.none');
    }),
  );

  it(
    'that a list of sessions is closed after /stop',
    inEachLanguage(scene, async (speaker) => {
      const owner = await speaker.owner();
      await signIn(scene.product, owner);
      const asked = owner.say('/sessions');
      const isList = (message: ChatMessage): boolean =>
        message.text.startsWith(speaker.text('bot.sessions.title'));
      const list = await owner.waitForMessage(isList, { after: asked });
      const question = await speaker.says(owner, '/stop', 'bot.stop.ask');
      await speaker.presses(owner, 'bot.button.stopYes', question);
      const done = await speaker.reads(owner, question, 'bot.stop.doneSignedOut');
      owner.press(inlineButtonsOf(list)[0]!.callback_data!, list);
      await speaker.seesEdit(owner, list, 'bot.sessions.closed');
      await speaker.reads(owner, done, 'bot.shareFirst');
    }),
  );

  it(
    'that the phone has moved to another account',
    inEachLanguage(scene, async (speaker) => {
      const former = await speaker.owner();
      await signIn(scene.product, former);
      const next = speaker.otherAccountOf(former);
      await speaker.reads(next, next.shareContact(), 'bot.moved');
      await speaker.reads(former, 0, 'bot.notification.relinked');
    }),
  );

  it(
    'that support has moved or deleted the shop',
    inEachLanguage(scene, async (speaker) => {
      const owner = await speaker.owner();
      await signIn(scene.product, owner);
      const newPhone = speaker.stranger().phone;
      await adminCommand(scene.product, 'shop', 'move', owner.phone, newPhone, '--yes');
      await speaker.reads(owner, 0, 'bot.notification.shop_moved');
      const other = await speaker.owner();
      await signIn(scene.product, other);
      await adminCommand(scene.product, 'shop', 'erase', other.phone, '--yes');
      await speaker.reads(other, 0, 'bot.notification.shop_erased');
    }),
  );

  it(
    'who asks for a shared number, and what the holder decided',
    inEachLanguage(scene, async (speaker) => {
      const holder = await speaker.owner(speaker.sharedPhone());
      const next = speaker.otherAccountOf(holder);
      const account = { account: next.id };
      await speaker.reads(next, next.shareContact(), 'bot.contact.held', account);
      const question = await speaker.reads(holder, 0, 'bot.notification.move_asked', account);
      await speaker.presses(holder, 'bot.button.moveNo', question);
      await speaker.reads(holder, question, 'bot.move.kept');

      const other = await speaker.owner(speaker.sharedPhone());
      const wanted = speaker.otherAccountOf(other);
      await speaker.reads(wanted, wanted.shareContact(), 'bot.contact.held', { account: wanted.id });
      const asked = await speaker.reads(other, 0, 'bot.notification.move_asked', { account: wanted.id });
      await speaker.presses(other, 'bot.button.moveYes', asked);
      await speaker.reads(other, asked, 'bot.move.done');
      await speaker.reads(wanted, 0, 'bot.moved');
    }),
  );

  it(
    'that a code deletes the shop, and that the shop is deleted',
    inEachLanguage(scene, async (speaker) => {
      const owner = await speaker.owner();
      const { accessToken } = await signIn(scene.product, owner);
      const erase = '/api/shop/erase-code';
      const asked = await scene.product.post<EraseCodeAnswer>(erase, undefined, bearer(accessToken));
      const message = await receiveCodeOf(owner, asked.body.challengeId);
      const code = codeOf(message)!;
      expect(message.text).toContain(speaker.text('bot.code.eraseTitle', { code }));
      expect(message.text).toContain(speaker.text('bot.code.eraseWarning'));
      expect(inlineButtonsOf(message).map((button) => button.text)).toEqual([
        speaker.text('bot.button.copyCode'),
        speaker.text('bot.button.notMe'),
      ]);
      const body = { challengeId: asked.body.challengeId, code };
      expect((await scene.product.delete('/api/shop', bearer(accessToken), body)).status).toBe(204);
      await speaker.seesEdit(owner, message, 'bot.edited.erased');
    }),
  );

  it(
    'that the phone is locked, and that a stolen token ended a session',
    inEachLanguage(scene, async (speaker) => {
      const owner = await speaker.owner();
      const { refreshToken } = await signIn(scene.product, owner);
      let newest = refreshToken;
      for (const _ of [1, 2]) {
        const rotated = await scene.product.post<Tokens>('/api/auth/refresh', { refreshToken: newest });
        newest = rotated.body.refreshToken!;
      }
      expect((await scene.product.post('/api/auth/refresh', { refreshToken })).status).toBe(401);
      await speaker.reads(owner, 0, 'bot.notification.token_reused');

      for (const _ of [1, 2]) {
        const { challengeId, code } = await scene.receiveCode(owner);
        const wrong = code === '111111' ? '222222' : '111111';
        for (const __ of [1, 2, 3]) await scene.verify({ challengeId }, wrong);
      }
      await speaker.reads(owner, 0, 'bot.notification.phone_locked');
    }),
  );
});
