import { phoneMove } from '../phone/phone-move';
import { phoneWhy } from '../phone/phone-why';
import { shopPlan } from '../shop/shop-plan';
import { shopSessions } from '../shop/shop-sessions';
import { shopShow } from '../shop/shop-show';
import { shopUnlock } from '../shop/shop-unlock';
import type { Command } from './command';

/** All commands, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  phoneWhy,
  phoneMove,
  shopShow,
  shopPlan,
  shopSessions,
  shopUnlock,
];
