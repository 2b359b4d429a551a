import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { botPage, PICTURES } from './bot-page';
import { contains } from './bot-texts';
import { SCENES } from './gallery';
import { type GalleryScene, visibleTexts } from './gallery-scene';
import { PictureTaker } from './picture-taker';
import { takeSignInPicture } from './sign-in-picture';
import { Stage } from './stage';
import { Scene } from '../scene';

/** Set by the project `docs-bot` in `jest.config.cjs`, which `npm run docs:bot` runs. */
const TAKES_PICTURES = (globalThis as { TAKES_PICTURES?: boolean }).TAKES_PICTURES === true;
const DOCS = join(__dirname, '..', '..', '..', '..', 'docs');
/** Scenes mostly wait for the bot. A page in a browser costs more. */
const AT_ONCE = TAKES_PICTURES ? 5 : 15;

let usual: Scene;
let shortLived: Scene;
let pictures: PictureTaker | undefined;

/** Plays a scene. @returns its texts that are not in the picture */
async function missingIn({ name, texts, play, isShortLived }: GalleryScene): Promise<string[]> {
  const product = isShortLived ? shortLived : usual;
  const shown = await play(new Stage(product, name));
  await pictures?.take(name, product.telegram.chatPageUrl, shown);
  const visible = visibleTexts(shown);
  return texts.filter((key) => !visible.some((text) => contains(text, key)));
}

describe('the gallery of the bot', () => {
  beforeAll(async () => {
    const shortLife = { OTP_TTL_SECONDS: '10' };
    [usual, shortLived] = await Promise.all([Stage.startScene(), Stage.startScene(shortLife)]);
    if (TAKES_PICTURES) pictures = await PictureTaker.open(join(DOCS, PICTURES));
  });

  afterAll(async () => {
    await pictures?.close();
    await Promise.all([usual?.stop(), shortLived?.stop()]);
  });

  it('shows each of its texts when a person walks the paths', async () => {
    const waiting = [...SCENES];
    const problems: string[] = [];
    const playNext = async (): Promise<void> => {
      for (let scene = waiting.shift(); scene !== undefined; scene = waiting.shift()) {
        const { name } = scene;
        const missing = await missingIn(scene).catch((error: unknown) => [String(error)]);
        problems.push(...missing.map((what) => `${name}: ${what}`));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, playNext));
    expect(problems).toEqual([]);
  }, 600_000);
});

if (TAKES_PICTURES) {
  it('takes the picture of the README', async () => {
    const scene = await Stage.startScene();
    const taker = await PictureTaker.open(join(DOCS, PICTURES));
    try {
      await takeSignInPicture(new Stage(scene, 'sign-in'), taker);
    } finally {
      await Promise.all([taker.close(), scene.stop()]);
    }
  });

  it('writes the page', async () => {
    await writeFile(join(DOCS, 'bot.md'), botPage());
  });
}
