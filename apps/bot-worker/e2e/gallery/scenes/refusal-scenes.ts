import type { GallerySection } from '../gallery-scene';
import { OTHER_BROWSER, shown } from '../stage';
import { eraseCode } from './code-scenes';

export const REFUSALS: GallerySection = {
  title: '“It was not me”',
  scenes: [
    {
      name: 'refused',
      title: 'Under a code',
      when: 'The person presses “It was not me” under a code that nobody has used.',
      texts: ['bot.edited.refused', 'bot.refused', 'bot.refusedToast'],
      async play(stage) {
        const owner = await stage.owner();
        const { message } = await stage.codeFromPage(owner, OTHER_BROWSER);
        const toast = await stage.press(owner, 'bot.button.notMe', message);
        const edited = await stage.becomes(owner, message, 'bot.edited.refused');
        return { ...shown(owner, edited, await stage.reads(owner, 'bot.refused', message)), toast };
      },
    },
    {
      name: 'refused-used',
      title: 'After a sign-in',
      when: 'Somebody has signed in with the code, and the person presses “It was not me”.',
      texts: ['bot.edited.ended', 'bot.refusedUsed', 'bot.endedToast'],
      async play(stage) {
        const owner = await stage.owner();
        const code = await stage.codeFromPage(owner, OTHER_BROWSER);
        await stage.verify(code, OTHER_BROWSER);
        await stage.becomes(owner, code.message, 'bot.edited.used');
        const toast = await stage.press(owner, 'bot.button.notMe', code.message);
        const edited = await stage.becomes(owner, code.message, 'bot.edited.ended');
        return { ...shown(owner, edited, await stage.reads(owner, 'bot.refusedUsed', code.message)), toast };
      },
    },
    {
      name: 'refused-ended',
      title: 'After a sign-in that has ended',
      when: 'The session had ended before the person pressed “It was not me”.',
      texts: ['bot.refusedEnded', 'bot.goneToast'],
      async play(stage) {
        const owner = await stage.owner();
        const code = await stage.codeFromPage(owner, OTHER_BROWSER);
        const { accessToken } = await stage.verify(code, OTHER_BROWSER);
        await stage.becomes(owner, code.message, 'bot.edited.used');
        await stage.product.post('/api/auth/logout', undefined, { Authorization: `Bearer ${accessToken}` });
        const toast = await stage.press(owner, 'bot.button.notMe', code.message);
        return { ...shown(owner, await stage.reads(owner, 'bot.refusedEnded', code.message)), toast };
      },
    },
    {
      name: 'refused-erase',
      title: 'Under a code that deletes the shop',
      when: 'The person presses “It was not me”.',
      texts: ['bot.refusedErase'],
      async play(stage) {
        const { owner, message } = await eraseCode(stage);
        await stage.press(owner, 'bot.button.notMe', message);
        return shown(owner, await stage.reads(owner, 'bot.refusedErase', message));
      },
    },
  ],
};
