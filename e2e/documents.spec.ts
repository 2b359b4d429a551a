import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const DOCS = join(__dirname, '..', 'docs');

/** A file of the site with the files and regions that it includes, but for the generated ones. */
function read(path: string): string {
  const text = readFileSync(join(DOCS, path), 'utf8');
  return text.replaceAll(
    /^<!--@include: ([^#]+?)(?:#(\w+))?-->$/gm,
    (include, file: string, region?: string) => {
      if (file.includes('.generated')) return include;
      const included = read(join(dirname(path), file));
      return region === undefined ? included : regionOf(included, region);
    },
  );
}

function regionOf(text: string, name: string): string {
  const found = new RegExp(`^<!-- #region ${name} -->$(.*?)^<!-- #endregion ${name} -->$`, 'ms').exec(text);
  if (!found) throw new Error(`There is no region ${name}`);
  return found[1]!;
}

const RUSSIAN = readdirSync(join(DOCS, 'ru'), { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.md'),
);
/** Its captions are English on both sides. */
const PAIRS = RUSSIAN.filter((page) => page !== 'bot.md').map((page) => [page]);

const FENCE = /^ *```(\w*).*?\n(.*?)^ *```$/gms;

const samplesOf = (page: string): string[] => [
  ...[...page.matchAll(FENCE)]
    .filter(([, language]) => language !== 'json')
    .map(([, , code]) => code!.trim()),
  ...[...page.matchAll(/^<<< .*\/(\S+)$/gm)].map(([, sample]) => sample!),
];

const headingsOf = (page: string): string[] =>
  [...page.replaceAll(FENCE, '').matchAll(/^(#{2,3}) (.*)$/gm)].map(
    ([, level, text]) => `${level} ${idOf(text!)}`,
  );

const idOf = (heading: string): string =>
  /\{#(.*)\}$/.exec(heading)?.[1] ??
  heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_\- ]/gu, '')
    .replaceAll(' ', '-');

const linksOf = (page: string): string[] =>
  [...page.replaceAll(FENCE, '').matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => targetOf(link!)).sort();

/** The page without its language and the way to it. */
const targetOf = (link: string): string =>
  link
    .replace(/^\/ru\//, '/')
    .replace(/^(\.\.?\/)*/, '')
    .replace(/\.md(?=#|$)/, '')
    .replace(/^\//, '');

const rowsOf = (page: string): number => page.replaceAll(FENCE, '').match(/^\|/gm)?.length ?? 0;

describe('a Russian page of the site', () => {
  it.each(PAIRS)('has the headings, samples, tables and links of its English page: %s', (page) => {
    const [russian, english] = [read(join('ru', page)), read(page)];
    expect(headingsOf(russian)).toEqual(headingsOf(english));
    expect(samplesOf(russian)).toEqual(samplesOf(english));
    expect(rowsOf(russian)).toBe(rowsOf(english));
    expect(new Set(linksOf(russian))).toEqual(new Set(linksOf(english)));
  });
});

describe('the pages of the site', () => {
  const listed = [
    ...read('.vitepress/pages.mts').matchAll(/^ *(?:pages: \[)?\['([\w/-]+)', \{ en: '[^']+'(, ru: )?/gm),
  ].map(([, path, russian]) => ({ path: path!, hasRussian: russian !== undefined }));
  const fileOf = (path: string): string => (path.endsWith('/') ? `${path}index.md` : `${path}.md`);

  it('are those of its menu, in both languages', () => {
    expect(listed.length).toBeGreaterThan(20);
    expect(listed.map(({ path }) => fileOf(path)).filter((file) => !existsSync(join(DOCS, file)))).toEqual(
      [],
    );
    const russian = listed.filter(({ hasRussian }) => hasRussian).map(({ path }) => fileOf(path));
    expect([...russian, 'index.md'].sort()).toEqual([...RUSSIAN].sort());
    const unlisted = readdirSync(DOCS, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.md') && !/^(decisions|ru)\/|\.generated/.test(file))
      .filter((file) => file !== 'index.md' && !listed.some(({ path }) => fileOf(path) === file));
    expect(unlisted).toEqual([]);
  });

  it('are in both languages, if the navigation leads to them', () => {
    const [menu, bar] = read('.vitepress/pages.mts').split('const NAVIGATION =');
    const sections = menu!.split(/^ *title: \{ en: '/m).slice(1);
    for (const [, title] of bar!.split(';')[0]!.matchAll(/'([^']+)'/g)) {
      const section = sections.find((text) => text.startsWith(`${title}'`))!;
      const paths = [...section.matchAll(/\['([\w/-]+)', \{ en: /g)].map(([, path]) => path!);
      expect(paths.length).toBeGreaterThan(0);
      for (const path of paths)
        expect([path, ['', 'ru'].map((folder) => existsSync(join(DOCS, folder, fileOf(path))))]).toEqual([
          path,
          [true, true],
        ]);
    }
  });

  it('show programs and requests only from files, which tests run', () => {
    // The samples of this page are compared with tested files by examples/products/tenancy-doc.spec.ts.
    const pages = listed.map(({ path }) => fileOf(path)).filter((file) => file !== 'tenancy.md');
    const untested = pages.flatMap((page) =>
      [...readFileSync(join(DOCS, page), 'utf8').matchAll(FENCE)]
        .filter(([, language, code]) => !isWithoutProgram(language!) || code!.includes('curl '))
        .map(([sample]) => `${page}: ${sample}`),
    );
    expect(untested).toEqual([]);
  });
});

const isWithoutProgram = (language: string): boolean =>
  ['', 'sh', 'json', 'sql', 'mermaid'].includes(language);
