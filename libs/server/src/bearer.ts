/** What is read of an `IncomingMessage` of Node. */
export interface RequestWithHeaders {
  readonly headers: {
    readonly authorization?: string | undefined;
    readonly 'accept-language'?: string | undefined;
  };
  /** HTTP/2 and injected requests of tests lack it. */
  readonly headersDistinct?: Readonly<Record<string, readonly string[] | undefined>>;
}

/** RFC 6750, section 2.1: nothing follows the token. */
const CREDENTIALS = /^Bearer {1,8}([\w.~+/-]{1,2000}=*)$/i;

/** The token of the header. Refuses two `Authorization` headers, because a proxy may have checked the other one. */
export function bearerTokenIn({ headers, headersDistinct }: RequestWithHeaders): string | undefined {
  const [credentials, another] = headersDistinct?.['authorization'] ?? [headers.authorization];
  return another === undefined ? CREDENTIALS.exec(credentials ?? '')?.[1] : undefined;
}
