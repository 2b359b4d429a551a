import { Shops1763950000001 } from './1763950000001-shops';
import { TelegramAccounts1763950000002 } from './1763950000002-telegram-accounts';
import { Sessions1763950000003 } from './1763950000003-sessions';
import { Activity1763950000004 } from './1763950000004-activity';
import { SignInNotifications1763950000005 } from './1763950000005-sign-in-notifications';

/** In the order in which they run. */
export const MIGRATIONS = [
  Shops1763950000001,
  TelegramAccounts1763950000002,
  Sessions1763950000003,
  Activity1763950000004,
  SignInNotifications1763950000005,
];
