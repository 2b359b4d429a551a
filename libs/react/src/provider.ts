import { type ClientOptions, createClient, type OtpravkaClient } from '@otpravka/client';
import {
  createContext,
  createElement,
  type ReactElement,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
} from 'react';

const ClientContext = createContext<OtpravkaClient | undefined>(undefined);

interface Children {
  readonly children?: ReactNode;
}

export type OtpravkaProviderProps = Children &
  (
    | {
        /** A client of your own, from `createClient`. */
        readonly client: OtpravkaClient;
      }
    | (Pick<ClientOptions, 'api' | 'language' | 'transport' | 'origins'> & { readonly client?: undefined })
  );

/** The clients of this page by what distinguishes them, because React may render a component more than once before it is shown. */
const clients = new Map<string, OtpravkaClient>();

/** On a server each render has a client of its own: it belongs to one person. */
function clientFor(options: ClientOptions): OtpravkaClient {
  if (typeof document === 'undefined') return createClient(options);
  const key = JSON.stringify([options.api, options.transport, options.origins]);
  const client = clients.get(key) ?? createClient(options);
  clients.set(key, client);
  return client;
}

/** Gives the components inside the client of one API: `<OtpravkaProvider api="https://login.example.kz">`. */
export function OtpravkaProvider(props: OtpravkaProviderProps): ReactElement {
  const { children, client: given } = props;
  const options = props.client === undefined ? props : undefined;
  const { api = '', language, transport } = options ?? {};
  const origins = options?.origins?.join(' ');
  const client = useMemo(
    () => given ?? clientFor({ api, transport, origins: origins?.split(' ').filter(Boolean) }),
    [given, api, transport, origins],
  );
  useEffect(() => {
    if (language !== undefined) client.language = language;
  }, [client, language]);
  return createElement(ClientContext.Provider, { value: client }, children);
}

/** The client of the `<OtpravkaProvider>` around the component. */
export function useClient(): OtpravkaClient {
  const client = useContext(ClientContext);
  if (client === undefined) throw new Error('Put <OtpravkaProvider api="…"> around this component.');
  return client;
}
