import type { EraseCodeAnswer } from '@app/contract';
import { codeOf } from '@app/simulator';
import { bearer, receiveCode, receiveCodeOf } from '@app/testing';
import type { GalleryScene, GallerySection } from '../gallery-scene';
import { BROWSER, type CodeOnPage, shown, type Stage } from '../stage';

/** A signed-in owner who has asked for the code that deletes the shop. */
async function eraseCode(stage: Stage) {
  const owner = await stage.shopOwner();
  const path = '/api/shop/erase-code';
  const headers = { ...bearer(owner.tokens.accessToken), ...BROWSER };
  const { body } = await stage.product.post<EraseCodeAnswer>(path, undefined, headers);
  const message = await receiveCodeOf(owner, body.challengeId);
  const code = codeOf(message)!;
  const erase = (typed: string) =>
    stage.product.delete('/api/shop', headers, { challengeId: body.challengeId, code: typed });
  return { owner, message, code, erase };
}

const afterTheCode = (
  scene: Omit<GalleryScene, 'play'>,
  happens: (stage: Stage, code: CodeOnPage) => Promise<unknown>,
): GalleryScene => ({
  ...scene,
  async play(stage) {
    const owner = await stage.owner();
    const code = await stage.codeFromPage(owner);
    await happens(stage, code);
    return shown(owner, await stage.becomes(owner, code.message, scene.texts[0]!));
  },
});

export { eraseCode };

export const CODES: GallerySection = {
  title: 'A code',
  scenes: [
    {
      name: 'code',
      title: 'A code for the page',
      when: 'A page has requested a code for the linked number.',
      texts: [
        ...(['bot.code.title', 'bot.code.lifetime', 'bot.code.origin'] as const),
        ...(['bot.code.typeNumber', 'bot.code.warning'] as const),
        ...(['bot.button.copyCode', 'bot.button.notMe'] as const),
      ],
      async play(stage) {
        const owner = await stage.owner();
        return shown(owner, (await stage.codeFromPage(owner)).message);
      },
    },
    {
      name: 'code-asked',
      title: 'A code on request',
      when: 'The person sends /code or presses the button for it.',
      texts: ['bot.code.asked'],
      play: async (stage) => stage.says(await stage.owner(), '/code', 'bot.code.asked'),
    },
    {
      name: 'code-asked-twice',
      title: 'The button is pressed twice',
      when: 'The first press has brought the code.',
      texts: ['bot.codeSentToast'],
      async play(stage) {
        const owner = await stage.owner();
        const offer = (await stage.says(owner, '/start', 'bot.greetingAgain')).messages.at(-1)!;
        await stage.press(owner, 'bot.button.getCode', offer);
        const code = await stage.reads(owner, 'bot.code.asked', offer);
        const toast = await stage.press(owner, 'bot.button.getCode', offer);
        return { ...shown(owner, code), toast };
      },
    },
    {
      name: 'code-unknown-browser',
      title: 'A code for an unknown browser',
      when: 'The browser of the page is not on the list of known ones, and its address is a private one.',
      texts: ['bot.origin.unknownBrowser', 'bot.origin.unknownSystem'],
      async play(stage) {
        const owner = await stage.owner();
        return shown(owner, (await stage.codeFromPage(owner, { 'User-Agent': 'curl/8' })).message);
      },
    },
    {
      name: 'code-last-minute',
      title: 'A code in its last minute',
      when: 'The link of the page is opened shortly before the code expires.',
      texts: ['bot.code.lifetimeShort'],
      isShortLived: true,
      async play(stage) {
        const owner = await stage.owner();
        return shown(owner, (await stage.codeFromPage(owner)).message);
      },
    },
    {
      name: 'code-limited',
      title: 'Too many codes',
      when: 'The person has asked for three codes within a minute.',
      texts: ['bot.ask.limited'],
      async play(stage) {
        const owner = await stage.owner();
        for (const _ of [1, 2, 3]) await receiveCode(owner, owner.say('/code').messageId);
        return stage.says(owner, '/code', 'bot.ask.limited');
      },
    },
    {
      name: 'code-typed-other',
      title: 'A typed number that is another one',
      when: 'The person types a number that is not linked to the chat. The own number brings a code.',
      texts: ['bot.phone.typedOther'],
      play: async (stage) => stage.says(await stage.owner(), '+7 701 234 56 78', 'bot.phone.typedOther'),
    },
    afterTheCode(
      {
        name: 'edited-used',
        title: 'The code was used',
        when: 'The page has signed in with the code.',
        texts: ['bot.edited.used'],
      },
      (stage, code) => stage.verify(code),
    ),
    {
      name: 'edited-expired',
      title: 'The code has expired',
      when: 'Nobody has used the code.',
      texts: ['bot.edited.expired'],
      isShortLived: true,
      async play(stage) {
        const owner = await stage.owner();
        const { message } = await stage.codeFromPage(owner);
        return shown(owner, await stage.becomes(owner, message, 'bot.edited.expired'));
      },
    },
    afterTheCode(
      {
        name: 'edited-replaced',
        title: 'The code was replaced',
        when: 'The page has requested a new code.',
        texts: ['bot.edited.replaced'],
      },
      (stage, { challengeId, phone }) =>
        stage.product.post('/api/auth/request-otp', { phone, replaces: challengeId }, BROWSER),
    ),
    afterTheCode(
      {
        name: 'edited-exhausted',
        title: 'Three wrong codes',
        when: 'Somebody has typed a wrong code three times.',
        texts: ['bot.edited.exhausted'],
      },
      (stage, code) => stage.typeWrongCodes(code),
    ),
    {
      name: 'edited-closed',
      title: 'The code was closed',
      when: 'The person has signed out on all devices, or the number was unlinked.',
      texts: ['bot.edited.closed'],
      async play(stage) {
        const owner = await stage.owner();
        const { message } = await stage.codeFromPage(owner);
        const { messages } = await stage.says(owner, '/logout_all', 'bot.logoutAll.ask');
        await stage.press(owner, 'bot.button.logoutYes', messages.at(-1)!);
        return shown(owner, await stage.becomes(owner, message, 'bot.edited.closed'));
      },
    },
    {
      name: 'erase-code',
      title: 'A code that deletes the shop',
      when: 'A signed-in page has asked to delete the shop.',
      texts: ['bot.code.eraseTitle', 'bot.code.eraseWarning'],
      async play(stage) {
        const { owner, message } = await eraseCode(stage);
        return shown(owner, message);
      },
    },
    {
      name: 'edited-erased',
      title: 'The shop is deleted',
      when: 'The code was typed on the page.',
      texts: ['bot.edited.erased'],
      async play(stage) {
        const { owner, message, code, erase } = await eraseCode(stage);
        await erase(code);
        return shown(owner, await stage.becomes(owner, message, 'bot.edited.erased'));
      },
    },
    {
      name: 'edited-erase-exhausted',
      title: 'Three wrong codes, and the shop stays',
      when: 'A wrong code was typed three times.',
      texts: ['bot.edited.erase_exhausted'],
      async play(stage) {
        const { owner, message, code, erase } = await eraseCode(stage);
        for (const _ of [1, 2, 3]) await erase(code === '111111' ? '222222' : '111111');
        return shown(owner, await stage.becomes(owner, message, 'bot.edited.erase_exhausted'));
      },
    },
    {
      name: 'edited-erase-expired',
      title: 'The code has expired, and the shop stays',
      when: 'Nobody has used the code.',
      texts: ['bot.edited.erase_expired'],
      isShortLived: true,
      async play(stage) {
        const { owner, message } = await eraseCode(stage);
        return shown(owner, await stage.becomes(owner, message, 'bot.edited.erase_expired'));
      },
    },
  ],
};
