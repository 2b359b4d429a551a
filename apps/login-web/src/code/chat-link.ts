/**
 * Returns a link to the simulator's chat page, which reads the token from `?start=`, as t.me does, and the person from
 * `?phone=`.
 * @returns undefined without a simulator, or if the Telegram link has no token
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
