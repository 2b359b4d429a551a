import { createClient, OtpravkaError, type KeyValueStorage, type OtpravkaClient } from '../index.ts';
import { FakeApi, problem } from './fake-api.ts';

export class MapStorage implements KeyValueStorage {
  readonly values = new Map<string, string>();
  getItem(key: string): string | null {
    return this.values.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.values.set(key, value);
  }
  removeItem(key: string): void {
    this.values.delete(key);
  }
}

/** A page with a client, its storage, and the API that the client calls. */
export class ClientOnFakeApi {
  readonly storage = new MapStorage();
  /** What the client has reported to its listener: the name of the shop, the code of an error, or "signed out". */
  readonly changes: string[] = [];
  readonly client: OtpravkaClient;
  private readonly systemNow = Date.now.bind(Date);
  private clockOffsetMs = 0;

  constructor(readonly api: FakeApi) {
    this.client = this.newClient();
    this.client.onChange((session, error) =>
      this.changes.push(session?.shop.name ?? error?.code ?? 'signed out'),
    );
  }

  get storageKey(): string {
    return `otpravka:body:${this.api.url}`;
  }

  /** The client of another page of the same browser, which shares the storage. */
  newClient(): OtpravkaClient {
    return createClient({ api: this.api.url, storage: this.storage, language: 'en' });
  }

  /** Signs in, and waits until the listeners have been called. */
  async signIn() {
    const signedIn = await this.client.verify({ challengeId: 'c1', code: '123456' });
    await new Promise((resolve) => setTimeout(resolve));
    return signedIn;
  }

  /** Signs in, and lets the access token expire. */
  async signInWithExpiredToken(): Promise<void> {
    await this.signIn();
    this.moveClock(3_600_000);
  }

  /** Moves the clock of the computer forward or back. */
  moveClock(byMs: number): void {
    this.clockOffsetMs += byMs;
    jest.spyOn(Date, 'now').mockImplementation(() => this.systemNow() + this.clockOffsetMs);
  }

  /** Makes the API refuse to refresh as if a store were unavailable. */
  makeRefreshUnavailable(): void {
    this.api.handlers.set('POST /api/auth/refresh', (_, response) =>
      problem(response, 'unavailable', { retryAfter: 2 }),
    );
  }
}

/** Opens a page before each test and closes it afterwards. The result always holds the page of the current test. */
export function useClientOnFakeApi(): ClientOnFakeApi {
  const page = Object.create(ClientOnFakeApi.prototype) as ClientOnFakeApi;
  beforeEach(async () => Object.assign(page, new ClientOnFakeApi(await FakeApi.start())));
  afterEach(async () => {
    page.client.close();
    jest.restoreAllMocks();
    await page.api.stop();
  });
  return page;
}

/** The code of the error with which a call rejects. */
export async function codeOf(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(
    () => undefined,
    (failure: unknown) => failure,
  );
  expect(error).toBeInstanceOf(OtpravkaError);
  return (error as OtpravkaError).code;
}
