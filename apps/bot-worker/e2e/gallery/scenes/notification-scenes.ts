import type { Tokens } from '@app/contract';
import type { GallerySection } from '../gallery-scene';
import { OTHER_BROWSER, shown } from '../stage';

export const NOTIFICATIONS: GallerySection = {
  title: 'Notifications',
  scenes: [
    {
      name: 'signed-in',
      title: 'A new browser',
      when: 'Somebody has signed in from a browser or address that was not seen before.',
      texts: ['bot.notification.signed_in'],
      async play(stage) {
        const owner = await stage.shopOwner();
        const code = await stage.codeFromPage(owner, OTHER_BROWSER);
        await stage.verify(code, OTHER_BROWSER);
        return shown(owner, await stage.reads(owner, 'bot.notification.signed_in'));
      },
    },
    {
      name: 'mute-off',
      title: 'Notifications of sign-ins are off',
      when: 'The person sends /mute.',
      texts: ['bot.mute.off', 'bot.button.unmute'],
      play: async (stage) => stage.says(await stage.owner(), '/mute', 'bot.mute.off'),
    },
    {
      name: 'mute-on',
      title: 'Notifications of sign-ins are on again',
      when: 'The person presses the button or sends /mute again.',
      texts: ['bot.mute.on'],
      async play(stage) {
        const owner = await stage.owner();
        const { messages } = await stage.says(owner, '/mute', 'bot.mute.off');
        await stage.press(owner, 'bot.button.unmute', messages.at(-1)!);
        return shown(owner, await stage.reads(owner, 'bot.mute.on', messages.at(-1)));
      },
    },
    {
      name: 'phone-locked',
      title: 'The number is locked',
      when: 'Too many wrong codes were typed for the number within a day.',
      texts: ['bot.notification.phone_locked'],
      async play(stage) {
        const owner = await stage.owner();
        for (const _ of [1, 2]) await stage.typeWrongCodes(await stage.codeFromPage(owner));
        return shown(owner, await stage.reads(owner, 'bot.notification.phone_locked'));
      },
    },
    {
      name: 'token-reused',
      title: 'A stolen key',
      when: 'A refresh token that was replaced long ago is used again, so its session is ended.',
      texts: ['bot.notification.token_reused'],
      async play(stage) {
        const owner = await stage.shopOwner();
        const { refreshToken } = owner.tokens;
        let newest = refreshToken;
        for (const _ of [1, 2]) {
          const rotated = await stage.product.post<Tokens>('/api/auth/refresh', { refreshToken: newest });
          newest = rotated.body.refreshToken!;
        }
        await stage.product.post('/api/auth/refresh', { refreshToken });
        return shown(owner, await stage.reads(owner, 'bot.notification.token_reused'));
      },
    },
  ],
};
