import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { RequestOtpAnswer } from '@app/contract';
import { codeOf, type SimulatedPerson } from '@app/simulator';
import {
  atRate,
  createLinkedPeople,
  Product,
  type ProductOptions,
  type ServiceProcess,
  size,
} from '@app/testing';

/** A request for a code, and its answer. */
export interface CodeRequest {
  readonly person: SimulatedPerson;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** 0 if there was no answer. */
  readonly status: number;
  readonly challengeId: string | undefined;
}

/** The number of requests until every process has compiled its code and opened its connections. Measured times need more. */
const WARM_UP = size({ small: 10, full: 2_000 });
const WARM_UP_PER_SECOND = size({ small: 40, full: 150 });

/** Settings without limits that would affect the measurement. */
const UNLIMITED = { TELEGRAM_MESSAGES_PER_SECOND: '10000', LOG_LEVEL: 'warn' };

/** Posts to one API, whereas `Product.post` always uses the first. */
export const postRequestOtp = (apiUrl: string, phone: string): Promise<Response> =>
  fetch(`${apiUrl}/api/auth/request-otp`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ phone }),
  });

/** A product under load, with people who request codes over several APIs. */
export class LoadScene {
  private turn = 0;

  private constructor(
    readonly product: Product,
    readonly people: readonly SimulatedPerson[],
  ) {}

  static async start({ people, ...options }: ProductOptions & { people: number }): Promise<LoadScene> {
    const product = await Product.start({ ...options, env: { ...UNLIMITED, ...options.env } });
    const crowd = await createLinkedPeople(product, people + WARM_UP);
    const scene = new LoadScene(product, crowd.slice(WARM_UP));
    const requests = await atRate(WARM_UP_PER_SECOND, WARM_UP, (index) => scene.requestCode(crowd[index]!));
    await scene.awaitDelivery(requests, { timeoutMs: 40_000 });
    return scene;
  }

  stop(): Promise<void> {
    return this.product.stop();
  }

  /** Requests a code from the APIs in turn. */
  async requestCode(
    person: SimulatedPerson,
    apis: readonly ServiceProcess[] = this.product.apis,
  ): Promise<CodeRequest> {
    const { url } = apis[this.turn++ % apis.length]!;
    const at = Date.now();
    try {
      const answer = await postRequestOtp(url, person.phone);
      const { challengeId } = (await answer.json()) as Partial<RequestOtpAnswer>;
      return { person, at, status: answer.status, challengeId };
    } catch {
      return { person, at, status: 0, challengeId: undefined };
    }
  }

  /** @returns when each code for the person arrived at Telegram, repetitions included */
  codesSentTo({ id }: SimulatedPerson): number[] {
    return (this.codesByChat().get(id) ?? []).map(({ at }) => at);
  }

  codesByChat(): Map<number, { readonly at: number; readonly code: string }[]> {
    const byChat = new Map<number, { at: number; code: string }[]>();
    for (const { chatId, message, receivedAt } of this.product.telegram.sentMessages) {
      const code = codeOf(message);
      if (code !== undefined) byChat.set(chatId, [...(byChat.get(chatId) ?? []), { at: receivedAt, code }]);
    }
    return byChat;
  }

  /** Waits until each person has as many distinct codes as 202 answers, or until the time has passed. */
  async awaitDelivery(requests: readonly CodeRequest[], { timeoutMs }: { timeoutMs: number }): Promise<void> {
    const wanted = new Map<number, number>();
    for (const { person, status } of requests)
      if (status === 202) wanted.set(person.id, (wanted.get(person.id) ?? 0) + 1);
    const deadline = Date.now() + timeoutMs;
    while (Date.now() < deadline) {
      const sent = this.codesByChat();
      const distinct = (id: number): number => new Set(sent.get(id)?.map(({ code }) => code)).size;
      if ([...wanted].every(([id, count]) => distinct(id) >= count)) return;
      await wait(50);
    }
  }

  /** Counts what became of the requests that were answered with 202. Each must be from another person. */
  outcome(requests: readonly CodeRequest[]) {
    const sent = this.codesByChat();
    const issued = requests.filter(({ status }) => status === 202);
    const arrivals = issued.map(({ person, at }) => ({ at, codes: sent.get(person.id) ?? [] }));
    return {
      issued: issued.length,
      missing: arrivals.filter(({ codes }) => codes.length === 0).length,
      second: arrivals.reduce((total, { codes }) => total + Math.max(0, codes.length - 1), 0),
      differing: arrivals.filter(({ codes }) => new Set(codes.map(({ code }) => code)).size > 1).length,
      latenciesMs: arrivals.flatMap(({ at, codes }) => (codes[0] ? [codes[0].at - at] : [])),
    };
  }

  /** @returns the number of codes in all partitions that are claimed and not settled */
  async inFlight(): Promise<number> {
    const client = new Redis(this.product.redisUrl);
    try {
      const outboxes = await client.keys(`${this.product.namespace}:{p*}:outbox`);
      const counts = await Promise.all(
        outboxes.map(async (outbox) => {
          const members = await client.zrangebyscore(outbox, `(${Date.now()}`, Date.now() + 15_500);
          const prefix = outbox.slice(0, -'outbox'.length);
          const codes = members.filter((member) => member.startsWith('code:'));
          const states = await Promise.all(
            codes.map((code) => client.hget(`${prefix}challenge:${code.slice('code:'.length)}`, 'delivery')),
          );
          return states.filter((state) => state === 'claimed').length;
        }),
      );
      return counts.reduce((total, count) => total + count, 0);
    } finally {
      client.disconnect();
    }
  }
}
