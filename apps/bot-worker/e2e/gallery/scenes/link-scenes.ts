import type { GallerySection } from '../gallery-scene';
import { BROWSER } from '../stage';

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
        return stage.answered(owner, owner.openLink(telegram.link), 'bot.link.sent');
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
        return stage.answered(owner, owner.openLink(telegram.link), 'bot.link.otherPhone');
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
          ...(await stage.answered(person, opened, 'bot.link.goneUnlinked')),
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
        return stage.answered(owner, owner.start('AAAAAAAAAAAAAAAAAAAAAAAA'), 'bot.link.gone');
      },
    },
  ],
};
