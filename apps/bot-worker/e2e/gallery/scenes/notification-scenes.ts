import type { Tokens } from '@app/contract';
import { text } from '@app/i18n';
import type { ChatMessage, SimulatedPerson } from '@app/simulator';
import { adminCommand } from '@app/testing';
import type { GallerySection } from '../gallery-scene';
import { OTHER_BROWSER, shown, type Stage } from '../stage';

/** A token of a session is used again after two rotations, while the owner has another session. */
async function stolenKey(stage: Stage): Promise<{ owner: SimulatedPerson; notification: ChatMessage }> {
  const owner = await stage.shopOwner();
  await stage.signIn(owner);
  const { refreshToken } = owner.tokens;
  let newest = refreshToken;
  for (const _ of [1, 2]) {
    const rotated = await stage.product.post<Tokens>('/api/auth/refresh', { refreshToken: newest });
    newest = rotated.body.refreshToken!;
  }
  await stage.product.post('/api/auth/refresh', { refreshToken });
  return { owner, notification: await stage.reads(owner, 'bot.notification.token_reused') };
}

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
      texts: ['bot.notification.phone_locked', 'bot.button.getCode'],
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
      texts: ['bot.notification.token_reused', 'bot.button.notMe'],
      async play(stage) {
        const { owner, notification } = await stolenKey(stage);
        return shown(owner, notification);
      },
    },
    {
      name: 'token-reused-refused',
      title: 'A stolen key, and "It was not me"',
      when: 'The person presses the button. All sessions that were open then end.',
      texts: ['bot.refusedKey', 'bot.sessions.endedToast'],
      async play(stage) {
        const { owner, notification } = await stolenKey(stage);
        const toast = await stage.press(owner, 'bot.button.notMe', notification);
        return { ...shown(owner, await stage.reads(owner, 'bot.refusedKey')), toast };
      },
    },
    {
      name: 'token-reused-over',
      title: 'A stolen key, and "It was not me" again',
      when: 'The app still shows the button that was pressed before.',
      texts: ['bot.refusedKeyOver', 'bot.sessions.goneToast'],
      async play(stage) {
        const { owner, notification } = await stolenKey(stage);
        const button = stage.dataOf(notification, text('ru', 'bot.button.notMe'));
        await stage.press(owner, 'bot.button.notMe', notification);
        await stage.reads(owner, 'bot.refusedKey');
        const { text: toast } = await owner.press(button, notification).answered();
        return { ...shown(owner, await stage.reads(owner, 'bot.refusedKeyOver')), toast };
      },
    },
    {
      name: 'shop-moved',
      title: 'Support has moved the shop',
      when: 'An operator has moved the shop to another number.',
      texts: ['bot.notification.shop_moved', 'bot.button.share'],
      async play(stage) {
        const owner = await stage.shopOwner();
        await adminCommand(stage.product, 'shop', 'move', owner.phone, stage.freshPhone(), '--yes');
        return shown(owner, await stage.reads(owner, 'bot.notification.shop_moved'));
      },
    },
    {
      name: 'shop-erased',
      title: 'Support has deleted the shop',
      when: 'An operator has deleted the shop.',
      texts: ['bot.notification.shop_erased'],
      async play(stage) {
        const owner = await stage.shopOwner();
        await adminCommand(stage.product, 'shop', 'erase', owner.phone, '--yes');
        return shown(owner, await stage.reads(owner, 'bot.notification.shop_erased'));
      },
    },
  ],
};
