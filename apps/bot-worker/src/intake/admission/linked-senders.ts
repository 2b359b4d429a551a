import { Inject, Injectable } from '@nestjs/common';
import { TelegramAccounts } from '@app/telegram';

/**
 * Reads from the database which senders are linked to a phone. Nothing is cached, so that a person who has just linked is not
 * taken for a stranger. Senders that are asked for during a query share the next query, so that any number of updates needs
 * only one connection.
 */
@Injectable()
export class LinkedSenders {
  private requested = new Set<number>();
  private nextQuery: Promise<ReadonlySet<number>> | undefined;
  private runningQuery: Promise<unknown> = Promise.resolve();

  constructor(@Inject(TelegramAccounts) private readonly accounts: Pick<TelegramAccounts, 'linkedOf'>) {}

  async isLinked(telegramId: number): Promise<boolean> {
    this.requested.add(telegramId);
    this.nextQuery ??= this.queryAfter(this.runningQuery);
    return (await this.nextQuery).has(telegramId);
  }

  private async queryAfter(running: Promise<unknown>): Promise<ReadonlySet<number>> {
    await running;
    const [requested, query] = [this.requested, this.nextQuery];
    this.requested = new Set();
    this.nextQuery = undefined;
    // The failure of a query reaches only those who asked for it.
    this.runningQuery = query!.catch(() => undefined);
    return this.accounts.linkedOf([...requested]);
  }
}
