import type { TextKey } from '@app/i18n';
import { type ChatMessage, inlineButtonsOf, type SimulatedPerson } from '@app/simulator';
import type { Stage } from './stage';

export type BotTextKey = Extract<TextKey, `bot.${string}`>;

/** What the page has below the messages, or in their place. */
export type PagePart = 'keyboard' | 'menu' | 'description' | 'reply';

export interface Shown {
  readonly person: SimulatedPerson;
  /** The messages of the picture, which follow one another in the chat. */
  readonly messages: readonly ChatMessage[];
  /** The answer to a press, which the app shows for a few seconds. */
  readonly toast?: string | undefined;
  readonly part?: PagePart;
  /** Texts of the profile, which the app shows without a message. */
  readonly profile?: readonly string[];
}

/** One picture of `docs/bot.md`: what the person has done, and what the bot answers. */
export interface GalleryScene {
  /** The name of the picture's file. */
  readonly name: string;
  readonly title: string;
  /** What has happened, as one sentence. */
  readonly when: string;
  /** The texts beside the picture. All of them are in it. */
  readonly texts: readonly BotTextKey[];
  readonly play: (stage: Stage) => Promise<Shown>;
  /** Codes of this product expire after ten seconds. */
  readonly isShortLived?: true;
}

export interface GallerySection {
  readonly title: string;
  readonly scenes: readonly GalleryScene[];
}

/** Everything that a person reads in the picture. */
export function visibleTexts({ person, messages, toast, profile = [] }: Shown): string[] {
  const ids = messages.map(({ messageId }) => messageId);
  const now = person.messages.filter(({ messageId }) => ids.includes(messageId));
  const ofMessages = now.flatMap((message) => {
    const markup = message.replyMarkup;
    return [
      message.text,
      ...inlineButtonsOf(message).map((button) => button.text),
      ...(markup && 'keyboard' in markup ? markup.keyboard.flat().map((button) => button.text) : []),
      ...(markup && 'input_field_placeholder' in markup ? [markup.input_field_placeholder ?? ''] : []),
    ];
  });
  return [...ofMessages, ...(toast === undefined ? [] : [toast]), ...profile];
}
