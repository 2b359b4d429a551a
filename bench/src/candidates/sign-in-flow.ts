import type { Answer } from '../load/connection';
import { type Exchange, runLoad, type Source } from '../load/load';
import { httpRequest, nextPhone } from '../load/request';
import type { Operation, Session } from './candidate';

/** Builds the requests to one candidate and reads its answers. Requests are complete HTTP texts of `httpRequest`. */
export interface Api<Credentials extends object> {
  readonly requestStatus: number;
  readonly verifyStatus: number;
  readonly refreshStatus?: number;
  requestOtp(phone: string): string;
  /** Links the phones to Telegram accounts, if the candidate requires it before it sends codes. */
  link?(phones: readonly string[]): Promise<void>;
  /** Reads the requested codes; this is not measured. @returns the codes in the order of the phones */
  codes(phones: readonly string[], answers: readonly Answer[]): Promise<readonly string[]>;
  verifyOtp(phone: string, code: string, requested: Answer): string;
  credentialsIn(answer: Answer): Credentials;
  me(credentials: Credentials): string;
  /** Absent if the candidate has no such operation. */
  refresh?(credentials: Credentials): string;
  close?(): Promise<void>;
}

const PREPARING_CONNECTIONS = 32;
/** The number of sessions that `me` reads in turn. */
const MAX_READ = 1_000;

/** The operations that every candidate runs: people sign in, read their shops and refresh their sessions. */
export class SignInFlow<Credentials extends object> implements Session {
  /** Phones of existing shops. Each signs in again at most twice, because a phone gets three codes a minute. */
  private readonly returning: string[] = [];
  private readonly taken = new Set<string>();
  private readonly takenOnce: string[] = [];
  private readonly signedIn: Credentials[] = [];

  constructor(
    private readonly port: number,
    private readonly api: Api<Credentials>,
    /** Operations that are measured before all others. */
    private readonly more: readonly Operation[] = [],
  ) {}

  get operations(): readonly Operation[] {
    const { api } = this;
    return [
      ...this.more,
      {
        ...{ name: 'request-otp', status: api.requestStatus },
        prepare: async () => () => ({ request: api.requestOtp(nextPhone()) }),
      },
      {
        ...{ name: 'verify-otp first', status: api.verifyStatus },
        prepare: (count) => this.firstVerifications(count),
      },
      {
        ...{ name: 'verify-otp returning', status: api.verifyStatus },
        prepare: async (count) => this.verifications(await this.phonesOfShops(count), () => undefined),
      },
      { name: 'me', status: 200, prepare: async () => this.readings() },
      ...(api.refresh === undefined
        ? []
        : [
            {
              ...({ name: 'refresh', status: api.refreshStatus ?? 200 } as const),
              prepare: async () => this.refreshes(),
            },
          ]),
    ];
  }

  async close(): Promise<void> {
    await this.api.close?.();
  }

  private async firstVerifications(count: number): Promise<Source> {
    const phones = Array.from({ length: count }, nextPhone);
    await this.api.link?.(phones);
    return this.verifications(phones, (phone) => this.returning.push(phone));
  }

  /** Returns phones of shops that exist, and creates missing shops. */
  private async phonesOfShops(count: number): Promise<readonly string[]> {
    this.returning.push(...this.takenOnce.splice(0));
    const missing = count - this.returning.length;
    if (missing > 0) await this.send(await this.firstVerifications(missing), this.api.verifyStatus);
    const found = this.returning.splice(0, count);
    this.takenOnce.push(...found.filter((phone) => !this.taken.has(phone)));
    for (const phone of found) this.taken.add(phone);
    return found;
  }

  /** Requests the codes by HTTP. Only the verification of the codes is measured. */
  private async verifications(phones: readonly string[], used: (phone: string) => void): Promise<Source> {
    const { api } = this;
    const answers = await this.requestCodes(phones);
    const codes = await api.codes(phones, answers);
    return eachOnce(phones, (phone, index) => ({
      request: api.verifyOtp(phone, codes[index]!, answers[index]!),
      keep: (answer) => {
        used(phone);
        this.signedIn.push(api.credentialsIn(answer));
      },
    }));
  }

  private async requestCodes(phones: readonly string[]): Promise<Answer[]> {
    const answers: Answer[] = [];
    const source = eachOnce(phones, (phone, index) => ({
      request: this.api.requestOtp(phone),
      keep: (answer) => void (answers[index] = answer),
    }));
    await this.send(source, this.api.requestStatus);
    return answers;
  }

  private async send(source: Source, status: number): Promise<void> {
    await runLoad(source, { ports: [this.port], status, connections: PREPARING_CONNECTIONS });
  }

  private readings(): Source {
    const read = this.signedIn.slice(0, MAX_READ);
    let next = 0;
    return () => ({ request: this.api.me(read[next++ % read.length]!) });
  }

  /** Refreshes the sessions in turn, each with its newest token. */
  private refreshes(): Source {
    const { api } = this;
    const waiting = [...this.signedIn];
    return () => {
      const credentials = waiting.shift();
      if (credentials === undefined) return undefined;
      return {
        request: api.refresh!(credentials),
        keep: (answer) => {
          Object.assign(credentials, api.credentialsIn(answer));
          waiting.push(credentials);
        },
      };
    };
  }
}

function eachOnce<Item>(items: readonly Item[], exchangeOf: (item: Item, index: number) => Exchange): Source {
  let next = 0;
  return () => {
    const index = next++;
    return index < items.length ? exchangeOf(items[index]!, index) : undefined;
  };
}

export const post = (path: string, body: object): string => httpRequest('POST', path, { body });
