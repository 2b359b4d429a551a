import { type Language, LANGUAGES } from '@app/contract';
import { formsOf } from './bot-texts';
import { SECTIONS, WITHOUT_A_PICTURE } from './gallery';
import type { BotTextKey, GalleryScene } from './gallery-scene';

/** The folder of the pictures, beside the page. */
export const PICTURES = 'images/bot';

const INTRODUCTION = `# The bot as a person meets it

Each message of the bot in Russian, as the chat page of the simulator shows it, and the same texts in the four languages. In the texts,
\`{{name}}\` stands for a value, and a text with a count has one line for each plural form.

\`npm run docs:bot\` writes this page and takes its pictures and that of the README: it starts the product, walks each path, and fails
if a picture lacks one of its texts. The pictures need the fonts Roboto and Noto Color Emoji (Debian: \`fonts-roboto\`,
\`fonts-noto-color-emoji\`). \`npm run docs:bot -- --texts\` writes the texts alone. The scenes are in
[apps/bot-worker/e2e/gallery](../apps/bot-worker/e2e/gallery/gallery.ts), and the texts in
[libs/i18n](../libs/i18n/src/bot-ru.ts). \`npm test\` fails if a text here differs from its source, or if a text has no
picture and no reason for it.`;

/** Writes `docs/bot.md`. The region is a part of the Russian page too. */
export function botPage(): string {
  const sections = SECTIONS.map(({ title, scenes }) => [`## ${title}`, ...scenes.map(sceneOf)].join('\n\n'));
  const messages = [
    '<!-- #region messages -->',
    ...sections,
    withoutAPicture(),
    '<!-- #endregion messages -->',
  ];
  return [INTRODUCTION, ...messages].join('\n\n') + '\n';
}

function sceneOf({ name, title, when, texts }: GalleryScene): string {
  const rows = texts.flatMap(rowsOf);
  const picture = `<img src="${PICTURES}/${name}.webp" width="320" alt="${escaped(title)}">`;
  return [
    `### ${title}`,
    when,
    [
      '<table>',
      `<tr><td rowspan="${rows.length + 1}" width="340" valign="top">${picture}</td></tr>`,
      ...rows,
      '</table>',
    ].join('\n'),
  ].join('\n\n');
}

function withoutAPicture(): string {
  const entries = Object.entries(WITHOUT_A_PICTURE) as [BotTextKey, string][];
  const texts = entries.flatMap(([key, reason]) => [
    reason,
    ['<table>', ...rowsOf(key), '</table>'].join('\n'),
  ]);
  return ['## Texts without a picture', ...texts].join('\n\n');
}

function rowsOf(key: BotTextKey): string[] {
  return [
    `<tr><th colspan="2" align="left"><code>${key}</code></th></tr>`,
    ...LANGUAGES.map((language) => `<tr><td>${language}</td><td>${textIn(language, key)}</td></tr>`),
  ];
}

function textIn(language: Language, key: BotTextKey): string {
  return formsOf(language, key)
    .map(([form, template]) => `${form === '' ? '' : `<i>${form}:</i> `}${escaped(template)}`)
    .join('<br>');
}

const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '<br>');
