import { SignedIn, SignIn, useSession } from '@otpravka/react';
import { ShopPage } from './shop-page';

export function App() {
  const { status, error } = useSession();
  if (status === 'loading') return <p role="status">{error?.text ?? 'Одну минуту…'}</p>;
  return (
    <>
      {error && <p role="alert">{error.text}</p>}
      <SignIn />
      <SignedIn>{(session) => <ShopPage {...session} />}</SignedIn>
    </>
  );
}
