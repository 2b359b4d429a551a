import { isDeepStrictEqual } from 'node:util';
import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  Optional,
} from '@nestjs/common';
import { z } from 'zod';
import { FALLBACK_LANGUAGE, LANGUAGES } from '@app/contract';
import { text } from '@app/i18n';
import { Lease, RedisStore } from '@app/redis';
import { BackgroundWork } from '../scheduling/background-work';
import { BotApi } from './bot-api';
import { BotApiError } from './bot-api-error';
import { BotIdentity } from './bot-identity';

export interface ProfileIntervals {
  readonly checkMs: number;
  /** The pause after each change. Telegram allows few changes of a profile at once. */
  readonly changeMs: number;
}

/** Longer than two calls and a pause. A worker that dies leaves the rest to the next check. */
const LEASE_MS = 30_000;

const INTERVALS: ProfileIntervals = { checkMs: 3_600_000, changeMs: 1_000 };

const SCOPE = { type: 'all_private_chats' };

/** People whose Telegram has another language see the profile without a language code. */
const PROFILES = [
  { language_code: '', language: FALLBACK_LANGUAGE },
  ...LANGUAGES.map((language) => ({ language_code: language, language })),
];

type Profile = (typeof PROFILES)[number];

/** One part of the profile: the methods that read and set it, and its present and wanted values. */
interface ProfilePart {
  readonly name: 'MyCommands' | 'MyDescription' | 'MyShortDescription';
  readonly scope?: typeof SCOPE;
  readonly shown: z.ZodType<object>;
  readonly wanted: (profile: Profile) => object;
}

const PARTS: readonly ProfilePart[] = [
  {
    name: 'MyCommands',
    scope: SCOPE,
    shown: z
      .array(z.object({ command: z.string(), description: z.string() }))
      .transform((commands) => ({ commands })),
    wanted: ({ language }) => ({
      commands: [
        { command: 'code', description: text(language, 'bot.menu.code') },
        { command: 'sessions', description: text(language, 'bot.menu.sessions') },
        { command: 'shop', description: text(language, 'bot.menu.shop') },
        { command: 'language', description: text(language, 'bot.menu.language') },
        { command: 'mute', description: text(language, 'bot.menu.mute') },
        { command: 'logout_all', description: text(language, 'bot.menu.logoutAll') },
        { command: 'stop', description: text(language, 'bot.menu.stop') },
        { command: 'help', description: text(language, 'bot.menu.help') },
      ],
    }),
  },
  {
    name: 'MyDescription',
    shown: z.object({ description: z.string() }),
    wanted: ({ language }) => ({ description: text(language, 'bot.profile.description') }),
  },
  {
    name: 'MyShortDescription',
    shown: z.object({ short_description: z.string() }),
    wanted: ({ language }) => ({ short_description: text(language, 'bot.profile.shortDescription') }),
  },
];

/**
 * Keeps the command menu and the descriptions of the bot set in every language. It checks them every hour, because anybody with
 * the token can change them, and sets only what differs. Of several workers, one checks at a time.
 */
@Injectable()
export class BotProfile implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(BotProfile.name);
  private readonly background = new BackgroundWork(this.log);
  private readonly lease: Lease;

  constructor(
    private readonly identity: BotIdentity,
    private readonly api: BotApi,
    store: RedisStore,
    @Optional() private readonly intervals: ProfileIntervals = INTERVALS,
  ) {
    this.lease = new Lease(store, 'profile', LEASE_MS);
  }

  onApplicationBootstrap(): void {
    const keepSet = () =>
      this.background.retry('the profile of the bot could not be set', () => this.setUnderLease());
    this.background.repeat(this.intervals.checkMs, keepSet, this.identity.whenKnown());
  }

  async onModuleDestroy(): Promise<void> {
    await this.background.stop();
  }

  private async setUnderLease(): Promise<void> {
    try {
      await this.setWhereDifferent();
    } catch (error) {
      if (!(error instanceof BotApiError) || error.problem !== 'flood') throw error;
      const seconds = Math.ceil(error.retryAfterMs / 1_000);
      this.log.warn({ seconds }, 'Telegram allows no change of the profile now; the next check tries again');
    } finally {
      await this.lease.release().catch(() => undefined);
    }
  }

  private async setWhereDifferent(): Promise<void> {
    for (const part of PARTS) {
      for (const profile of PROFILES) {
        // Renewed before each part, because a change takes longer than half of the lease.
        if (!(await this.lease.acquire())) return;
        if (await this.setIfDifferent(part, profile)) await this.background.pause(this.intervals.changeMs);
      }
    }
  }

  /** @returns whether this call changed the profile */
  private async setIfDifferent({ name, scope, ...part }: ProfilePart, profile: Profile): Promise<boolean> {
    const { signal } = this.background;
    const { language_code } = profile;
    const audience = { language_code, ...(scope && { scope }) };
    const shown = part.shown.parse(await this.api.callProfile(`get${name}`, audience, signal));
    const wanted = part.wanted(profile);
    if (isDeepStrictEqual(shown, wanted)) return false;
    await this.api.callProfile(`set${name}`, { ...audience, ...wanted }, signal);
    this.log.log({ part: name, language: language_code }, 'the profile of the bot is set');
    return true;
  }
}
