import { type E164, type Language, LANGUAGES, PLANS } from '@app/contract';
import type { CodeTask, EditTask, NotificationTask, Origin } from '@app/otp';
import type { SimulatedPerson } from '@app/simulator';
import { BotOnSimulator } from '../telegram/spec/bot-on-simulator';
import type { OutgoingMessage } from '../telegram/bot-api';
import {
  callbackData,
  codeMessage,
  codeOffer,
  contactRequest,
  editedMessage,
  languageQuestion,
  logoutAllConfirmation,
  mutedMessage,
  originText,
  stopConfirmation,
  textMessage,
  textsRemovingKeyboard,
} from './messages';
import { notificationMessage } from './notification-messages';
import { approvalOffer } from './approval-messages';
import { phoneChangeQuestion } from './phone-change-question';
import { closedSessionList, sessionEndedText, sessionList } from './session-messages';
import { nameQuestion, shopMessage } from './shop-messages';

const CHALLENGE_ID = `ff${'f'.repeat(32)}`;
const LONGEST_PHONE = '+491511123456789' as E164;
const LARGEST_ID = 2 ** 52 - 1;

/** Values that would break a message if they were not escaped, each of the 64 characters that a name may have. */
const HOSTILE = [
  '<b>',
  '</code><a href="https://evil.example">x</a>',
  '&amp;&lt;&',
  '_*[`~>#+-=|{}.!',
  '{{code}} $t(bot.help)',
  '👩‍👩‍👧‍👦🏳️‍🌈',
  'متجر\u202e\u2067',
  'a\ud800 \udc00',
].map((value) => value.repeat(64).slice(0, 64));

const EDITS: readonly EditTask['why'][] = [
  ...(['used', 'erased', 'refused', 'replaced', 'wrong_number', 'closed'] as const),
  ...(['expired', 'exhausted', 'erase_expired', 'erase_exhausted'] as const),
];
const NOTIFICATIONS: readonly Exclude<NotificationTask['type'], 'signed_in'>[] = [
  ...(['relinked', 'moved', 'move_asked', 'token_reused', 'phone_locked'] as const),
  ...(['shop_moved', 'shop_erased'] as const),
];

const APPROVALS = ['approved', 'already', 'wrong', 'gone', 'several'] as const;

const codeTask = (more: Pick<CodeTask, 'channel' | 'purpose' | 'origin'>): CodeTask => ({
  kind: 'code',
  entry: { partition: 'ff', member: `code:${CHALLENGE_ID}`, isCode: true, isFromEvent: false },
  lease: 'lease',
  leaseEndsAt: new Date(Date.now() + 15_000),
  failedSends: 0,
  dueAt: new Date(),
  language: undefined,
  requestId: undefined,
  challengeId: CHALLENGE_ID,
  phone: '+77011234567' as E164,
  code: '123456',
  followsLinking: true,
  expiresAt: new Date(Date.now() + 600_000),
  approvalOffers: ['04', '47', '99'],
  ...more,
});

const SESSION_ID = 'ffffffff-ffff-4fff-bfff-ffffffffffff';
/** Of the longest names of the closed lists, seen on a day whose date is long. */
const LONG_SESSION = {
  id: SESSION_ID,
  userAgent: 'Mozilla/5.0 (X11; CrOS x86_64) SamsungBrowser/20.0',
  ip: '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff',
  lastSeenAt: new Date('2020-09-30T12:00:00Z'),
};
/** The currency and time zone whose names are long. */
const SHOP = {
  currency: 'BAM',
  timezone: 'America/Argentina/ComodRivadavia',
  planExpiresAt: new Date('2099-09-30T12:00:00Z'),
};

function sessionLists(language: Language, value: string): OutgoingMessage[] {
  const listOf = (count: number, userAgent: string) => ({
    timezone: 'Asia/Almaty',
    sessions: Array.from({ length: count }, () => ({ ...LONG_SESSION, userAgent })),
  });
  return [
    sessionList(language, listOf(1_000, LONG_SESSION.userAgent), sessionEndedText(language, LONG_SESSION)),
    sessionList(language, listOf(10, value)),
    sessionList(language, listOf(0, value), sessionEndedText(language, LONG_SESSION)),
    closedSessionList(language),
  ];
}

/** Whether the message shows the value that was given to it. */
const isShowing = ({ text, markup }: OutgoingMessage): boolean =>
  text.includes('IP') || JSON.stringify(markup ?? {}).includes(`"${callbackData.changeName}"`);

function messagesWith(language: Language, value: string): OutgoingMessage[] {
  const origin: Origin = { browser: value, system: value, ip: value };
  return [
    codeMessage(language, codeTask({ channel: 'api', purpose: 'sign_in', origin })),
    codeMessage(language, codeTask({ channel: 'api', purpose: 'erase_shop', origin })),
    codeMessage(language, codeTask({ channel: 'bot', purpose: 'sign_in', origin })),
    ...EDITS.map((why) => editedMessage(language, { why, usedBy: origin, challengeId: CHALLENGE_ID })),
    ...NOTIFICATIONS.map((type) =>
      notificationMessage(language, { type, id: `${LARGEST_ID}:${'x'.repeat(22)}` }),
    ),
    notificationMessage(language, {
      ...{ type: 'signed_in', id: CHALLENGE_ID },
      signIn: { origin, at: new Date('2026-09-30T23:59:59Z'), timeZone: 'America/Argentina/ComodRivadavia' },
    }),
    mutedMessage(language),
    ...(['kept', 'gone', 'hasShop', 'held', 'done', 'doneWithoutShop'] as const).map((key) =>
      textMessage(language, `bot.phoneChange.${key}`, { phone: LONGEST_PHONE }),
    ),
    phoneChangeQuestion(language, { from: LONGEST_PHONE, to: LONGEST_PHONE, token: 'x'.repeat(22) }, [
      'bot.phoneChange.shopMoves',
      'bot.phoneChange.codesMove',
      'bot.phoneChange.leavesOther',
    ]),
    codeMessage(language, {
      ...codeTask({ channel: 'api', purpose: 'sign_in', origin }),
      approvalOffers: [],
    }),
    approvalOffer(language, CHALLENGE_ID, { approvalOffers: ['04', '47', '99'], origin }),
    ...APPROVALS.map((outcome) => textMessage(language, `bot.approve.${outcome}`)),
    contactRequest(language, 'bot.shareToGet', { origin: originText(language, origin) }),
    textMessage(language, 'bot.contact.held', { account: value }),
    codeOffer(language, 'bot.greetingAgain'),
    codeOffer(language, 'bot.unknown'),
    contactRequest(language, 'bot.link.goneUnlinked'),
    ...(['refusedKey', 'refusedKeyOver'] as const).map((key) => textMessage(language, `bot.${key}`)),
    ...(['refusedRelink', 'refusedRelinkOver', 'refusedRelinkBack'] as const).map((key) =>
      contactRequest(language, `bot.${key}`),
    ),
    textsRemovingKeyboard(language, ['bot.linked', 'bot.link.otherPhone']),
    stopConfirmation(language),
    logoutAllConfirmation(language),
    languageQuestion(language),
    ...PLANS.map((plan) => shopMessage(language, { ...SHOP, name: value, plan, language })),
    textMessage(language, 'bot.shop.renamed', { name: value }),
    nameQuestion(language, 'bot.shop.askName'),
    nameQuestion(language, 'bot.shop.badName'),
  ];
}

describe('every message of the bot', () => {
  let scene: BotOnSimulator;
  let person: SimulatedPerson;
  beforeAll(async () => {
    scene = await BotOnSimulator.start();
    person = scene.telegram.person({ firstName: 'Анна', phone: '+77011234567' }).markAsStarted();
  });
  afterAll(() => scene.stop());

  it.each(LANGUAGES)(
    'is accepted by Telegram in %s and shows hostile values as plain text',
    async (language) => {
      for (const value of HOSTILE) {
        const visible = value.replace(/\p{Cs}/gu, '\ufffd').replace(/[\u202e\u2067]/g, '');
        for (const message of messagesWith(language, value)) {
          const messageId = await scene.api.sendMessage(person.id, message);
          const shown = person.messages.find((each) => each.messageId === messageId)!;
          const markup = shown.entities.filter(({ type }) => ['bold', 'text_link', 'italic'].includes(type));
          expect({ text: shown.text, markup }).toEqual({ text: shown.text, markup: [] });
          expect(shown.text).not.toMatch(/\{\{(?!code\}\} \$t)/);
          if (isShowing(message)) expect(shown.text).toContain(visible.trimEnd());
        }
      }
    },
  );

  it.each(LANGUAGES)(
    'with sessions is accepted by Telegram in %s, however many there are',
    async (language) => {
      for (const value of HOSTILE) {
        for (const message of sessionLists(language, value)) {
          const messageId = await scene.api.sendMessage(person.id, message);
          const shown = person.messages.find((each) => each.messageId === messageId)!;
          expect(shown.entities.filter(({ type }) => !['bot_command', 'code'].includes(type))).toEqual([]);
          expect(shown.text).not.toContain('{{');
        }
      }
    },
  );
});
