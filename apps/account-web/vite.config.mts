import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The oldest browsers of the README. The build rewrites newer syntax but adds no polyfills. */
const BROWSERS = ['chrome87', 'edge87', 'firefox78', 'safari14'];

/**
 * Builds one page with one script and one style sheet, which auth-api serves at /account. Its content security policy
 * forbids inline content, so nothing is inlined.
 */
export default defineConfig({
  root: at('.'),
  base: '/account/',
  resolve: {
    alias: {
      '@otpravka/client': at('../../libs/client/src/index.ts'),
      '@app/contract': at('../../libs/contract/src/index.ts'),
      '@app/i18n': at('../../libs/i18n/src/index.ts'),
    },
  },
  build: {
    outDir: at('../../dist/apps/account-web'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: BROWSERS,
    rolldownOptions: {
      // The page needs a few functions and tables of these libs, but not their schemas and the texts of the bot.
      treeshake: {
        moduleSideEffects: [{ test: /libs\/(contract|i18n)\/|node_modules/, sideEffects: false }],
      },
      transform: {
        assumptions: { setPublicClassFields: true },
        typescript: { removeClassFieldsWithoutInitializer: true },
      },
    },
  },
});
