import type { Seen } from './look';

export const botText = ({ botUsername }: Pick<Seen, 'botUsername'>): string =>
  botUsername === undefined ? 'the bot' : `@${botUsername}`;
