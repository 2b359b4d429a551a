export { BOT_PAUSE, botKeys, BUDGET, POLLING_LEASE, WORKER_FORGOTTEN_MS } from './bot-keys';
export { botPresence, type BotPresence } from './bot-presence';
export { BotRecords, type FailedCall, type SeenWebhook } from './bot-records';
export { botStatus, type BotStatus } from './bot-status';
export {
  BotTroubles,
  type BotTrouble,
  type RecordedTrouble,
  SUPERSEDED,
  type TroublePart,
} from './bot-trouble';
export { type FormerHolder, type PhoneChange, PhoneChanges } from './phone-changes';
export { PhoneMoves, type HeldPhone, type WaitingAccount } from './phone-moves';
export { Relinks } from './relinks';
export { RememberedLanguages, type SpokenLanguages } from './remembered-languages';
export { ShopNames } from './shop-names';
export { TelegramAccountRow } from './telegram-account.entity';
export { moveShop } from './move-shop';
export type { Linked, MovedShop, NameAnswer, PhoneHolding, TelegramAccount, Unlinked } from './replies';
export { linkParameters, TelegramAccounts, type TelegramPerson } from './telegram-accounts';
export { TelegramModule } from './telegram.module';
