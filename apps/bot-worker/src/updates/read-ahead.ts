import { Injectable } from '@nestjs/common';
import type { Update } from 'telegraf/types';
import type { E164 } from '@app/contract';
import { BotChallenges, type Entry, type LinkedChallenge } from '@app/otp';
import { RememberedLanguages, type SpokenLanguages } from '@app/telegram';

/** What an update asks for, as far as it can be read before its handler starts. */
interface Subject {
  readonly telegramId: number;
  readonly linkToken: string | undefined;
  /** The phone of an own contact. */
  readonly contactPhone: E164 | undefined;
}

interface Reads {
  readonly languages?: Promise<SpokenLanguages>;
  readonly challenge?: Promise<LinkedChallenge | undefined> | undefined;
  readonly waiting?: Promise<WaitingCodes> | undefined;
}

/** What may be sent after a contact. */
export interface WaitingCodes {
  /** The id of the challenge whose link the person opened before. */
  readonly awaited: string | undefined;
  /** The codes of the phone, of which some may wait for a chat. */
  readonly live: readonly Entry[];
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

  begin(update: Update, { telegramId, linkToken, contactPhone }: Subject): void {
    this.keep(update, {
      languages: this.languages.read(telegramId),
      challenge: linkToken === undefined ? undefined : this.challenges.findByLink(linkToken),
      waiting: contactPhone && this.readWaiting(telegramId, contactPhone),
    });
  }

  /** Reads only the challenge of a link, because its update will probably get no answer. */
  beginChallenge(update: Update, linkToken: string): void {
    this.keep(update, { challenge: this.challenges.findByLink(linkToken) });
  }

  private keep(update: Update, reads: Reads): void {
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

  /** The codes that wait for the person's contact. */
  waitingFor(update: Update, telegramId: number, phone: E164): Promise<WaitingCodes> {
    return this.reads.get(update)?.waiting ?? this.readWaiting(telegramId, phone);
  }

  private async readWaiting(telegramId: number, phone: E164): Promise<WaitingCodes> {
    const [awaited, live] = await Promise.all([
      this.challenges.awaitedChallenge(telegramId),
      this.challenges.liveCodes(phone),
    ]);
    return { awaited, live };
  }
}
