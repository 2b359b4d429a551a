import type { OutboxDepth } from '@app/otp';
import { durationText } from '../text/time-text';

export const outboxText = ({ entries, due, oldestDueSeconds }: OutboxDepth): string => {
  const oldest = oldestDueSeconds === 0 ? '' : `, the oldest for ${durationText(oldestDueSeconds * 1000)}`;
  return `${entries} entries, ${due} due${oldest}`;
};
