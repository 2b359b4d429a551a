import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * One page with one script and one style sheet, served by auth-api at /login. The policy there allows nothing inline,
 * so nothing is inlined here.
 */
export default defineConfig({
  root: at('.'),
  base: '/login/',
  resolve: {
    alias: { '@app/client': at('../../libs/client/src/index.ts') },
  },
  build: {
    outDir: at('../../dist/apps/login-web'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
  },
});
