import { text } from '@app/i18n';
import type { GallerySection } from '../gallery-scene';
import { BROWSER, shown } from '../stage';

export const START: GallerySection = {
  title: 'The first meeting',
  scenes: [
    {
      name: 'description',
      title: 'Before the first message',
      when: 'The person has opened the chat and has not pressed START yet.',
      texts: ['bot.profile.description'],
      async play(stage) {
        const person = stage.stranger();
        const { description } = await stage.profile(person);
        return { ...shown(person), part: 'description', profile: [description] };
      },
    },
    {
      name: 'greeting',
      title: 'START',
      when: 'The person presses START. No number is linked to the account.',
      texts: ['bot.greeting', 'bot.button.share'],
      async play(stage) {
        const person = stage.stranger();
        return { ...(await stage.says(person, '/start', 'bot.greeting')), part: 'keyboard' };
      },
    },
    {
      name: 'linked',
      title: 'The number is shared',
      when: 'The person presses the button, and no page waits for a code.',
      texts: ['bot.linked'],
      async play(stage) {
        const person = stage.stranger();
        await stage.says(person, '/start', 'bot.greeting');
        const contact = person.tap(text('ru', 'bot.button.share'));
        return stage.answered(person, contact, 'bot.linked');
      },
    },
    {
      name: 'greeting-again',
      title: 'START again',
      when: 'The number is linked already.',
      texts: ['bot.greetingAgain', 'bot.button.getCode'],
      play: async (stage) => stage.says(await stage.owner(), '/start', 'bot.greetingAgain'),
    },
    {
      name: 'menu',
      title: 'The command menu',
      when: 'The person opens the menu.',
      texts: [
        ...(['bot.menu.code', 'bot.menu.sessions', 'bot.menu.shop', 'bot.menu.language'] as const),
        ...(['bot.menu.mute', 'bot.menu.logoutAll', 'bot.menu.stop', 'bot.menu.help'] as const),
      ],
      async play(stage) {
        const person = await stage.owner();
        const { commands } = await stage.profile(person);
        return { ...shown(person), part: 'menu', profile: commands };
      },
    },
    {
      name: 'share-to-get',
      title: 'The link of the sign-in page, without a number',
      when: 'The person opens the link (or the QR code) of the page and has not shared the number yet.',
      texts: ['bot.shareToGet', 'bot.origin.device'],
      async play(stage) {
        const person = stage.stranger();
        const { telegram } = await stage.scene.requestCode(person.phone, BROWSER);
        const opened = person.openLink(telegram.link);
        return {
          ...(await stage.answered(person, opened, 'bot.shareToGet')),
          part: 'keyboard',
        };
      },
    },
    {
      name: 'linked-with-code',
      title: 'The number is shared, and the page waits',
      when: 'The person presses the button after the link of the page: the code comes at once.',
      texts: ['bot.code.linked', 'bot.code.chooseNumber'],
      async play(stage) {
        const person = stage.stranger();
        const { telegram } = await stage.scene.requestCode(person.phone, BROWSER);
        await stage.reads(person, 'bot.shareToGet', person.openLink(telegram.link));
        const contact = person.tap(text('ru', 'bot.button.share'));
        return stage.answered(person, contact, 'bot.code.linked');
      },
    },
    {
      name: 'share-first',
      title: 'A command before the number',
      when: 'The person asks for a code and has not shared the number yet.',
      texts: ['bot.shareFirst'],
      play: (stage) => stage.says(stage.stranger(), '/code', 'bot.shareFirst'),
    },
    {
      name: 'typed-unlinked',
      title: 'A typed number before the number is shared',
      when: 'The person types a phone number instead of pressing the button.',
      texts: ['bot.phone.typedUnlinked'],
      play: (stage) => stage.says(stage.stranger(), '+7 701 234 56 78', 'bot.phone.typedUnlinked'),
    },
  ],
};
