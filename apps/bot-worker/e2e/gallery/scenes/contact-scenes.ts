import { text } from '@app/i18n';
import type { ChatMessage, CraftedContact, SimulatedPerson } from '@app/simulator';
import type { BotTextKey, GalleryScene, GallerySection } from '../gallery-scene';
import { shown, type Stage } from '../stage';

const refused = (
  name: string,
  { title, when, contact, key }: { title: string; when: string; contact: CraftedContact; key: BotTextKey },
): GalleryScene => ({
  name,
  title,
  when,
  texts: [key],
  async play(stage) {
    const person = stage.stranger();
    return stage.answered(person, person.sendContact(contact), key);
  },
});

/** Another account has shared the number of this one. */
async function relinked(stage: Stage): Promise<{ former: SimulatedPerson; notification: ChatMessage }> {
  const former = await stage.owner();
  stage.otherAccountOf(former).shareContact();
  return { former, notification: await stage.reads(former, 'bot.notification.relinked') };
}

export const CONTACTS: GallerySection = {
  title: 'Contacts, and numbers that move',
  scenes: [
    refused('contact-not-yours', {
      title: 'The contact of somebody else',
      when: 'The person sends a contact from the address book.',
      contact: { user_id: 7, first_name: 'Марат', phone_number: '77019876543' },
      key: 'bot.contact.notYours',
    }),
    refused('contact-forwarded', {
      title: 'A forwarded contact',
      when: 'The person forwards a contact.',
      contact: { forwarded: true },
      key: 'bot.contact.forwarded',
    }),
    refused('contact-not-on-telegram', {
      title: 'A contact without Telegram',
      when: 'The contact has no Telegram account.',
      contact: { user_id: null, first_name: 'Марат', phone_number: '77019876543' },
      key: 'bot.contact.notOnTelegram',
    }),
    refused('contact-unreadable', {
      title: 'A contact that is no number',
      when: 'The contact holds something else than an international number.',
      contact: { phone_number: '1234567;phone-context=+7701' },
      key: 'bot.contact.unreadable',
    }),
    {
      name: 'moved',
      title: 'The number comes from another account',
      when: 'The person shares a number that was linked to another account, as with a new SIM card.',
      texts: ['bot.moved'],
      async play(stage) {
        const next = stage.otherAccountOf(await stage.owner());
        return stage.answered(next, next.shareContact(), 'bot.moved');
      },
    },
    {
      name: 'relinked',
      title: 'The former account',
      when: 'The number of this chat was linked to another account.',
      texts: ['bot.notification.relinked', 'bot.button.notMe'],
      async play(stage) {
        const { former, notification } = await relinked(stage);
        return shown(former, notification);
      },
    },
    {
      name: 'relinked-refused',
      title: 'The former account, and "It was not me"',
      when: 'The person presses the button. What was opened with the number since ends.',
      texts: ['bot.refusedRelink', 'bot.button.share'],
      async play(stage) {
        const { former, notification } = await relinked(stage);
        await stage.press(former, 'bot.button.notMe', notification);
        return { ...shown(former, await stage.reads(former, 'bot.refusedRelink')), part: 'keyboard' };
      },
    },
    {
      name: 'relinked-over',
      title: 'The former account, and "It was not me" again',
      when: 'The app still shows the button that was pressed before, or a day has passed.',
      texts: ['bot.refusedRelinkOver'],
      async play(stage) {
        const { former, notification } = await relinked(stage);
        const button = stage.dataOf(notification, text('ru', 'bot.button.notMe'));
        await stage.press(former, 'bot.button.notMe', notification);
        await stage.reads(former, 'bot.refusedRelink');
        former.press(button, notification);
        return shown(former, await stage.reads(former, 'bot.refusedRelinkOver'));
      },
    },
    {
      name: 'relinked-back',
      title: 'The former account has taken the number back',
      when: 'The person has shared the number again before pressing the button.',
      texts: ['bot.refusedRelinkBack'],
      async play(stage) {
        const { former, notification } = await relinked(stage);
        await stage.reads(former, 'bot.moved', former.shareContact());
        await stage.press(former, 'bot.button.notMe', notification);
        return shown(former, await stage.reads(former, 'bot.refusedRelinkBack'));
      },
    },
    {
      name: 'contact-held',
      title: 'A number that the other account must release',
      when: 'The number may be read as one of two countries, so it moves only if its holder agrees.',
      texts: ['bot.contact.held'],
      async play(stage) {
        const next = stage.otherAccountOf(await stage.owner(stage.sharedPhone()));
        return stage.answered(next, next.shareContact(), 'bot.contact.held');
      },
    },
    {
      name: 'move-asked',
      title: 'The holder is asked',
      when: 'Another account has shared the number.',
      texts: ['bot.notification.move_asked', 'bot.button.moveYes', 'bot.button.moveNo'],
      async play(stage) {
        const holder = await stage.owner(stage.sharedPhone());
        stage.otherAccountOf(holder).shareContact();
        return shown(holder, await stage.reads(holder, 'bot.notification.move_asked'));
      },
    },
    ...(
      [
        ['move-done', 'The holder agrees', 'bot.button.moveYes', 'bot.move.done'],
        ['move-kept', 'The holder refuses', 'bot.button.moveNo', 'bot.move.kept'],
      ] as const
    ).map(([name, title, button, key]): GalleryScene => ({
      name,
      title,
      when: 'The holder of the number presses the button under the question.',
      texts: [key],
      async play(stage) {
        const holder = await stage.owner(stage.sharedPhone());
        stage.otherAccountOf(holder).shareContact();
        const question = await stage.reads(holder, 'bot.notification.move_asked');
        await stage.press(holder, button, question);
        return shown(holder, await stage.reads(holder, key, question));
      },
    })),
    {
      name: 'move-gone',
      title: 'The holder answers twice',
      when: 'The question was answered before.',
      texts: ['bot.move.gone'],
      async play(stage) {
        const holder = await stage.owner(stage.sharedPhone());
        stage.otherAccountOf(holder).shareContact();
        const question = await stage.reads(holder, 'bot.notification.move_asked');
        const data = stage.dataOf(question, text('ru', 'bot.button.moveYes'));
        await stage.press(holder, 'bot.button.moveNo', question);
        const kept = await stage.reads(holder, 'bot.move.kept', question);
        holder.press(data, question);
        return shown(holder, await stage.reads(holder, 'bot.move.gone', kept));
      },
    },
  ],
};
