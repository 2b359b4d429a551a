const USER_AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';

let addresses = 0;

/** Each request of a run has an IPv4 address in another /24, so that no address limit refuses it. */
function nextAddress(): string {
  const network = addresses++;
  return `${16 + ((network >> 16) & 63)}.${(network >> 8) & 255}.${network & 255}.7`;
}

let phones = 0;

/** A mobile number of Kazakhstan in E.164 that was not used in this run. */
export const nextPhone = (): string => `+7701${String(++phones).padStart(7, '0')}`;

interface RequestParts {
  readonly body?: unknown;
  /** Additional header lines, each with its CRLF. */
  readonly headers?: string;
}

/** The text of an HTTP request, as one trusted proxy forwards it. */
export function httpRequest(
  method: 'GET' | 'POST',
  path: string,
  { body, headers = '' }: RequestParts = {},
): string {
  const text = body === undefined ? '' : JSON.stringify(body);
  const content =
    body === undefined
      ? ''
      : `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n`;
  return (
    `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: ${nextAddress()}\r\n` +
    `User-Agent: ${USER_AGENT}\r\nAccept: application/json\r\nAccept-Language: ru-RU,ru;q=0.9\r\n${content}${headers}\r\n${text}`
  );
}

export const bearer = (token: string): string => `Authorization: Bearer ${token}\r\n`;
