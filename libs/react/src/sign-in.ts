import type { Language, OtpravkaClient, OtpravkaError, Shop } from '@otpravka/client';
import {
  createElement,
  type CSSProperties,
  type ReactElement,
  useCallback,
  useEffect,
  useRef,
  useState,
} from 'react';
import { useClient } from './provider.ts';
import { useSession } from './use-session.ts';

export interface SignInProps {
  /** By default the first of the browser's languages that the element has. */
  readonly language?: Language | undefined;
  /** ISO 3166-1 alpha-2; the country of the phone field at a person's first visit. */
  readonly country?: string | undefined;
  /** By default as the person's system. */
  readonly theme?: 'light' | 'dark' | undefined;
  readonly onSignedIn?: ((detail: { readonly shop: Shop; readonly isNewShop: boolean }) => void) | undefined;
  /** For each request that failed. The element shows the text, too. */
  readonly onError?: ((error: OtpravkaError) => void) | undefined;
  readonly className?: string | undefined;
  /** Custom properties set the colours and the shape, for example `{ '--otp-accent': 'teal' }`. */
  readonly style?: (CSSProperties & Readonly<Record<`--${string}`, string>>) | undefined;
}

type OtpLoginElement = HTMLElement & { client: OtpravkaClient };

/** The element with its phone data, which a page needs only when somebody has to sign in. */
const loadElement = (): Promise<unknown> => import('@otpravka/element');

/**
 * The sign-in: phone, code from Telegram, session. It is the element `<otp-login>` with the client of the provider, and is shown while
 * nobody is signed in.
 */
export function SignIn(props: SignInProps): ReactElement | null {
  const { status } = useSession();
  return status === 'signed-out' ? createElement(OtpLogin, props) : null;
}

function OtpLogin({
  language,
  country,
  theme,
  onSignedIn,
  onError,
  className,
  style,
}: SignInProps): ReactElement {
  const client = useClient();
  const [failure, setFailure] = useState<Error>();
  const element = useRef<OtpLoginElement | null>(null);

  useEffect(() => {
    loadElement().catch((error: Error) => setFailure(error));
  }, []);
  useEffect(() => {
    const { current } = element;
    const signedIn = (event: Event): void =>
      onSignedIn?.((event as CustomEvent<{ shop: Shop; isNewShop: boolean }>).detail);
    const failed = (event: Event): void => onError?.((event as CustomEvent<OtpravkaError>).detail);
    current?.addEventListener('signed-in', signedIn);
    current?.addEventListener('error', failed);
    return () => {
      current?.removeEventListener('signed-in', signedIn);
      current?.removeEventListener('error', failed);
    };
  }, [onSignedIn, onError]);
  // Runs before the element first renders, so that it makes no client of its own.
  const ref = useCallback(
    (node: OtpLoginElement | null) => {
      element.current = node;
      if (node !== null) node.client = client;
    },
    [client],
  );
  // An error boundary of the page shows that its script could not be loaded.
  if (failure !== undefined) throw failure;
  return createElement('otp-login', { ref, language, country, theme, class: className, style });
}
