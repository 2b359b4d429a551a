import type { ObservedChallenge, PhoneState, SendProblem } from '@app/otp';
import { durationText } from '../text/time-text';
import { LATE_SECONDS } from '../bot/bot-obstacles';
import type { PhoneInspection } from './inspect-phone';
import type { Obstacle } from '../bot/obstacle';

/** Why the last attempt to send failed. */
const PROBLEMS: Readonly<Record<SendProblem, string>> = {
  passing: 'Telegram did not answer, or was unavailable',
  bad_token: 'Telegram did not accept the token of the bot',
  flood: 'Telegram asked for a pause in this chat',
  unreachable: 'the chat accepts no messages from the bot',
  missing_key: 'the bot-worker lacked the APP_SECRET of the code',
};

export const problemText = (problem: SendProblem | undefined): string =>
  problem === undefined ? 'for an unknown reason' : PROBLEMS[problem];

/** Checks only the last code that the page requested: older codes are no obstacle. */
export function lastCodeObstacle(
  inspection: PhoneInspection,
  { challenges }: PhoneState,
): Obstacle | undefined {
  const last = challenges.filter(({ channel, state }) => channel === 'api' && state === 'live').at(-1);
  if (last === undefined) return undefined;
  if (last.attemptsLeft === 0) {
    return {
      code: 'attempts_used_up',
      affects: 'phone',
      advice: 'The last code was entered wrongly too often: the person asks for a new one.',
    };
  }
  if (last.delivery !== 'failed') return waitingObstacle(inspection, last);
  return {
    code: 'send_failed',
    affects: 'phone',
    advice:
      'Telegram rejected the last code permanently: the person writes to the bot, and then asks for a new code.',
  };
}

function waitingObstacle({ now }: PhoneInspection, last: ObservedChallenge): Obstacle | undefined {
  const { delivery, dueSince, tries, lastProblem, expiresAt } = last;
  if ((delivery !== 'due' && delivery !== 'claimed') || dueSince === undefined) return undefined;
  const waitedMs = now.getTime() - dueSince.getTime();
  if (tries === 0 && lastProblem === undefined && waitedMs <= LATE_SECONDS * 1000) return undefined;
  const tried =
    tries === 0 ? 'It was not sent yet' : `It was tried ${tries === 1 ? 'once' : `${tries} times`}`;
  const answer = lastProblem === undefined ? '' : `, and the last time ${problemText(lastProblem)}`;
  return {
    code: 'code_waits',
    affects: 'phone',
    until: expiresAt,
    advice: `The last code has been waiting for ${durationText(waitedMs)}. ${tried}${answer}. It is retried for ${durationText(expiresAt.getTime() - now.getTime())}; then the person asks for a new one.`,
  };
}
