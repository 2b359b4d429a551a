import { Shops1763950000001 } from './1763950000001-shops';
import { TelegramAccounts1763950000002 } from './1763950000002-telegram-accounts';
import { Sessions1763950000003 } from './1763950000003-sessions';
import { Activity1763950000004 } from './1763950000004-activity';
import { SignInNotifications1763950000005 } from './1763950000005-sign-in-notifications';
import { ShopNameQuestions1763950000006 } from './1763950000006-shop-name-questions';

/** In the order in which they run. */
export const MIGRATIONS = [
  Shops1763950000001,
  TelegramAccounts1763950000002,
  Sessions1763950000003,
  Activity1763950000004,
  SignInNotifications1763950000005,
  ShopNameQuestions1763950000006,
];
