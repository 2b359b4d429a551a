import { OutboxReader, OutboxStatistics, type WaitingEntry } from '@app/otp';
import type { Command } from '../cli/command';
import { limitOf } from '../cli/limit-option';
import { problemText } from '../phone/code-obstacle';
import { positionalsOf } from '../shop/subject';
import { durationText, instantText } from '../text/time-text';
import { outboxText } from './outbox-text';

function recipientText({ phone, chatId }: WaitingEntry): string {
  if (phone !== undefined) return `for ${phone}`;
  return chatId === undefined ? 'without a recipient' : `for the chat ${chatId}`;
}

function stateText(entry: WaitingEntry, now: Date): string {
  const { isClaimed, failedSends, lastProblem, heldUntil, dueAt } = entry;
  if (isClaimed) return 'a worker is sending it';
  if (heldUntil !== undefined && heldUntil > now)
    return `its chat accepts nothing until ${instantText(heldUntil, now)}`;
  const next = dueAt > now ? `; next try in ${durationText(dueAt.getTime() - now.getTime())}` : '';
  if (failedSends === 0)
    return lastProblem === undefined
      ? `not tried yet${next}`
      : `not sent: ${problemText(lastProblem)}${next}`;
  const why = lastProblem === undefined ? '' : `: ${problemText(lastProblem)}`;
  return `tried ${failedSends} times without success${why}${next}`;
}

const entryText = (entry: WaitingEntry, now: Date): string =>
  `  ${entry.kind} (${entry.subject}) ${recipientText(entry)}, due since ${instantText(entry.dueSince, now)}: ${stateText(entry, now)}`;

export const outboxShow: Command = {
  ...{ group: 'outbox', name: 'show', parameters: '' },
  summary: 'Shows the messages that wait to be sent, the oldest first, and why they wait.',
  options: { limit: { value: 'count', help: 'how many messages; 50 unless set, 1000 at most' } },
  notes:
    'Entries that are due later, such as the edit of a code that is still valid, are counted but not listed. To find out why\n' +
    'one person gets no code: phone why <phone>.',
  async run(args, stores) {
    positionalsOf(args, 0);
    const limit = limitOf(args);
    const store = await stores.redis();
    const [depth, waiting] = await Promise.all([
      new OutboxStatistics(store).read(),
      new OutboxReader(store).waiting(limit),
    ]);
    const now = new Date();
    return {
      text: [`Outbox: ${outboxText(depth)}`, ...waiting.map((entry) => entryText(entry, now))].join('\n'),
      json: { ...depth, waiting },
    };
  },
};
