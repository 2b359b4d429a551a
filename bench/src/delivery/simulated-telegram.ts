import { fromProduct } from '../paths';

/** The part of the product's Telegram simulator that the benchmark uses. */
interface Simulator {
  readonly url: string;
  readonly calls: readonly { readonly method: string }[];
  readonly sentMessages: readonly { readonly chatId: number }[];
  person(profile: { id: number; firstName: string; phone: string }): { markAsStarted(): unknown };
  waitFor(look: () => boolean, options: { timeoutMs: number }): Promise<unknown>;
  stop(): Promise<void>;
}
interface SimulatorModule {
  readonly TelegramSimulator: {
    start(options: { token: string; botUsername: string; webhookRetryMs: number }): Promise<Simulator>;
  };
}

export const BOT_TOKEN = '123456789:AAtheTokenOfTheBotThatTheBenchUses000';
const BOT_USERNAME = 'otpravka_bench_bot';
const POLL_MS = 30_000;
const LONGEST_RUN_MS = 3_600_000;

/** Runs the simulator in this process, so that one clock measures when a code is requested and when its message arrives. */
export class SimulatedTelegram {
  /** The time at which the first message to each chat arrived, in milliseconds of `performance.now()`. */
  readonly arrivals = new Map<number, number>();
  private newest: Simulator['sentMessages'][number] | undefined;

  private constructor(private readonly simulator: Simulator) {
    // `waitFor` calls its function after every change, and so after every message. It rejects when the simulator stops.
    simulator
      .waitFor(() => this.noteArrivals(), { timeoutMs: LONGEST_RUN_MS })
      .catch((): undefined => undefined);
  }

  static async start(): Promise<SimulatedTelegram> {
    const { TelegramSimulator } = fromProduct<SimulatorModule>('libs/simulator/src/index.js');
    return new SimulatedTelegram(
      await TelegramSimulator.start({ token: BOT_TOKEN, botUsername: BOT_USERNAME, webhookRetryMs: 100 }),
    );
  }

  /** The value of `TELEGRAM_API_ROOT`. */
  get url(): string {
    return this.simulator.url;
  }

  /** Adds a person who has written to the bot. The chat has the id of the person. */
  addPerson(id: number, phone: string): void {
    this.simulator.person({ id, firstName: 'Anna', phone }).markAsStarted();
  }

  /** Resolves when a worker has polled. */
  async awaitPoll(): Promise<void> {
    const isPolled = () => this.simulator.calls.some(({ method }) => method === 'getUpdates');
    await this.simulator.waitFor(isPolled, { timeoutMs: POLL_MS });
  }

  /** Resolves when each of the chats has a message. @throws after `timeoutMs` */
  async awaitMessages(chats: readonly number[], timeoutMs: number): Promise<void> {
    let arrived = 0;
    const isComplete = () => {
      while (arrived < chats.length && this.arrivals.has(chats[arrived]!)) arrived += 1;
      return arrived === chats.length;
    };
    await this.simulator.waitFor(isComplete, { timeoutMs }).catch((cause: unknown) => {
      const missing = chats.filter((chat) => !this.arrivals.has(chat)).length;
      throw new Error(`${missing} of ${chats.length} codes did not arrive`, { cause });
    });
  }

  stop(): Promise<void> {
    return this.simulator.stop();
  }

  private noteArrivals(): false {
    const { sentMessages } = this.simulator;
    const now = performance.now();
    // Read from the end, because the simulator drops its oldest messages and the positions from the start change.
    for (let at = sentMessages.length - 1; at >= 0 && sentMessages[at] !== this.newest; at--) {
      const { chatId } = sentMessages[at]!;
      if (!this.arrivals.has(chatId)) this.arrivals.set(chatId, now);
    }
    this.newest = sentMessages.at(-1);
    return false;
  }
}
