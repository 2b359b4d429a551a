import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { BROWSERS, CLASS_FIELDS, compactTemplates, MODERN_PHONES } from '../../libs/element/vite.config.mts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Builds one page with one script and one style sheet, which auth-api serves at /login. Its content security policy
 * forbids inline content, so nothing is inlined.
 */
export default defineConfig({
  root: at('.'),
  base: '/login/',
  resolve: {
    alias: [
      { find: '@otpravka/client', replacement: at('../../libs/client/src/index.ts') },
      { find: '@otpravka/element/pages', replacement: at('../../libs/element/src/pages.ts') },
      { find: '@otpravka/element', replacement: at('../../libs/element/src/index.ts') },
      { find: '@app/contract', replacement: at('../../libs/contract/src/index.ts') },
      MODERN_PHONES,
    ],
  },
  plugins: [compactTemplates()],
  build: {
    outDir: at('../../dist/apps/login-web'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2020',
    cssTarget: BROWSERS,
    rolldownOptions: {
      // The page needs a few functions of these libs, but not their schemas and texts.
      treeshake: {
        moduleSideEffects: [{ test: /libs\/(contract|i18n)\/|node_modules/, sideEffects: false }],
      },
      transform: CLASS_FIELDS,
    },
  },
});
