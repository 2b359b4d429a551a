import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The oldest browsers of the README. The build rewrites newer syntax but adds no polyfills. */
export const BROWSERS = ['chrome87', 'edge87', 'firefox78', 'safari14'];

/** Makes class fields plain assignments, as Lit's reactive properties need, and leaves out declarations without a value. */
export const CLASS_FIELDS = {
  assumptions: { setPublicClassFields: true },
  typescript: { removeClassFieldsWithoutInitializer: true },
};

/** Libphonenumber's own build for browsers from 2018 on; the usual one is a tenth larger, for older ones. */
export const MODERN_PHONES = {
  find: /^\.\.\/es6\//,
  replacement: at('../../node_modules/libphonenumber-js/es6-modern/'),
};

/**
 * Leaves out the indentation of the HTML templates, and the line breaks inside of tags. Between two elements one line break stays,
 * which HTML shows as a space. In the code itself neither has a meaning.
 */
export const compactTemplates = (): Plugin => ({
  name: 'compact-templates',
  enforce: 'pre',
  transform(code, id) {
    if (!id.includes('/libs/element/src/') || !code.includes('html`')) return undefined;
    return code
      .replace(/\n\s+/g, '\n')
      .replace(/\n(?=[.@?]?[\w-]+=["$])/g, ' ')
      .replace(/\n>/g, '>');
  },
});

/** Builds one script with all that it imports, and the style sheet for browsers that construct none. */
export default defineConfig({
  root: at('.'),
  resolve: {
    alias: [{ find: '@otpravka/client', replacement: at('../client/src/index.ts') }, MODERN_PHONES],
  },
  plugins: [compactTemplates()],
  build: {
    outDir: at('dist'),
    emptyOutDir: true,
    modulePreload: false,
    // What these browsers understand; a target by their names also rewrites what they have with a rare defect.
    target: 'es2020',
    cssTarget: BROWSERS,
    rolldownOptions: {
      input: { index: at('src/index.ts'), 'otp-login': at('src/style/otp-login.css') },
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: '[name].js', assetFileNames: '[name][extname]' },
      transform: CLASS_FIELDS,
    },
  },
});
