export { botKeys, botPresence, WORKER_FORGOTTEN_MS, type BotPresence } from './bot-presence';
export { BotTroubles, type BotTrouble, type TroublePart } from './bot-trouble';
export { TelegramAccountRow } from './telegram-account.entity';
export {
  TelegramAccounts,
  type Linked,
  type TelegramAccount,
  type TelegramPerson,
} from './telegram-accounts';
export { TelegramModule } from './telegram.module';
