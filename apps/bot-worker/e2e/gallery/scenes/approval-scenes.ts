import type { SimulatedPerson } from '@app/simulator';
import { offeredNumbers } from '../../scene';
import type { GalleryScene, GallerySection } from '../gallery-scene';
import { type CodeOnPage, shown, type Stage } from '../stage';

/** A page whose owner has opened its link after the code had arrived, and the message that offers three numbers. */
async function offer(stage: Stage) {
  const owner = await stage.owner();
  const page = await stage.codeFromPage(owner);
  const message = await stage.reads(owner, 'bot.link.sent', owner.openLink(page.telegram.link));
  return { owner, page, message };
}

type Typed = Pick<GalleryScene, 'name' | 'title' | 'when' | 'texts'> & {
  /** Happens after the code has arrived and before the number is typed. */
  readonly before?: (stage: Stage, owner: SimulatedPerson, page: CodeOnPage) => Promise<unknown>;
};

const typed = ({ before, ...scene }: Typed): GalleryScene => ({
  ...scene,
  async play(stage) {
    const owner = await stage.owner();
    const page = await stage.codeFromPage(owner);
    await before?.(stage, owner, page);
    return stage.says(owner, page.approval.number, scene.texts[0]!);
  },
});

export const APPROVALS: GallerySection = {
  title: 'Signing in by the number of the page',
  scenes: [
    {
      name: 'approved-by-button',
      title: 'The right number is pressed',
      when: 'The person presses the number that the page shows.',
      texts: ['bot.approve.approved', 'bot.approveToast.approved'],
      async play(stage) {
        const { owner, page, message } = await offer(stage);
        const { text: toast } = await owner.press(page.approval.number, message).answered();
        return { ...shown(owner, await stage.becomes(owner, message, 'bot.approve.approved')), toast };
      },
    },
    {
      name: 'approved-twice-by-button',
      title: 'The right number is pressed twice',
      when: 'The page has not signed in yet.',
      texts: ['bot.approveToast.already'],
      async play(stage) {
        const { owner, page, message } = await offer(stage);
        const data = stage.dataOf(message, page.approval.number);
        await owner.press(data, message).answered();
        const approved = await stage.becomes(owner, message, 'bot.approve.approved');
        const { text: toast } = await owner.press(data, message).answered();
        return { ...shown(owner, approved), toast };
      },
    },
    {
      name: 'wrong-number',
      title: 'A wrong number is pressed',
      when: 'The person presses a number that the page does not show: the code disappears too.',
      texts: ['bot.edited.wrong_number', 'bot.approve.wrong', 'bot.approveToast.wrong'],
      async play(stage) {
        const { owner, page, message } = await offer(stage);
        const wrong = offeredNumbers(message).find((number) => number !== page.approval.number)!;
        const { text: toast } = await owner.press(wrong, message).answered();
        const code = await stage.becomes(owner, page.message, 'bot.edited.wrong_number');
        return { ...shown(owner, code, await stage.becomes(owner, message, 'bot.approve.wrong')), toast };
      },
    },
    {
      name: 'number-gone-by-button',
      title: 'A number is pressed too late',
      when: 'The page has signed in with the code.',
      texts: ['bot.approveToast.gone'],
      async play(stage) {
        const { owner, page, message } = await offer(stage);
        await stage.verify(page);
        const { text: toast } = await owner.press(page.approval.number, message).answered();
        return { ...shown(owner, message), toast };
      },
    },
    typed({
      name: 'approved-by-answer',
      title: 'The right number is typed',
      when: 'A code was pushed, and the person types the number that the page shows.',
      texts: ['bot.approve.approved'],
    }),
    typed({
      name: 'approved-twice-by-answer',
      title: 'The right number is typed twice',
      when: 'The page has not signed in yet.',
      texts: ['bot.approve.already'],
      before: (stage, owner, page) => stage.says(owner, page.approval.number, 'bot.approve.approved'),
    }),
    typed({
      name: 'number-gone',
      title: 'A number is typed too late',
      when: 'The page has signed in with the code.',
      texts: ['bot.approve.gone'],
      before: (stage, _owner, page) => stage.verify(page),
    }),
    typed({
      name: 'number-of-several',
      title: 'A number is typed while several pages wait',
      when: 'Two pages have pushed a code, so the bot cannot know which one is meant.',
      texts: ['bot.approve.several'],
      before: (stage, owner) => stage.codeFromPage(owner),
    }),
    {
      name: 'approved-by-reply',
      title: 'The number answers the message of its page',
      when: 'Two pages have pushed a code, and the person answers the message of one of them.',
      texts: ['bot.approve.approved'],
      async play(stage) {
        const owner = await stage.owner();
        const page = await stage.codeFromPage(owner);
        await stage.codeFromPage(owner);
        const said = owner.reply(page.message, page.approval.number);
        return stage.answered(owner, said, 'bot.approve.approved');
      },
    },
  ],
};
