import { ApplicationRole1763900000001 } from './1763900000001-application-role';
import { Shops1763900000002 } from './1763900000002-shops';
import { TelegramAccounts1763900000003 } from './1763900000003-telegram-accounts';
import { Sessions1763900000004 } from './1763900000004-sessions';
import { SelfService1763900000005 } from './1763900000005-self-service';

/** In the order in which they run. */
export const MIGRATIONS = [
  ApplicationRole1763900000001,
  Shops1763900000002,
  TelegramAccounts1763900000003,
  Sessions1763900000004,
  SelfService1763900000005,
];
