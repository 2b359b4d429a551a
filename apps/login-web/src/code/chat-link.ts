/**
 * The chat page of the simulator, where the link of Telegram waits for its START button: that page reads the token from
 * `?start=`, as t.me does.
 * @returns undefined where there is no simulator, or the link has no token
 */
export function chatLink(chatPage: string | undefined, telegramLink: string): string | undefined {
  const token = new URL(telegramLink).searchParams.get('start');
  if (!chatPage || token === null) return undefined;
  const link = new URL(chatPage);
  link.searchParams.set('start', token);
  return link.href;
}
