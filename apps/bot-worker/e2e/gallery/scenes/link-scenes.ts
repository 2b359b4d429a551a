import type { GallerySection } from '../gallery-scene';
import { BROWSER, shown } from '../stage';

export const LINKS: GallerySection = {
  title: 'The link of the sign-in page',
  scenes: [
    {
      name: 'link-sent',
      title: 'The code is in the chat already',
      when: 'The person opens the link after the code has arrived, and may choose the number that the page shows.',
      texts: ['bot.link.sent'],
      async play(stage) {
        const owner = await stage.owner();
        const { telegram } = await stage.codeFromPage(owner);
        const opened = owner.openLink(telegram.link);
        return shown(owner, opened, await stage.reads(owner, 'bot.link.sent', opened));
      },
    },
    {
      name: 'link-other-phone',
      title: 'Another number on the page',
      when: 'The page waits for a code of another number than the one of this chat.',
      texts: ['bot.link.otherPhone'],
      async play(stage) {
        const owner = await stage.owner();
        const { telegram } = await stage.scene.requestCode(stage.freshPhone(), BROWSER);
        const opened = owner.openLink(telegram.link);
        return shown(owner, opened, await stage.reads(owner, 'bot.link.otherPhone', opened));
      },
    },
    {
      name: 'link-gone-unlinked',
      title: 'An old link, without a number',
      when: 'The link has expired or was used, and the person has not shared the number yet.',
      texts: ['bot.link.goneUnlinked'],
      async play(stage) {
        const person = stage.stranger();
        const opened = person.start('AAAAAAAAAAAAAAAAAAAAAAAA');
        return {
          ...shown(person, opened, await stage.reads(person, 'bot.link.goneUnlinked', opened)),
          part: 'keyboard',
        };
      },
    },
    {
      name: 'link-gone',
      title: 'An old link',
      when: 'The link has expired, was used, or is no link of ours.',
      texts: ['bot.link.gone'],
      async play(stage) {
        const owner = await stage.owner();
        const opened = owner.start('AAAAAAAAAAAAAAAAAAAAAAAA');
        return shown(owner, opened, await stage.reads(owner, 'bot.link.gone', opened));
      },
    },
  ],
};
