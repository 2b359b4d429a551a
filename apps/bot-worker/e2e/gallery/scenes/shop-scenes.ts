import type { SimulatedPerson } from '@app/simulator';
import { inlineButtonsOf } from '@app/simulator';
import type { GallerySection } from '../gallery-scene';
import { OTHER_BROWSER, shown, type Stage } from '../stage';

/** An owner with two sessions, and their list. */
async function listed(stage: Stage) {
  const owner = await stage.shopOwner();
  await stage.verify(await stage.codeFromPage(owner), OTHER_BROWSER);
  await stage.reads(owner, 'bot.notification.signed_in');
  const [asked, list] = (await stage.says(owner, '/sessions', 'bot.sessions.title')).messages;
  const first = inlineButtonsOf(list!)[0]!.callback_data!;
  return { owner, asked: asked!, list: list!, first };
}

/** An owner who was asked for the name of the shop. */
async function askedForName(stage: Stage) {
  const owner = await stage.shopOwner();
  const shop = (await stage.says(owner, '/shop', 'bot.shop.info')).messages.at(-1)!;
  await stage.press(owner, 'bot.button.changeName', shop);
  return { owner, question: await stage.reads(owner, 'bot.shop.askName', shop) };
}

async function withPlan(stage: Stage, assignment: string): Promise<SimulatedPerson> {
  const owner = await stage.shopOwner();
  await stage.change('shops', assignment, owner);
  return owner;
}

export const SHOP: GallerySection = {
  title: 'Sessions and the shop',
  scenes: [
    {
      name: 'sessions',
      title: 'The list of sessions',
      when: 'The person sends /sessions.',
      texts: [
        ...(['bot.sessions.title', 'bot.sessions.item', 'bot.sessions.hint'] as const),
        'bot.button.logoutAll',
      ],
      async play(stage) {
        const { owner, asked, list } = await listed(stage);
        return shown(owner, asked, list);
      },
    },
    {
      name: 'sessions-many',
      title: 'More sessions than a message can list',
      when: 'An operator has allowed more than ten sessions (`SESSIONS_PER_SHOP`), and the person sends /sessions.',
      texts: ['bot.sessions.shown'],
      async play(stage) {
        const owner = await stage.owner();
        for (let left = 11; left > 0; left--) await stage.signIn(owner);
        return stage.says(owner, '/sessions', 'bot.sessions.shown');
      },
    },
    {
      name: 'session-ended',
      title: 'A session is ended',
      when: 'The person presses the button of a session.',
      texts: ['bot.sessions.ended', 'bot.sessions.endedToast'],
      async play(stage) {
        const { owner, list, first } = await listed(stage);
        const { text: toast } = await owner.press(first, list).answered();
        return { ...shown(owner, await stage.becomes(owner, list, 'bot.sessions.ended')), toast };
      },
    },
    {
      name: 'session-gone',
      title: 'A session had ended already',
      when: 'The person presses the button a second time, in an app that still shows it.',
      texts: ['bot.sessions.goneToast'],
      async play(stage) {
        const { owner, list, first } = await listed(stage);
        await owner.press(first, list).answered();
        await stage.becomes(owner, list, 'bot.sessions.ended');
        const { text: toast } = await owner.press(first, list).answered();
        return { ...shown(owner, list), toast };
      },
    },
    {
      name: 'sessions-closed',
      title: 'A list of former times',
      when: 'The number was unlinked, and the person presses a button of an old list.',
      texts: ['bot.sessions.closed'],
      async play(stage) {
        const { owner, list, first } = await listed(stage);
        const question = (await stage.says(owner, '/stop', 'bot.stop.ask')).messages.at(-1)!;
        await stage.press(owner, 'bot.button.stopYes', question);
        await stage.reads(owner, 'bot.stop.doneSignedOut', question);
        await owner.press(first, list).answered();
        return shown(owner, await stage.becomes(owner, list, 'bot.sessions.closed'));
      },
    },
    {
      name: 'sessions-none',
      title: 'No session',
      when: 'The person has a shop and is signed in nowhere.',
      texts: ['bot.sessions.none'],
      async play(stage) {
        const owner = await stage.shopOwner();
        const question = (await stage.says(owner, '/logout_all', 'bot.logoutAll.ask')).messages.at(-1)!;
        await stage.press(owner, 'bot.button.logoutYes', question);
        await stage.reads(owner, 'bot.logoutAll.done', question);
        return stage.says(owner, '/sessions', 'bot.sessions.none');
      },
    },
    {
      name: 'no-shop',
      title: 'No shop yet',
      when: 'The person has never signed in, and sends /sessions or /shop.',
      texts: ['bot.noShop'],
      play: async (stage) => stage.says(await stage.owner(), '/shop', 'bot.noShop'),
    },
    {
      name: 'shop',
      title: 'The shop',
      when: 'The person sends /shop after the first sign-in.',
      texts: [
        ...(['bot.shop.info', 'bot.shop.unnamed', 'bot.shop.planFree'] as const),
        ...(['bot.button.changeName', 'bot.button.changeLanguage'] as const),
      ],
      play: async (stage) => stage.says(await stage.shopOwner(), '/shop', 'bot.shop.info'),
    },
    {
      name: 'shop-basic',
      title: 'A shop with a plan',
      when: 'The shop has the plan “basic” without an end.',
      texts: ['bot.shop.planBasic'],
      async play(stage) {
        const owner = await withPlan(stage, `plan = 'basic', name = 'Чайная «Бергамот»'`);
        return stage.says(owner, '/shop', 'bot.shop.planBasic');
      },
    },
    {
      name: 'shop-pro',
      title: 'A shop with a plan that ends',
      when: 'The shop has the plan “pro” until a day.',
      texts: ['bot.shop.planPro', 'bot.shop.planUntil'],
      async play(stage) {
        const plan = `plan = 'pro', plan_expires_at = '2099-05-10T12:00:00Z', name = 'Чайная «Бергамот»'`;
        return stage.says(await withPlan(stage, plan), '/shop', 'bot.shop.planPro');
      },
    },
    {
      name: 'shop-name',
      title: 'The question for the name',
      when: 'The person presses the button to change the name.',
      texts: ['bot.shop.askName', 'bot.button.keepName'],
      async play(stage) {
        const { owner, question } = await askedForName(stage);
        return shown(owner, question);
      },
    },
    {
      name: 'shop-renamed',
      title: 'The new name',
      when: 'The person writes the name.',
      texts: ['bot.shop.renamed'],
      async play(stage) {
        const { owner } = await askedForName(stage);
        return stage.says(owner, 'Чайная «Бергамот»', 'bot.shop.renamed');
      },
    },
    {
      name: 'shop-bad-name',
      title: 'What cannot be a name',
      when: 'The person writes several lines.',
      texts: ['bot.shop.badName'],
      async play(stage) {
        const { owner } = await askedForName(stage);
        return stage.says(owner, 'Чайная\n«Бергамот»', 'bot.shop.badName');
      },
    },
    {
      name: 'shop-name-kept',
      title: 'The name stays',
      when: 'The person presses the button under the question.',
      texts: ['bot.shop.nameKept'],
      async play(stage) {
        const { owner, question } = await askedForName(stage);
        await stage.press(owner, 'bot.button.keepName', question);
        return shown(owner, await stage.becomes(owner, question, 'bot.shop.nameKept'));
      },
    },
    {
      name: 'shop-name-late',
      title: 'The name comes too late',
      when: 'The question is older than ten minutes.',
      texts: ['bot.shop.nameTooLate'],
      async play(stage) {
        const { owner } = await askedForName(stage);
        const longAgo = `name_asked_at = name_asked_at - interval '11 minutes'`;
        await stage.change('telegram_accounts', longAgo, owner);
        return stage.says(owner, 'Чайная «Бергамот»', 'bot.shop.nameTooLate');
      },
    },
  ],
};
