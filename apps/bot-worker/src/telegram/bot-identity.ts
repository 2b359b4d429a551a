import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  Optional,
} from '@nestjs/common';
import { InjectBot } from 'nestjs-telegraf';
import { Telegraf } from 'telegraf';
import type { UserFromGetMe } from 'telegraf/types';
import { BotRecords } from '@app/telegram';
import { BackgroundWork } from '../scheduling/background-work';
import { BotApi } from './bot-api';

export interface IdentityIntervals {
  /** Redis may lose the record, so it is written again after each interval. */
  readonly recordMs: number;
  /** The bot may be renamed at @BotFather while this worker runs. */
  readonly readMs: number;
}

const SEVERAL_BOTS =
  'workers of several bots use this Redis with the same EVENTS_NAMESPACE, so links and codes go to the wrong bot; set another EVENTS_NAMESPACE for one product, on its API and its workers';

const INTERVALS: IdentityIntervals = { recordMs: 5_000, readMs: 60_000 };

/**
 * Reads from Telegram which bot the token belongs to: at boot with retries, and then once a minute. Telegraf itself would read
 * it only once, within the first update. If that call failed, every later update would fail too.
 */
@Injectable()
export class BotIdentity implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(BotIdentity.name);
  private readonly background = new BackgroundWork(this.log);
  private readonly known: Promise<void>;
  private resolveKnown: () => void = () => undefined;
  private isAmongOthers = false;

  constructor(
    @InjectBot() private readonly bot: Telegraf,
    private readonly api: BotApi,
    private readonly records: BotRecords,
    @Optional() private readonly intervals: IdentityIntervals = INTERVALS,
  ) {
    this.known = new Promise((resolve) => (this.resolveKnown = resolve));
  }

  get isKnown(): boolean {
    return this.bot.botInfo !== undefined;
  }

  get username(): string {
    return this.bot.botInfo?.username ?? '';
  }

  /** Resolves once updates can be handled. */
  whenKnown(): Promise<void> {
    return this.known;
  }

  onApplicationBootstrap(): void {
    const { background, intervals } = this;
    const record = () => background.retry('the bot could not be recorded', () => this.record());
    background.repeat(intervals.readMs, () => this.read());
    background.repeat(intervals.recordMs, record, this.known);
  }

  async onModuleDestroy(): Promise<void> {
    await this.background.stop();
  }

  private async read(): Promise<void> {
    const { background } = this;
    const me = await background.retry('the identity of the bot could not be read from Telegram', () =>
      this.api.call<UserFromGetMe>('getMe', {}, background.signal),
    );
    if (me !== undefined) this.setIdentity(me);
  }

  private setIdentity(me: UserFromGetMe): void {
    const before = this.bot.botInfo;
    this.bot.botInfo = me;
    this.resolveKnown();
    if (before === undefined) this.log.log({ bot: me.username }, 'Telegram accepted the token');
    else if (before.username !== me.username) {
      this.log.warn(
        { from: before.username, to: me.username },
        'the bot was renamed; links lead to its new name',
      );
    }
  }

  private async record(): Promise<void> {
    const { id = 0 } = this.bot.botInfo ?? {};
    await this.records.recordIdentity({ id, username: this.username });
    const bots = await this.records.runningBots();
    if (bots.length > 1 && !this.isAmongOthers) this.log.error({ bots }, SEVERAL_BOTS);
    this.isAmongOthers = bots.length > 1;
  }
}
