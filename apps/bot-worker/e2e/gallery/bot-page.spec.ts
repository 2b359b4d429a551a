import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { botPage, PICTURES } from './bot-page';
import { botTextKeys } from './bot-texts';
import { SCENES, WITHOUT_A_PICTURE } from './gallery';

const DOCS = join(__dirname, '..', '..', '..', '..', 'docs');
const MAX_BYTES = 2_000_000;

describe('docs/bot.md', () => {
  it('is what `npm run docs:bot -- --texts` writes: its texts are those of libs/i18n', () => {
    expect(readFileSync(join(DOCS, 'bot.md'), 'utf8')).toBe(botPage());
  });

  it('has a picture of every text of the bot, or a reason why there is none', () => {
    const pictured = SCENES.flatMap(({ texts }) => texts);
    const covered = [...pictured, ...Object.keys(WITHOUT_A_PICTURE)];
    expect(botTextKeys().filter((key) => !covered.includes(key))).toEqual([]);
    expect(pictured.filter((key) => key in WITHOUT_A_PICTURE)).toEqual([]);
  });

  it('has the pictures that its scenes name, and no others, of two megabytes at most', () => {
    const files = readdirSync(join(DOCS, PICTURES)).sort();
    expect(files).toEqual(SCENES.map(({ name }) => `${name}.webp`).sort());
    const bytes = files.map((file) => statSync(join(DOCS, PICTURES, file)).size);
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MAX_BYTES);
  });
});
