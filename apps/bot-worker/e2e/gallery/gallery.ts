import type { BotTextKey, GalleryScene, GallerySection } from './gallery-scene';
import { APPROVALS } from './scenes/approval-scenes';
import { CODES } from './scenes/code-scenes';
import { COMMANDS } from './scenes/command-scenes';
import { CONTACTS } from './scenes/contact-scenes';
import { LINKS } from './scenes/link-scenes';
import { NOTIFICATIONS } from './scenes/notification-scenes';
import { PHONE_CHANGES } from './scenes/phone-change-scenes';
import { REFUSALS } from './scenes/refusal-scenes';
import { SHOP } from './scenes/shop-scenes';
import { START } from './scenes/start-scenes';

export const SECTIONS: readonly GallerySection[] = [
  START,
  CODES,
  LINKS,
  APPROVALS,
  REFUSALS,
  COMMANDS,
  SHOP,
  CONTACTS,
  PHONE_CHANGES,
  NOTIFICATIONS,
];

export const SCENES: readonly GalleryScene[] = SECTIONS.flatMap(({ scenes }) => scenes);

/** Texts that no picture shows, each with the reason. */
export const WITHOUT_A_PICTURE: Partial<Readonly<Record<BotTextKey, string>>> = {
  'bot.profile.shortDescription':
    'Telegram shows it on the page of the bot’s profile and beside links to the bot, which the chat page does not have.',
};
