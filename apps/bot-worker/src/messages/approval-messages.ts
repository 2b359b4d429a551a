import type { Language } from '@app/contract';
import type { Origin } from '@app/otp';
import type { OutgoingMessage } from '../telegram/bot-api';
import { callbackData, notMeButton, numberButtons, originText, textMessage } from './messages';

/** Replaces the message whose number has approved a page. */
export const approvedMessage = (language: Language, challengeId: string): OutgoingMessage => ({
  ...textMessage(language, 'bot.approve.approved'),
  markup: { inline_keyboard: [notMeButton(language, challengeId)] },
});

/** Offers the numbers of a page to a person who has its code already. */
export const approvalOffer = (
  language: Language,
  challengeId: string,
  { approvalOffers, origin }: { approvalOffers: readonly string[]; origin: Origin },
): OutgoingMessage => ({
  ...textMessage(language, 'bot.link.sent', { origin: originText(language, origin) }),
  markup: {
    inline_keyboard: [
      ...numberButtons(approvalOffers, (number) => callbackData.approveApart(challengeId, number)),
      notMeButton(language, challengeId),
    ],
  },
});
