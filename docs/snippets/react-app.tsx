// #region app
import { OtpravkaProvider, SignedIn, SignIn } from '@otpravka/react';

export function App() {
  return (
    <OtpravkaProvider api="http://localhost:3000">
      <SignIn country="KZ" />
      <SignedIn>
        <Shop />
      </SignedIn>
    </OtpravkaProvider>
  );
}
// #endregion app

// #region shop
import { useSession } from '@otpravka/react';

function Shop() {
  const { shop, signOut } = useSession();

  return (
    <button onClick={() => void signOut()}>
      Sign out {shop?.phone}
    </button>
  );
}
// #endregion shop
