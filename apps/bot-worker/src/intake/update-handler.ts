import { Injectable } from '@nestjs/common';
import { Crew } from '../delivery/crew';
import { Admissions } from './admission';
import { Inbox, type Taken } from './inbox';
import type { IncomingUpdate } from './incoming-update';
import { IntakeMetrics } from './intake-metrics';

/** Strangers take at most so many of the four connections to Postgres. */
const STRANGERS_AT_ONCE = 3;

/** `full`: too many strangers are waiting; nothing was done. */
export type Handled = Taken | 'full';

/** Handles an update whose turn in its chat has come. */
@Injectable()
export class UpdateHandler {
  private readonly strangers = new Crew(STRANGERS_AT_ONCE);
  private strangersTaken = 0;

  constructor(
    private readonly admissions: Admissions,
    private readonly inbox: Inbox,
    private readonly metrics: IntakeMetrics,
  ) {}

  /**
   * @param mostStrangers who may wait or be handled at once, of people without a link
   * @throws what the work threw; the update is to be brought again
   */
  async handle(update: IncomingUpdate, mostStrangers: number): Promise<Handled> {
    switch (await this.admissions.admit(update)) {
      case 'first':
        return this.inbox.take(update.raw);
      case 'later':
        return this.strangersTaken < mostStrangers ? this.handleLater(update) : 'full';
      case 'silenced':
        this.metrics.count('silenced');
        return 'done';
    }
  }

  private async handleLater(update: IncomingUpdate): Promise<Taken> {
    let taken: Taken = 'busy';
    this.strangersTaken += 1;
    try {
      await this.strangers.run(async () => {
        taken = await this.inbox.take(update.raw);
      });
      return taken;
    } finally {
      this.strangersTaken -= 1;
    }
  }
}
