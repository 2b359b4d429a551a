import { html, nothing, type TemplateResult } from 'lit';
import type { TextKey } from '../language/texts.ts';
import type { Translator } from '../language/translator.ts';
import { timeText } from '../language/moment-text.ts';
import { formatPhone } from '../phone/phone-format.ts';
import { clock } from '../ui/countdown.ts';
import { isTouchScreen } from '../ui/focus.ts';
import { type Bot, isAlive, type PendingChallenge, type PendingSignIn } from './pending-sign-in.ts';
import { qrCode } from './qr-code.ts';

/** A wait that is longer ends at a date instead of a countdown. */
const LONGEST_COUNTDOWN_SECONDS = 3_600;

/** What the parts of the code step show. */
export interface CodeViewState {
  readonly pending: PendingSignIn;
  readonly bot: Bot | undefined;
  /** The state of the challenge, once something has happened. */
  readonly progress: TextKey | undefined;
  readonly secondsToResend: number;
}

const botLink = ({ name, link }: Bot): TemplateResult =>
  html`<a class="bot" href=${link} target="_blank" rel="noopener">@${name}</a>`;

/** A phone as the API returned it, or as it was typed. */
export const shownPhone = ({ phone, country }: PendingSignIn): string =>
  country === undefined ? formatPhone(phone) : phone;

/** The way to the bot, and what to do there; nothing once no code of the challenge can be correct, or none is needed. */
export function telegramPart(state: CodeViewState, translator: Translator): TemplateResult | typeof nothing {
  const { challenge } = state.pending;
  if (challenge === undefined || !isAlive(state.pending)) return nothing;
  if (state.progress === 'approved') return progressPart(state, translator);
  const isTelegram = new URL(challenge.link).hostname === 't.me';
  const link = html`<a
    id="telegram-link"
    class="strong telegram-link"
    part="button telegram"
    href=${challenge.link}
    target="_blank"
    rel="noopener"
    >${translator.text(isTelegram ? 'openTelegram' : 'openChat')}</a
  >`;
  return html`${isTouchScreen() ? link : qrPart(challenge, link, translator)}
  ${progressPart(state, translator)} ${approvalPart(challenge, translator)}`;
}

const qrPart = ({ link }: PendingChallenge, button: TemplateResult, translator: Translator): TemplateResult =>
  html`<div class="scan">
    ${qrCode(link, translator.text('qrLabel'))}
    <div>
      <p>${translator.text('qrHint')}</p>
      ${button}
    </div>
  </div>`;

function progressPart({ pending, progress }: CodeViewState, translator: Translator) {
  // The code of the page is not accepted while the phone is locked; an approval is.
  if (pending.isLocked && progress !== 'approved') return nothing;
  if (progress !== undefined) return html`<p id="progress">${translator.text(progress)}</p>`;
  return html`<ul id="hints" class="hints">
    <li>${translator.text('knownHint')}</li>
    <li>${translator.text('newHint')}</li>
  </ul>`;
}

const approvalPart = ({ approval }: PendingChallenge, translator: Translator) =>
  approval === undefined
    ? nothing
    : html`<p id="approval" class="approval">
        <span>${translator.text('approvalLead')}</span>
        <strong id="approval-number" class="number">${approval.number}</strong>
      </p>`;

/** How to get a code from the bot, for a person who has no challenge or whose phone is locked. */
export function botPart({ pending, bot }: CodeViewState, translator: Translator) {
  if (pending.challenge !== undefined && !pending.isLocked) return nothing;
  const named = bot === undefined ? '' : html` (${botLink(bot)})`;
  return html`<p id="asked-bot-hint" class="asked-bot">${translator.textAround('askedBotHint', named)}</p>`;
}

/** Until when the code is valid; nothing after that, and nothing while the phone is locked. */
export function validityText({ pending }: CodeViewState, translator: Translator): string {
  if (pending.challenge === undefined || !isAlive(pending) || pending.isLocked) return '';
  return translator.text('codeUntil', { time: timeText(new Date(pending.challenge.expiresAt)) });
}

/** The text of the button that requests the next code. */
export function resendText({ pending, secondsToResend }: CodeViewState, translator: Translator): string {
  if (secondsToResend === 0) return translator.text('resend');
  return secondsToResend > LONGEST_COUNTDOWN_SECONDS
    ? translator.text('resendAt', { date: translator.moment(new Date(pending.resendAt)) })
    : translator.text('resendIn', { time: clock(secondsToResend) });
}
