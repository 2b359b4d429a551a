import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const OWNER_CONNECTION = {
  name: '@app/database',
  importNames: ['OwnerConnection'],
  message: 'It bypasses row security: only operators act as the owner (docs/decisions/0013).',
};

export default tseslint.config(
  {
    ignores: [
      '**/dist/',
      '**/node_modules/',
      '**/.data/',
      '**/*.cjs',
      // Vite writes such files while it reads its configuration.
      '**/*.timestamp-*.mjs',
      'libs/*/e2e/consumer/',
      'docs/snippets/back-end/',
      '**/.next/',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.mts', '**/*.tsx'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: {
        project: [
          './tsconfig.json',
          './apps/login-web/tsconfig.json',
          './apps/account-web/tsconfig.json',
          './libs/client/tsconfig.json',
          './libs/react/tsconfig.json',
          './libs/element/tsconfig.json',
          './libs/server/tsconfig.json',
          './docs/tsconfig.json',
          './examples/react/tsconfig.json',
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_+$', argsIgnorePattern: '^_' }],
      'no-console': 'error',
      eqeqeq: 'error',
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'Only libs/runtime/src/config/environment.ts reads the environment.',
        },
      ],
    },
  },
  {
    // Its packages are installed by `npm run bench` alone, so the rules that need types cannot run here.
    files: ['bench/**/*.ts', 'bench/**/*.mts'],
    extends: [tseslint.configs.disableTypeChecked],
    rules: {
      '@typescript-eslint/no-floating-promises': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': 'off',
      'no-restricted-properties': 'off',
    },
  },
  {
    // These examples are projects of their own, whose types come from built packages. Their tests compile them.
    files: ['examples/{nest,next}/**/*.{ts,tsx}'],
    languageOptions: { parser: tseslint.parser },
    extends: [tseslint.configs.disableTypeChecked],
    rules: {
      '@typescript-eslint/no-floating-promises': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': 'off',
      'no-restricted-properties': 'off',
    },
  },
  {
    files: ['**/*.ts'],
    ignores: ['apps/admin/**', 'libs/database/**'],
    rules: { 'no-restricted-imports': ['error', { paths: [OWNER_CONNECTION] }] },
  },
  {
    // What runs inside a request. The request log itself, the edge and the streams of many pages log by themselves.
    files: ['apps/auth-api/src/**/*.ts', 'libs/{otp,session,shop}/src/**/*.ts'],
    ignores: [
      '**/*spec.ts',
      'apps/auth-api/src/client/request-log.ts',
      'apps/auth-api/src/http/**',
      'apps/auth-api/src/events/challenge-watch.ts',
    ],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [
            OWNER_CONNECTION,
            {
              name: '@nestjs/common',
              importNames: ['Logger'],
              message:
                'Log through `caller.log`, whose lines carry the id of the request (docs/decisions/0032).',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['apps/{login,account}-web/src/**/*.ts', 'libs/{client,element}/src/**/*.ts'],
    ignores: ['**/*.spec.ts', '**/spec/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'Identifier[name=/^(AbortController|AbortSignal|BroadcastChannel|EventSource|Intl|crypto|localStorage|matchMedia|navigator|sessionStorage|structuredClone)$/]' +
            ':not(CallExpression[callee.name=/^(optional|withMemoryFallback)$/] Identifier):not(TSTypeAnnotation Identifier)',
          message:
            'Old browsers lack it, and locked ones refuse it: use it through `optional` (docs/decisions/0025).',
        },
      ],
    },
  },
  {
    files: ['**/*.mjs', 'libs/simulator/src/page/**/*.js', 'examples/**/*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        Buffer: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        document: 'readonly',
        window: 'readonly',
        fetch: 'readonly',
        navigator: 'readonly',
        location: 'readonly',
        localStorage: 'readonly',
        EventSource: 'readonly',
        ResizeObserver: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        URLSearchParams: 'readonly',
        FormData: 'readonly',
        HTMLElement: 'readonly',
        customElements: 'readonly',
        Event: 'readonly',
      },
    },
  },
);
