import { text } from '@app/i18n';
import type { ChatMessage, SimulatedPerson } from '@app/simulator';
import type { BotTextKey, GalleryScene, GallerySection } from '../gallery-scene';
import { shown, type Stage } from '../stage';

type Asked = { readonly owner: SimulatedPerson; readonly question: ChatMessage };

/** The owner has another number now and shares it. */
async function ask(stage: Stage, owner: SimulatedPerson, phone = stage.freshPhone()): Promise<Asked> {
  owner.changePhone(phone);
  const sent = owner.shareContact();
  return { owner, question: await stage.reads(owner, 'bot.phoneChange.ask', sent) };
}

/** The owner presses a button under the question. */
const answered = (
  name: string,
  { title, when, button, key }: { title: string; when: string; button: BotTextKey; key: BotTextKey },
  owner: (stage: Stage) => Promise<SimulatedPerson>,
): GalleryScene => ({
  name,
  title,
  when,
  texts: [key],
  async play(stage) {
    const { owner: person, question } = await ask(stage, await owner(stage));
    await stage.press(person, button, question);
    return shown(person, await stage.reads(person, key, question));
  },
});

/** The owner shares a number that cannot be had. */
const refused = (
  name: string,
  { title, when, key }: { title: string; when: string; key: BotTextKey },
  phone: (stage: Stage) => Promise<string>,
): GalleryScene => ({
  name,
  title,
  when,
  texts: [key],
  async play(stage) {
    const owner = await stage.shopOwner();
    owner.changePhone(await phone(stage));
    return stage.answered(owner, owner.shareContact(), key);
  },
});

export const PHONE_CHANGES: GallerySection = {
  title: 'Another number',
  scenes: [
    {
      name: 'phone-change-shop',
      title: 'A new number',
      when: 'The owner of a shop shares a number that is not the linked one.',
      texts: [
        ...(['bot.phoneChange.ask', 'bot.phoneChange.shopMoves'] as const),
        ...(['bot.button.phoneYes', 'bot.button.phoneNo'] as const),
      ],
      async play(stage) {
        const { owner, question } = await ask(stage, await stage.shopOwner());
        return shown(owner, question);
      },
    },
    {
      name: 'phone-change-held',
      title: 'A new number that another account has',
      when: 'The person has no shop yet, and the shared number is linked to another Telegram account.',
      texts: ['bot.phoneChange.codesMove', 'bot.phoneChange.leavesOther'],
      async play(stage) {
        const { phone } = await stage.owner();
        const { owner, question } = await ask(stage, await stage.owner(), phone);
        return shown(owner, question);
      },
    },
    answered(
      'phone-change-done',
      {
        title: 'The shop has moved',
        when: 'The owner of a shop agrees.',
        button: 'bot.button.phoneYes',
        key: 'bot.phoneChange.done',
      },
      (stage) => stage.shopOwner(),
    ),
    answered(
      'phone-change-done-without-shop',
      {
        title: 'The number has changed',
        when: 'A person without a shop agrees.',
        button: 'bot.button.phoneYes',
        key: 'bot.phoneChange.doneWithoutShop',
      },
      (stage) => stage.owner(),
    ),
    answered(
      'phone-change-kept',
      {
        title: 'The number stays',
        when: 'The person declines.',
        button: 'bot.button.phoneNo',
        key: 'bot.phoneChange.kept',
      },
      (stage) => stage.owner(),
    ),
    {
      name: 'phone-change-gone',
      title: 'A second press',
      when: 'The question was answered before, has expired, or was replaced by a later one.',
      texts: ['bot.phoneChange.gone'],
      async play(stage) {
        const { owner, question } = await ask(stage, await stage.owner());
        const data = stage.dataOf(question, text('ru', 'bot.button.phoneYes'));
        await stage.press(owner, 'bot.button.phoneNo', question);
        const kept = await stage.reads(owner, 'bot.phoneChange.kept', question);
        owner.press(data, question);
        return shown(owner, await stage.reads(owner, 'bot.phoneChange.gone', kept));
      },
    },
    refused(
      'phone-change-has-shop',
      {
        title: 'Both numbers have a shop',
        when: 'The new number has a shop, so the shop of the old one cannot move there.',
        key: 'bot.phoneChange.hasShop',
      },
      async (stage) => (await stage.shopOwner()).phone,
    ),
    refused(
      'phone-change-shared',
      {
        title: 'A number of two countries',
        when: 'The new number may be read as one of two countries, and another account has it.',
        key: 'bot.phoneChange.held',
      },
      async (stage) => (await stage.owner(stage.sharedPhone())).phone,
    ),
  ],
};
