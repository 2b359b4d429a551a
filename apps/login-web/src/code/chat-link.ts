/**
 * The chat page of the simulator, where the link of Telegram waits for its START button: that page reads the token from
 * `?start=`, as t.me does, and from `?phone=` whose chat it is to be.
 * @returns undefined where there is no simulator, or the link has no token
 */
export function chatLink(
  chatPage: string | undefined,
  telegramLink: string,
  phone: string,
): string | undefined {
  const token = new URL(telegramLink).searchParams.get('start');
  if (!chatPage || token === null) return undefined;
  const link = new URL(chatPage);
  link.searchParams.set('start', token);
  link.searchParams.set('phone', phone);
  return link.href;
}
