import { botStatusCommand } from '../bot/bot-status';
import { doctor } from '../doctor/doctor';
import { outboxShow } from '../outbox/outbox-show';
import { phoneMove } from '../phone/phone-move';
import { phoneWhy } from '../phone/phone-why';
import { shopErase } from '../shop/shop-erase';
import { shopList } from '../shop/shop-list';
import { shopMove } from '../shop/shop-move';
import { shopPlan } from '../shop/shop-plan';
import { shopSessions } from '../shop/shop-sessions';
import { shopShow } from '../shop/shop-show';
import { shopUnlock } from '../shop/shop-unlock';
import type { Command } from './command';

/** All commands, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  doctor,
  botStatusCommand,
  outboxShow,
  phoneWhy,
  phoneMove,
  shopList,
  shopShow,
  shopPlan,
  shopSessions,
  shopUnlock,
  shopMove,
  shopErase,
];
