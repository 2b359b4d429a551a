import { ApplicationRole1763900000001 } from './1763900000001-application-role';
import { Shops1763900000002 } from './1763900000002-shops';
import { TelegramAccounts1763900000003 } from './1763900000003-telegram-accounts';
import { Sessions1763900000004 } from './1763900000004-sessions';
import { SessionLifecycle1763900000005 } from './1763900000005-session-lifecycle';
import { SelfService1763900000006 } from './1763900000006-self-service';
import { NotedLinks1763900000007 } from './1763900000007-noted-links';
import { PinnedFunctions1763900000008 } from './1763900000008-pinned-functions';

/** In the order in which they run. */
export const MIGRATIONS = [
  ApplicationRole1763900000001,
  Shops1763900000002,
  TelegramAccounts1763900000003,
  Sessions1763900000004,
  SessionLifecycle1763900000005,
  SelfService1763900000006,
  NotedLinks1763900000007,
  PinnedFunctions1763900000008,
];
