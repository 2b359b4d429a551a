import type { ObservedChallenge, PhoneState, SendProblem } from '@app/otp';
import { duration } from '../text/when';
import { LATE_SECONDS } from './bot-obstacles';
import type { Seen } from './look';
import type { Obstacle } from './obstacle';

/** What came of the last try to send, for a person. */
const PROBLEMS: Readonly<Record<SendProblem, string>> = {
  passing: 'Telegram did not answer, or answered that it cannot just now',
  bad_token: 'Telegram did not accept the token of the bot',
  flood: 'Telegram asked for a pause in this chat',
  unreachable: 'the chat takes nothing from the bot',
};

export const problemText = (problem: SendProblem | undefined): string =>
  problem === undefined ? 'nothing is known of why' : PROBLEMS[problem];

/** Of the code that the page asked for last: an older one does not hinder. */
export function ofTheLastCode(seen: Seen, { challenges }: PhoneState): Obstacle | undefined {
  const last = challenges.filter(({ channel, state }) => channel === 'api' && state === 'live').at(-1);
  if (last === undefined) return undefined;
  if (last.attemptsLeft === 0) {
    return {
      code: 'attempts_used_up',
      of: 'phone',
      advice: 'The last code was typed wrong too often: the person asks for a new one.',
    };
  }
  if (last.delivery !== 'failed') return ofTheWait(seen, last);
  return {
    code: 'send_failed',
    of: 'phone',
    advice:
      'Telegram refused the last code for good: the person writes to the bot, and then asks for a new code.',
  };
}

function ofTheWait({ now }: Seen, last: ObservedChallenge): Obstacle | undefined {
  const { delivery, dueSince, tries, lastProblem, expiresAt } = last;
  if ((delivery !== 'due' && delivery !== 'claimed') || dueSince === undefined) return undefined;
  const waitedMs = now.getTime() - dueSince.getTime();
  if (tries === 0 && lastProblem === undefined && waitedMs <= LATE_SECONDS * 1000) return undefined;
  const tried =
    tries === 0 ? 'It was not sent yet' : `It was tried ${tries === 1 ? 'once' : `${tries} times`}`;
  const answer = lastProblem === undefined ? '' : `, and the last time ${problemText(lastProblem)}`;
  return {
    code: 'code_waits',
    of: 'phone',
    until: expiresAt,
    advice: `The last code has been waiting for ${duration(waitedMs)}. ${tried}${answer}. It is tried again by itself for ${duration(expiresAt.getTime() - now.getTime())}; then the person asks for a new one.`,
  };
}
