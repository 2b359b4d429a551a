import { otpravka, type Page } from './client.ts';
// #region errors
import { OtpravkaError } from '@otpravka/client';

/** Shows what the person can do about an error of the API. */
export function explain(
  error: unknown,
  { show }: Pick<Page, 'show'>,
): void {
  if (!(error instanceof OtpravkaError)) throw error;
  show('error', error.text);
  if (error.code === 'code_wrong')
    show('attempts left', error.attemptsLeft);
  if (error.code === 'too_many_requests')
    show('wait, seconds', error.retryAfter);
  show('for the developer', error.hint);
}
// #endregion errors

export const wrongCode = (
  page: Page,
  challengeId: string,
): Promise<void> =>
  otpravka.verify({ challengeId, code: '000000' }).then(
    () => page.show('signed in', true),
    (error: unknown) => explain(error, page),
  );
