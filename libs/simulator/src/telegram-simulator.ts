import { BotApi } from './bot-api/bot-api';
import { RecordedCall, SentMessage, CallLog } from './bot-api/call-log';
import { CallbackQueries } from './bot-api/callback-queries';
import { Fault, Faults } from './bot-api/faults';
import { SimulatedBot } from './bot-api/simulated-bot';
import { DataFile, SimulatorSnapshot } from './data-file';
import { HttpServer } from './http/http-server';
import { botApiRoutes } from './http/bot-api-routes';
import { faultRoutes } from './http/fault-routes';
import { pageRoutes } from './http/page-routes';
import { personRoutes } from './http/person-routes';
import { People } from './people';
import { SimulatedGroup } from './simulated-group';
import { SimulatedPerson } from './simulated-person';
import { LongPolls } from './updates/long-polls';
import { Receiver } from './updates/receiver';
import { Update, UpdateQueue } from './updates/update-queue';
import { Webhook } from './updates/webhook';
import { Changes, WaitOptions } from './world/changes';
import { GroupType, PersonProfile, World } from './world/world';

export interface SimulatorOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  readonly token: string;
  readonly botUsername: string;
  /** Keeps people, chats, pending updates and the webhook across restarts. Without it nothing is kept. */
  readonly dataFile?: string;
  /** Delay before the first redelivery; it doubles with each failure. Default 1000. */
  readonly webhookRetryMs?: number;
  /** How long no program may ask for updates before the chat page says so. Default 5000. */
  readonly receiverGraceMs?: number;
}

/** Telegram for development and tests: the Bot API over HTTP, and people who use the bot. */
export class TelegramSimulator {
  private constructor(
    private readonly bot: SimulatedBot,
    private readonly faults: Faults,
    private readonly allPeople: People,
    private readonly server: HttpServer,
    private readonly receiver: Receiver,
    private readonly file: DataFile | undefined,
  ) {}

  static async start(options: SimulatorOptions): Promise<TelegramSimulator> {
    const bot = makeBot(options);
    const stored = options.dataFile === undefined ? undefined : DataFile.read(options.dataFile);
    if (stored) {
      bot.world.restore(stored.world);
      bot.updates.restore(stored.updates);
    }
    const api = new BotApi(bot);
    bot.webhook.onReply((method, payload) => api.call(method, payload, new AbortController().signal));
    const people = new People(bot);
    const file =
      options.dataFile === undefined ? undefined : new DataFile(options.dataFile, () => snapshotOf(bot));
    const { polls, webhook, world } = bot;
    const receiver = new Receiver(polls, webhook, world.changes, options.receiverGraceMs ?? 5000);
    const server = new HttpServer();
    server.route([
      ...botApiRoutes(api, options.token),
      ...personRoutes(bot, people, receiver),
      ...faultRoutes(api.faults),
      ...pageRoutes(options.botUsername),
    ]);
    if (file) world.changes.subscribe(() => file.saveSoon());
    await server.listen(options.port ?? 0, options.host ?? '127.0.0.1');
    if (stored?.webhook) webhook.set(stored.webhook);
    return new TelegramSimulator(bot, api.faults, people, server, receiver, file);
  }

  /** The value of `TELEGRAM_API_ROOT`. */
  get url(): string {
    return this.server.url;
  }

  get chatPageUrl(): string {
    return `${this.url}/`;
  }

  /** Finds the person by id or phone, or creates one. */
  person(profile: PersonProfile): SimulatedPerson {
    return this.allPeople.add(profile);
  }

  /** Creates a group that the bot is not in. */
  group(type: GroupType): SimulatedGroup {
    return new SimulatedGroup(this.bot.world.newGroup(type), this.bot);
  }

  get people(): readonly SimulatedPerson[] {
    return this.allPeople.all();
  }

  /** Every call of the Bot API, oldest first. */
  get calls(): readonly RecordedCall[] {
    return this.bot.log.calls;
  }

  /** Every message that was accepted from the bot, as it was sent, oldest first. */
  get sentMessages(): readonly SentMessage[] {
    return this.bot.log.sentMessages;
  }

  get pendingUpdates(): readonly Update[] {
    return this.bot.updates.pending;
  }

  get pendingFaults(): readonly Fault[] {
    return this.faults.list();
  }

  /** Renames the bot, as its owner can at @BotFather. */
  renameBot(username: string): void {
    const { world } = this.bot;
    world.bot = { ...world.bot, username };
  }

  failNext(fault: Fault): void {
    this.faults.add(fault);
  }

  clearFaults(): void {
    this.faults.clear();
  }

  /** Queues a crafted update as it is, including its `update_id`, without a filter or a check. */
  pushUpdate(update: Update): void {
    this.bot.updates.pushRaw(update);
  }

  /** Resolves with the first truthy result of `look`, which is called now and after every change. */
  waitFor<T>(look: () => T | undefined | null | false, options: WaitOptions = {}): Promise<T> {
    return this.bot.world.changes.waitFor(look, String(look), options);
  }

  /** Closes every connection, including hanging ones. The data file is written before the promise resolves. */
  async stop(): Promise<void> {
    this.receiver.stop();
    this.bot.webhook.halt();
    this.bot.world.changes.stop();
    await this.server.close();
    this.file?.saveNow();
  }
}

function makeBot({ token, botUsername, webhookRetryMs = 1000 }: SimulatorOptions): SimulatedBot {
  const changes = new Changes();
  const id = Number.parseInt(token, 10) || 1_000_000_000;
  const world = new World({ id, username: botUsername, firstName: botUsername }, changes);
  const updates = new UpdateQueue(changes);
  const webhook = new Webhook(updates, changes, webhookRetryMs);
  return {
    world,
    updates,
    polls: new LongPolls(updates, changes),
    webhook,
    callbacks: new CallbackQueries(changes),
    log: new CallLog(changes),
  };
}

function snapshotOf({ world, updates, webhook }: SimulatedBot): SimulatorSnapshot {
  return {
    version: 1,
    world: world.snapshot(),
    updates: updates.snapshot(),
    webhook: webhook.current ?? null,
  };
}
