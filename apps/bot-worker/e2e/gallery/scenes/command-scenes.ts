import { text } from '@app/i18n';
import type { BotTextKey, GalleryScene, GallerySection } from '../gallery-scene';
import { shown } from '../stage';

interface Answered {
  readonly title: string;
  readonly command: string;
  readonly question: BotTextKey;
  readonly button: BotTextKey;
  readonly key: BotTextKey;
  /** Whether the person has signed in before. */
  readonly hasShop?: true;
}

const answered = (
  name: string,
  { title, command, question, button, key, hasShop }: Answered,
): GalleryScene => ({
  name,
  title,
  when: 'The person presses the button under the question.',
  texts: [key],
  async play(stage) {
    const owner = await (hasShop ? stage.shopOwner() : stage.owner());
    const asked = (await stage.says(owner, command, question)).messages.at(-1)!;
    await stage.press(owner, button, asked);
    return stage.answered(owner, asked, key);
  },
});

export const COMMANDS: GallerySection = {
  title: 'Commands',
  scenes: [
    {
      name: 'help',
      title: 'Help',
      when: 'The person sends /help.',
      texts: ['bot.help'],
      play: async (stage) => stage.says(await stage.owner(), '/help', 'bot.help'),
    },
    {
      name: 'unknown',
      title: 'What the bot does not understand',
      when: 'The person writes something that is no command, or sends a sticker, a voice message or a photo.',
      texts: ['bot.unknown'],
      play: async (stage) => stage.says(await stage.owner(), 'Здравствуйте, это поддержка?', 'bot.unknown'),
    },
    {
      name: 'edited-message',
      title: 'An edited message',
      when: 'The person corrects a message that was sent before.',
      texts: ['bot.editedMessage'],
      async play(stage) {
        const owner = await stage.owner();
        const { messages } = await stage.says(owner, '/hlep', 'bot.unknown');
        const said = owner.edit(messages[0]!, '/help');
        return shown(owner, said, await stage.reads(owner, 'bot.editedMessage', messages.at(-1)));
      },
    },
    {
      name: 'old-button',
      title: 'A button of former times',
      when: 'The person presses a button that the bot no longer knows.',
      texts: ['bot.oldButtonToast'],
      async play(stage) {
        const owner = await stage.owner();
        const { messages } = await stage.says(owner, '/start', 'bot.greetingAgain');
        const { text: toast } = await owner.press('of-former-times', messages.at(-1)).answered();
        return { ...shown(owner, messages.at(-1)!), toast };
      },
    },
    {
      name: 'language',
      title: 'Language',
      when: 'The person sends /language.',
      texts: ['bot.language.ask', 'bot.language.name'],
      play: async (stage) => stage.says(await stage.owner(), '/language', 'bot.language.ask'),
    },
    {
      name: 'language-chosen',
      title: 'The language is chosen',
      when: 'The person has chosen a language and has no shop yet.',
      texts: ['bot.language.chosen'],
      async play(stage) {
        const owner = await stage.owner();
        const { messages } = await stage.says(owner, '/language', 'bot.language.ask');
        await stage.press(owner, 'bot.language.name', messages.at(-1)!);
        return shown(owner, await stage.reads(owner, 'bot.language.chosen', messages.at(-1)));
      },
    },
    {
      name: 'language-chosen-for-shop',
      title: 'The language of the shop is chosen',
      when: 'The person has a shop, whose language changes too.',
      texts: ['bot.language.chosenForShop'],
      async play(stage) {
        const owner = await stage.shopOwner();
        const { messages } = await stage.says(owner, '/language', 'bot.language.ask');
        await stage.press(owner, 'bot.language.name', messages.at(-1)!);
        return shown(owner, await stage.reads(owner, 'bot.language.chosenForShop', messages.at(-1)));
      },
    },
    {
      name: 'logout-all',
      title: 'Sign out everywhere',
      when: 'The person sends /logout_all.',
      texts: ['bot.logoutAll.ask', 'bot.button.logoutYes', 'bot.button.logoutNo'],
      play: async (stage) => stage.says(await stage.owner(), '/logout_all', 'bot.logoutAll.ask'),
    },
    answered('logout-all-done', {
      title: 'All devices are signed out',
      ...{ command: '/logout_all', question: 'bot.logoutAll.ask', button: 'bot.button.logoutYes' },
      ...{ key: 'bot.logoutAll.done', hasShop: true },
    }),
    answered('logout-all-none', {
      title: 'No device was signed in',
      ...{ command: '/logout_all', question: 'bot.logoutAll.ask', button: 'bot.button.logoutYes' },
      key: 'bot.logoutAll.none',
    }),
    answered('logout-all-kept', {
      title: 'The devices stay signed in',
      ...{ command: '/logout_all', question: 'bot.logoutAll.ask', button: 'bot.button.logoutNo' },
      key: 'bot.logoutAll.kept',
    }),
    {
      name: 'answered-twice',
      title: 'A question is answered twice',
      when: 'The person has pressed a button under the question before.',
      texts: ['bot.answeredToast'],
      async play(stage) {
        const owner = await stage.owner();
        const question = (await stage.says(owner, '/logout_all', 'bot.logoutAll.ask')).messages.at(-1)!;
        const data = stage.dataOf(question, text('ru', 'bot.button.logoutYes'));
        await stage.press(owner, 'bot.button.logoutNo', question);
        const kept = await stage.reads(owner, 'bot.logoutAll.kept', question);
        const { text: toast } = await owner.press(data, question).answered();
        return { ...shown(owner, question, kept), toast };
      },
    },
    {
      name: 'stop',
      title: 'Unlink',
      when: 'The person sends /stop.',
      texts: ['bot.stop.ask', 'bot.button.stopYes', 'bot.button.stopNo'],
      play: async (stage) => stage.says(await stage.owner(), '/stop', 'bot.stop.ask'),
    },
    answered('stop-done', {
      title: 'The number is unlinked',
      ...{ command: '/stop', question: 'bot.stop.ask', button: 'bot.button.stopYes', key: 'bot.stop.done' },
    }),
    answered('stop-done-signed-out', {
      title: 'The number is unlinked, and devices are signed out',
      ...{ command: '/stop', question: 'bot.stop.ask', button: 'bot.button.stopYes' },
      ...{ key: 'bot.stop.doneSignedOut', hasShop: true },
    }),
    answered('stop-kept', {
      title: 'The number stays',
      ...{ command: '/stop', question: 'bot.stop.ask', button: 'bot.button.stopNo', key: 'bot.stop.kept' },
    }),
    {
      name: 'stop-nothing',
      title: 'Nothing to unlink',
      when: 'The person sends /stop, and no number is linked.',
      texts: ['bot.stop.nothing'],
      play: (stage) => stage.says(stage.stranger(), '/stop', 'bot.stop.nothing'),
    },
  ],
};
