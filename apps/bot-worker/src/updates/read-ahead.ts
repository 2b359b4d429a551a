import { Injectable } from '@nestjs/common';
import type { Update } from 'telegraf/types';
import { BotChallenges, type LinkedChallenge } from '@app/otp';
import { RememberedLanguages, type SpokenLanguages } from '@app/telegram';

/** What an update asks for, as far as it can be read before its handler starts. */
interface Subject {
  readonly telegramId: number;
  readonly linkToken: string | undefined;
  readonly hasContact: boolean;
}

interface Reads {
  readonly languages: Promise<SpokenLanguages>;
  readonly challenge: Promise<LinkedChallenge | undefined> | undefined;
  readonly awaited: Promise<string | undefined> | undefined;
}

/**
 * Sends the reads of an update together with its claim, so that its handler waits for no round trip of their own. They are kept
 * with the update. Each try of an update reads anew.
 */
@Injectable()
export class ReadAhead {
  private readonly reads = new WeakMap<Update, Reads>();

  constructor(
    private readonly languages: RememberedLanguages,
    private readonly challenges: BotChallenges,
  ) {}

  begin(update: Update, { telegramId, linkToken, hasContact }: Subject): void {
    const reads: Reads = {
      languages: this.languages.read(telegramId),
      challenge: linkToken === undefined ? undefined : this.challenges.findByLink(linkToken),
      awaited: hasContact ? this.challenges.awaitedChallenge(telegramId) : undefined,
    };
    this.reads.set(update, reads);
    // A handler that uses a failed read fails with it. Without a handler the failure must not end the process.
    for (const read of Object.values(reads)) (read as Promise<unknown> | undefined)?.catch(() => undefined);
  }

  languagesOf(update: Update, telegramId: number): Promise<SpokenLanguages> {
    return this.reads.get(update)?.languages ?? this.languages.read(telegramId);
  }

  /** The challenge of a link that the person opened. */
  challengeOf(update: Update, linkToken: string): Promise<LinkedChallenge | undefined> {
    return this.reads.get(update)?.challenge ?? this.challenges.findByLink(linkToken);
  }

  /** The id of the challenge that waits for the person's contact. */
  awaitedBy(update: Update, telegramId: number): Promise<string | undefined> {
    return this.reads.get(update)?.awaited ?? this.challenges.awaitedChallenge(telegramId);
  }
}
