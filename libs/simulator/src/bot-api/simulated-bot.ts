import { LongPolls } from '../updates/long-polls';
import { UpdateQueue } from '../updates/update-queue';
import { Webhook } from '../updates/webhook';
import { World } from '../world/world';
import { CallLog } from './call-log';
import { CallbackQueries } from './callback-queries';

/** Everything that a Bot API method reads or changes. */
export interface SimulatedBot {
  readonly world: World;
  readonly updates: UpdateQueue;
  readonly polls: LongPolls;
  readonly webhook: Webhook;
  readonly callbacks: CallbackQueries;
  readonly log: CallLog;
}
