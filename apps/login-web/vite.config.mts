import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The oldest browsers that the README promises. Newer syntax is rewritten; missing APIs are not added. */
const BROWSERS = ['chrome87', 'edge87', 'firefox78', 'safari14'];

/**
 * One page with one script and one style sheet, served by auth-api at /login. The policy there allows nothing inline,
 * so nothing is inlined here.
 */
export default defineConfig({
  root: at('.'),
  base: '/login/',
  resolve: {
    alias: {
      '@app/client': at('../../libs/client/src/index.ts'),
      '@app/contract': at('../../libs/contract/src/index.ts'),
    },
  },
  build: {
    outDir: at('../../dist/apps/login-web'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: BROWSERS,
    rolldownOptions: {
      // Of the contract the page needs types and a reader of digits, not the schemas.
      treeshake: { moduleSideEffects: [{ test: /libs\/contract\/|node_modules/, sideEffects: false }] },
      transform: {
        assumptions: { setPublicClassFields: true },
        typescript: { removeClassFieldsWithoutInitializer: true },
      },
    },
  },
});
