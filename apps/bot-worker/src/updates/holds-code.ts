/** Whether a message of the bot holds a code (Bot API: the entity `code`). The message loses the entity when it is edited. */
export const holdsCode = (message: object): boolean =>
  'entities' in message &&
  Array.isArray(message.entities) &&
  message.entities.some(({ type }: { type?: unknown }) => type === 'code');
