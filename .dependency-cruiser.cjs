/** Arrows point down only: apps → otp, session, shop, telegram → database, redis, i18n, runtime → contract. */
const lib = (names) => `^libs/(${names})/`;
const DOMAIN = 'otp|session|shop|telegram';
const BASE = 'database|redis|i18n|runtime';
/** Packages for npm. */
const PACKAGES = 'client|element|react|server';
/** Specs, what helps them, and end-to-end tests. */
const TESTS = 'spec\\.ts$|/spec/|(^|/)e2e/';

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-cycles-between-folders',
      comment: 'Folders of the HTTP service may use each other in one direction only.',
      severity: 'error',
      scope: 'folder',
      from: { path: '^apps/auth-api/src/' },
      to: { circular: true, path: '^apps/auth-api/src/' },
    },
    {
      name: 'one-door',
      comment:
        'A lib is entered by its index.ts only. Our pages share parts of the sign-in element by pages.ts.',
      severity: 'error',
      from: { path: '^(apps|libs)/([^/]+)/' },
      to: { path: '^libs/([^/]+)/src/(?!(index|pages)\\.ts$)', pathNot: '^$1/$2/' },
    },
    {
      name: 'one-door-for-whole-product-tests',
      severity: 'error',
      from: { path: '^(e2e|scripts)/' },
      to: { path: '^libs/[^/]+/src/(?!index\\.ts$)' },
    },
    {
      name: 'examples-are-for-tests',
      comment: 'The example team (docs/tenancy.md) is no part of the product.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: TESTS },
      to: { path: '^(examples|e2e)/' },
    },
    {
      name: 'contract-is-the-ground',
      severity: 'error',
      from: { path: lib('contract') },
      to: { path: '^(apps|libs/(?!contract/))' },
    },
    {
      name: 'contract-has-no-nest-and-no-io',
      severity: 'error',
      from: { path: lib('contract'), pathNot: TESTS },
      to: { path: 'node_modules/(@nestjs|ioredis|pg|typeorm)/' },
    },
    {
      name: 'base-libs-know-no-domain',
      severity: 'error',
      from: { path: lib(BASE), pathNot: TESTS },
      to: { path: `^(apps/|libs/(${DOMAIN}|${PACKAGES}|simulator|embedded|testing)/)` },
    },
    {
      name: 'domains-know-only-the-base',
      severity: 'error',
      from: { path: lib(DOMAIN), pathNot: TESTS },
      to: { path: `^(apps/|libs/(${PACKAGES}|simulator|embedded|testing)/)` },
    },
    {
      name: 'domains-meet-in-an-app',
      severity: 'error',
      from: { path: `^libs/(${DOMAIN})/`, pathNot: TESTS },
      to: { path: `^libs/(${DOMAIN})/`, pathNot: '^libs/$1/' },
    },
    {
      name: 'services-never-embed',
      comment: 'What is for development and tests never enters a service.',
      severity: 'error',
      from: { path: '^apps/(auth-api|bot-worker|admin)/', pathNot: TESTS },
      to: { path: '^(apps/(dev|simulator)|libs/(simulator|embedded|testing))/' },
    },
    {
      name: 'apps-meet-on-the-wire',
      severity: 'error',
      from: { path: '^apps/(auth-api|bot-worker|login-web|account-web|admin)/', pathNot: TESTS },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'packages-stand-alone',
      comment:
        'What is installed from npm imports nothing of the repository but other packages (docs/decisions/0039).',
      severity: 'error',
      from: { path: `^libs/(${PACKAGES})/`, pathNot: TESTS },
      to: { path: '^(apps|libs|e2e|examples)/', pathNot: `^libs/(${PACKAGES})/` },
    },
    {
      name: 'services-use-no-package',
      comment:
        '`npm ci --omit=dev --workspaces=false` installs what the services need (docs/decisions/0039).',
      severity: 'error',
      from: {
        path: `^(apps/(auth-api|bot-worker|admin)|libs/(contract|${BASE}|${DOMAIN}))/`,
        pathNot: TESTS,
      },
      to: { path: `^libs/(${PACKAGES})/` },
    },
    {
      name: 'telegraf-lives-in-the-worker',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '^apps/bot-worker/' },
      to: { path: 'node_modules/(telegraf|nestjs-telegraf)/' },
    },
    {
      name: 'no-development-package-in-a-service',
      severity: 'error',
      from: {
        path: `^(apps/(auth-api|bot-worker|admin)|libs/(contract|${BASE}|${DOMAIN}))/`,
        pathNot: TESTS,
      },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: 'node_modules/@types/',
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|\\.data|\\.next)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
