import { fileURLToPath } from 'node:url';
import { defineConfig, type UserConfig } from 'vite';
import { BROWSERS, CLASS_FIELDS, compactTemplates, MODERN_PHONES } from './vite.config.mts';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/**
 * Builds one page with one script and one style sheet, which auth-api serves at `/<name>`. Its content security policy
 * forbids inline content, so nothing is inlined.
 */
export const pageConfig = (name: 'login' | 'account'): UserConfig =>
  defineConfig({
    root: at(`apps/${name}-web`),
    base: `/${name}/`,
    resolve: {
      alias: [
        { find: '@otpravka/client', replacement: at('libs/client/src/index.ts') },
        { find: '@otpravka/element/pages', replacement: at('libs/element/src/pages.ts') },
        { find: '@otpravka/element', replacement: at('libs/element/src/index.ts') },
        { find: '@app/contract', replacement: at('libs/contract/src/index.ts') },
        { find: '@app/i18n', replacement: at('libs/i18n/src/index.ts') },
        MODERN_PHONES,
      ],
    },
    plugins: [compactTemplates()],
    build: {
      outDir: at(`dist/apps/${name}-web`),
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      target: 'es2020',
      cssTarget: BROWSERS,
      rolldownOptions: {
        // The pages need a few functions and tables of these libs, but not their schemas and the texts of the bot.
        treeshake: {
          moduleSideEffects: [{ test: /libs\/(contract|i18n)\/|node_modules/, sideEffects: false }],
        },
        transform: CLASS_FIELDS,
      },
    },
  });
