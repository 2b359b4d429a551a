import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Linter } from 'eslint';
import type { BrowserContext } from 'playwright-core';
import { newOwner } from '@app/testing';
import { nameShop, useAccountPages } from './account-page';
import { OPTIONAL, REFUSED, withFullStorage, withoutApis, withRefusedApi } from './missing-apis';

const BUILT = join(__dirname, '..', 'dist', 'apps', 'account-web', 'assets');
const MOST_KILOBYTES = 90;

const site = useAccountPages();
let context: BrowserContext;

beforeAll(async () => {
  context = await site.openProfile(await newOwner(site.product));
  await nameShop(context, site.origin, 'Лавка');
});

/** Opens the page in a browser that the script has changed, and uses it. */
async function usePage(script: string): Promise<void> {
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  // The language of the previous test is forgotten first.
  await page.addInitScript(`localStorage.clear(); ${script}`);
  await page.goto(`${site.origin}/account`);
  await page.locator('#shop-name').getByText('Лавка').waitFor();
  await page.locator('#sessions').getByText('Chrome, Linux').waitFor();
  await page.locator('#activity > li').first().waitFor();
  await page.locator('#timezone').getByText('Алматы').waitFor();
  for (const [search, expected] of [
    ['USD', 'USD'],
    ['KZT', 'KZT'],
  ] as const) {
    await page.locator('#change-currency').click();
    await page.locator('#currency-search').fill(search);
    await page.locator('#currency-search').press('Enter');
    await page.locator('#currency').getByText(expected).waitFor();
  }
  await page.locator('[data-language=kk]').click();
  await page.getByRole('heading', { name: 'Тарих' }).waitFor();
  expect(await page.locator('#not-started').count()).toBe(0);
  expect(errors).toEqual([]);
  await page.close();
}

describe('the account page works', () => {
  it.each(OPTIONAL)('in a browser without %s', (paths) => usePage(withoutApis(paths)));

  it.each(REFUSED)('in a browser that refuses %s', (path) => usePage(withRefusedApi(path)));

  it('in a browser whose storage is full', () => usePage(withFullStorage));

  // Reversed, so that a member is removed before its object.
  it('in a browser that lacks all of these', () =>
    usePage([...OPTIONAL].reverse().map(withoutApis).join('\n')));
});

describe('the script of the account page', () => {
  const [file] = readdirSync(BUILT).filter((name) => name.endsWith('.js'));
  const script = readFileSync(join(BUILT, file!), 'utf8');

  it('uses only ECMAScript 2020, which the oldest supported browsers understand', () => {
    const languageOptions = { ecmaVersion: 2020, sourceType: 'module' } as const;
    expect(new Linter().verify(script, [{ languageOptions }])).toEqual([]);
    // Lookbehind: Safari supports it only since 16.4.
    expect(script).not.toMatch(/\(\?<[=!]/);
  });

  it(`is at most ${MOST_KILOBYTES} kB compressed, with the names of all cities and currencies`, () => {
    const kilobytes = gzipSync(script, { level: 9 }).length / 1000;
    process.stdout.write(`\nThe script of the account page: ${kilobytes.toFixed(1)} kB compressed\n`);
    expect(kilobytes).toBeLessThan(MOST_KILOBYTES);
  });

  it('says in four languages that it has not started, if it is blocked', async () => {
    const page = await context.newPage();
    await page.route('**/assets/*.js', (route) => route.abort());
    const devTools = await context.newCDPSession(page);
    await devTools.send('Animation.enable');
    await devTools.send('Animation.setPlaybackRate', { playbackRate: 50 });
    await page.goto(`${site.origin}/account`);
    for (const text of [
      'ещё не запустилась',
      'әлі іске қосылған жоқ',
      'hali ishga tushmadi',
      'has not started',
    ])
      await page.getByText(text).waitFor();
    await page.close();
  });
});
