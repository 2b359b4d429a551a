import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DefaultTheme, defineConfig, type MarkdownEnv } from 'vitepress';
import { drawDiagrams } from './diagrams.mts';
import { withoutInlineScripts, writeInlineScripts } from './inline-scripts.mts';
import { headingId, readRepositoryDocuments } from './markdown.mts';
import { navigationIn, sidebarIn } from './pages.mts';
import { RUSSIAN_SEARCH, RUSSIAN_THEME } from './russian.mts';

const PICTURE = fileURLToPath(new URL('../images/sign-in.webp', import.meta.url));

/** Pages of the API itself. A link to one needs a target, or the router of the site would look for it here. */
const SERVED_BY_THE_API = [
  /^\/(login|account|docs|openapi\.json|metrics|health\/\w+)$/,
  /^https?:\/\/localhost/,
];

/** Decisions and measurements are for people who change the product; they would crowd the answers of the search. */
const UNSEARCHED = /^(decisions\/|promises|performance|dependencies)/;

interface Renderer {
  render(source: string, env: MarkdownEnv): string;
}

function searchText(source: string, env: MarkdownEnv, markdown: Renderer): string {
  const html = markdown.render(source, env);
  return UNSEARCHED.test(env.relativePath) || env.frontmatter?.['search'] === false ? '' : html;
}

export default defineConfig({
  title: 'Otpravka',
  description: 'Phone sign-in for multi-tenant shops: a Telegram bot brings the one-time code.',
  cleanUrls: true,
  metaChunk: true,
  // VitePress would switch transitions off by an inline style sheet, which the content security policy forbids.
  appearance: { disableTransition: false },
  cacheDir: '../node_modules/.cache/vitepress',
  ignoreDeadLinks: SERVED_BY_THE_API,
  head: [['link', { rel: 'icon', href: '/favicon.svg', type: 'image/svg+xml' }]],
  markdown: {
    config: (markdown) => {
      readRepositoryDocuments(markdown);
      drawDiagrams(markdown);
    },
    anchor: { slugify: headingId },
    // Themes whose comments can be read on the ground of the samples.
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  // The icon of the sign-in page.
  vite: { publicDir: '../apps/login-web/public' },
  transformHtml: withoutInlineScripts,
  buildEnd: (site) => {
    writeInlineScripts(site);
    // The home page names its picture in the front matter, which the build does not read.
    cpSync(PICTURE, join(site.outDir, 'images', 'sign-in.webp'));
  },
  locales: {
    root: { label: 'English', lang: 'en' },
    ru: { label: 'Русский', lang: 'ru', ...RUSSIAN_THEME },
  },
  themeConfig: {
    logo: { src: '/favicon.svg', alt: '' },
    nav: navigationIn('en'),
    sidebar: sidebarIn('en'),
    outline: [2, 3],
    search: {
      provider: 'local',
      options: { _render: searchText, locales: { ru: RUSSIAN_SEARCH } },
    },
  } satisfies DefaultTheme.Config,
});
