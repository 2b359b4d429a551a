import type { RecordedTrouble } from '@app/telegram';
import { durationText, instantText } from '../text/time-text';
import type { BotView } from './bot-view';

export const botName = ({ botUsername }: Pick<BotView, 'botUsername'>): string =>
  botUsername === undefined ? 'the bot' : `@${botUsername}`;

export const troubleText = (trouble: RecordedTrouble | undefined, now: Date): string =>
  trouble === undefined
    ? 'no trouble recorded'
    : `${trouble.reason} since ${instantText(trouble.since, now)}, recorded by ${trouble.workers}`;

export const pauseText = (pauseMs: number): string =>
  pauseMs === 0 ? 'none' : `Telegram accepts no calls for ${durationText(pauseMs)}`;
