import type { Language } from '@app/contract';
import { TEXTS } from '@app/i18n';
import type { BotTextKey } from './gallery-scene';

interface Texts {
  readonly [name: string]: string | Texts;
}

/** A text with its plural forms, each with the name of its form; a text without a count has one form without a name. */
export type Forms = readonly (readonly [form: string, template: string])[];

const PLURAL = /_(zero|one|two|few|many|other)$/;

function leaves(texts: Texts, prefix: string): [path: string, template: string][] {
  return Object.entries(texts).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[`${prefix}${name}`, value]] : leaves(value, `${prefix}${name}.`),
  );
}

const leavesIn = (language: Language) => leaves(TEXTS[language].bot, 'bot.');

/** The keys of all texts of the bot, in the order of the source. */
export function botTextKeys(): BotTextKey[] {
  return [...new Set(leavesIn('ru').map(([path]) => path.replace(PLURAL, '')))] as BotTextKey[];
}

export function formsOf(language: Language, key: BotTextKey): Forms {
  return leavesIn(language)
    .filter(([path]) => path.replace(PLURAL, '') === key)
    .map(([path, template]) => [PLURAL.exec(path)?.[1] ?? '', template]);
}

/** Whether the visible text contains the Russian text, with any values in the place of its parameters. */
export function contains(visible: string, key: BotTextKey): boolean {
  return formsOf('ru', key).some(([, template]) => patternOf(template).test(visible));
}

function patternOf(template: string): RegExp {
  const literal = template.replace(/<[^>]+>/g, '').replace(/[.*+?^$()|[\]\\]/g, '\\$&');
  return new RegExp(literal.replace(/\{\{\w+\}\}/g, '[^]+?'));
}
