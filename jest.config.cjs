/**
 * Three sizes of test (docs/decisions/0003-three-sizes-of-test.md):
 * small: pure, beside the source; medium: one lib with a real Redis and a real Postgres; e2e: the built product.
 */
const { compilerOptions } = require('./tsconfig.json');

/** Tests read the sources of our packages, because Jest loads no ES modules. */
const packages = Object.fromEntries(
  ['client', 'element', 'react', 'server'].map((name) => [
    `@otpravka/${name}`,
    [`libs/${name}/src/index.ts`],
  ]),
);

/** Packages that are ES modules only. Jest requires CommonJS modules. */
const ES_MODULES = 'jose';

packages['@otpravka/element/pages'] = ['libs/element/src/pages.ts'];

const size = (displayName, pattern, more = {}) => ({
  displayName,
  rootDir: __dirname,
  testEnvironment: 'node',
  testMatch: [`<rootDir>/{apps,libs,e2e,examples,scripts}/**/${pattern}`],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '/\\.data/', '<rootDir>/examples/next/', '<rootDir>/bench/'],
  setupFiles: ['reflect-metadata'],
  transformIgnorePatterns: [`/node_modules/(?!(${ES_MODULES})/)`],
  transform: {
    [`^.+\\.ts$|/node_modules/(${ES_MODULES})/.+\\.js$`]: [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          target: 'es2022',
          // Jest maps no module names for its global set-up, so the compiler writes the paths.
          baseUrl: __dirname,
          paths: { ...compilerOptions.paths, ...packages },
        },
        module: { type: 'commonjs' },
      },
    ],
  },
  ...more,
});

const stores = {
  globalSetup: '<rootDir>/libs/testing/src/global-setup.ts',
  globalTeardown: '<rootDir>/libs/testing/src/global-teardown.ts',
};

module.exports = {
  maxWorkers: 2,
  testTimeout: 120_000,
  projects: [
    size('small', '*.spec.ts'),
    size('medium', '*.medium-spec.ts', stores),
    size('e2e', '*.e2e-spec.ts', stores),
    size('load', '*.load-spec.ts', stores),
    size('docs-screens', '*.screens-spec.ts', stores),
    size('image', '*.image-spec.ts', { ...stores, globals: { IMAGES: process.env.IMAGES } }),
    size('upgrade', '*.upgrade-spec.ts', { ...stores, globals: { FORMER: process.env.FORMER } }),
    size('soak', '*.soak-spec.ts', {
      ...stores,
      globals: {
        MINUTES: Number(process.env.SOAK_MINUTES),
        PER_SECOND: Number(process.env.SOAK_SIGN_INS_PER_SECOND),
      },
    }),
    size('packages', '*.package-spec.ts', {
      ...stores,
      testPathIgnorePatterns: ['/node_modules/', '/e2e/alerts-'],
    }),
    // They run alone: a build beside them could hold up Prometheus for two seconds, and an alert fires after two.
    size('alerts', 'alerts-*.package-spec.ts', stores),
    size('docs-bot', 'gallery.e2e-spec.ts', { ...stores, globals: { TAKES_PICTURES: true } }),
    size('docs-trace', 'request-log.e2e-spec.ts', { ...stores, globals: { WRITES_TRACE: true } }),
    size('full-load', '*.load-spec.ts', { ...stores, globals: { FULL_SIZE: true } }),
  ],
};
