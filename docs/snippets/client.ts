/** The samples of the page on the client. e2e/client-samples.e2e-spec.ts runs them. */

// #region create
import { createClient } from '@otpravka/client';

export const otpravka = createClient({
  api: 'http://localhost:3000',
  language: 'ru',
});
// #endregion create

/** The page around the samples. */
export interface Page {
  readonly phone: string;
  readonly typedCode: () => Promise<string>;
  readonly show: (what: string, value: unknown) => void;
  readonly failed: (error: unknown) => void;
}

export async function signIn({
  phone,
  typedCode,
  show,
  failed,
}: Page): Promise<void> {
  // #region request
  const challenge = await otpravka.requestCode({
    phone,
    country: 'KZ',
  });

  show('link', challenge.telegram.link);
  show('number', challenge.approval.number);
  // #endregion request

  // #region watch
  const { challengeId, approval } = challenge;
  const stop = otpravka.watch(challengeId, (status) => {
    show('status', status);
    if (status === 'approved')
      otpravka
        .verify({ challengeId, approvalSecret: approval.secret })
        .catch(failed);
  });
  // #endregion watch

  // #region verify
  const { shop, isNewShop } = await otpravka.verify({
    challengeId,
    code: await typedCode(),
  });

  show('shop', shop.phone);
  show('new', isNewShop);
  // #endregion verify
  stop();
}

export async function everyPage({
  show,
}: Pick<Page, 'show'>): Promise<void> {
  // #region session
  const session = await otpravka.session.restore();
  show('session', session?.shop.phone);

  otpravka.onChange((current) => show('session', current?.shop.phone));
  // #endregion session
}

export async function ownRoute(): Promise<unknown> {
  // #region fetch
  const answer = await otpravka.fetch(
    'http://localhost:3000/api/auth/me',
  );

  const { shop } = (await answer.json()) as { shop: { name: string } };
  // #endregion fetch
  return shop;
}

export async function account({
  show,
}: Pick<Page, 'show'>): Promise<void> {
  // #region account
  await otpravka.shop.update({
    name: 'Пекарня Айгуль',
    timezone: 'Asia/Almaty',
  });
  const sessions = await otpravka.sessions.list();
  const { items } = await otpravka.activity({ limit: 20 });
  await otpravka.signOut({ scope: 'others' });
  await otpravka.signOut();
  // #endregion account
  show('sessions', sessions.length);
  show('activity', items.length);
}
