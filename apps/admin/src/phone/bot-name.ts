import type { PhoneInspection } from './inspect-phone';

export const botName = ({ botUsername }: Pick<PhoneInspection, 'botUsername'>): string =>
  botUsername === undefined ? 'the bot' : `@${botUsername}`;
