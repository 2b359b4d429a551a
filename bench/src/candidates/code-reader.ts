import { fromProduct } from '../paths';
import { type Accounts, linkAccounts } from './accounts';

/** The parts of the built product that this file uses. */
interface OtpModules {
  readonly Outbox: new (store: Store, codes: object, events: ChallengeEvents) => OutboxLike;
}
interface Store {
  onModuleInit(): Promise<void>;
  onApplicationShutdown(): void;
}
/** What the workers publish. The bench needs none of it. */
interface ChallengeEvents {
  changed(challengeId: string): void;
  ended(challengeId: string): void;
}

const NO_EVENTS: ChallengeEvents = { changed: () => undefined, ended: () => undefined };

interface OutboxLike {
  codeEntry(challengeId: string): object | undefined;
  claim(entry: object): Promise<{ code: string } | undefined>;
  delivered(task: object, message: { chatId: number; messageId: number }): Promise<void>;
}

const AT_ONCE = 64;
const CHAT_OFFSET = 1_000_000;

/** Reads codes as a bot-worker does: claims each code from the outbox and settles it as delivered, without Telegram. */
export class CodeReader {
  private linked = 0;
  private readonly chats = new Map<string, number>();

  private constructor(
    private readonly store: Store,
    private readonly outbox: OutboxLike,
    private readonly accounts: Accounts,
  ) {}

  static async open(redisUrl: string, appSecret: string, accounts: Accounts): Promise<CodeReader> {
    const redis = fromProduct<{
      RedisStore: new (client: unknown, namespace: string) => Store;
      redisConnector(location: { url: string; isCluster: boolean }): () => unknown;
    }>('libs/redis/src/index.js');
    const { Secrets } = fromProduct<{ Secrets: new (secrets: string[]) => object }>(
      'libs/runtime/src/index.js',
    );
    const { Codes } = fromProduct<{ Codes: new (secrets: object) => object }>(
      'libs/otp/src/challenge/codes.js',
    );
    const { Outbox } = fromProduct<OtpModules>('libs/otp/src/index.js');
    const connect = redis.redisConnector({ url: redisUrl, isCluster: false });
    const store = new redis.RedisStore(connect(), 'otpravka');
    await store.onModuleInit();
    const outbox = new Outbox(store, new Codes(new Secrets([appSecret])), NO_EVENTS);
    return new CodeReader(store, outbox, accounts);
  }

  /** Links each phone to a Telegram account. Without a link no code is sent. */
  async link(phones: readonly string[]): Promise<void> {
    const first = CHAT_OFFSET + this.linked;
    this.linked += phones.length;
    phones.forEach((phone, index) => this.chats.set(phone, first + index));
    await linkAccounts(this.accounts, first, phones);
  }

  /** @returns the codes, in the order of the challenges */
  async deliver(challengeIds: readonly string[]): Promise<string[]> {
    const codes: string[] = [];
    for (let at = 0; at < challengeIds.length; at += AT_ONCE) {
      const batch = challengeIds.slice(at, at + AT_ONCE);
      codes.push(...(await Promise.all(batch.map((id, index) => this.deliverOne(id, at + index + 1)))));
    }
    return codes;
  }

  async close(): Promise<void> {
    this.store.onApplicationShutdown();
  }

  private async deliverOne(challengeId: string, messageId: number): Promise<string> {
    const entry = this.outbox.codeEntry(challengeId);
    const task = entry && (await this.outbox.claim(entry));
    if (task === undefined) throw new Error(`The code of challenge ${challengeId} could not be claimed`);
    const { phone, code } = task as { phone: string; code: string };
    await this.outbox.delivered(task, { chatId: this.chats.get(phone) ?? 0, messageId });
    return code;
  }
}
