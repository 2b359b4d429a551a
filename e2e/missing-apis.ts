/** Scripts that make Chromium lack or refuse what old and locked browsers lack or refuse (docs/decisions/0025). */

/** APIs that a supported browser lacks, or that some people switch off. APIs of one entry are removed together. */
const OPTIONAL = [
  'AbortController',
  'AbortSignal',
  'AbortSignal.timeout',
  'BroadcastChannel',
  'EventSource',
  'Intl',
  'Intl.DateTimeFormat',
  'Intl.DisplayNames',
  'Intl.PluralRules, Intl.RelativeTimeFormat',
  'localStorage',
  'matchMedia',
  'navigator.clipboard',
  'navigator.languages',
  'navigator.locks',
  'sessionStorage',
  'Object.hasOwn',
  'crypto.randomUUID, queueMicrotask, structuredClone, Promise.any',
  'CSSStyleSheet.prototype.replaceSync, CSSStyleSheet.prototype.replace, ShadowRoot.prototype.adoptedStyleSheets, Document.prototype.adoptedStyleSheets',
  'Array.prototype.at, Element.prototype.replaceChildren, String.prototype.replaceAll',
];

/** APIs that throw when they are read in a locked browser. */
const REFUSED = [
  'AbortController',
  'BroadcastChannel',
  'EventSource',
  'Intl',
  'localStorage',
  'matchMedia',
  'navigator.languages',
  'sessionStorage',
];

const ownerAndName = (path: string) => {
  const [name, ...owners] = path.split('.').reverse();
  return { owner: ['window', ...owners.reverse()].join('.'), name: JSON.stringify(name) };
};

const withoutApi = (path: string) => {
  const { owner, name } = ownerAndName(path);
  return `for (let owner = ${owner}; owner; owner = Object.getPrototypeOf(owner)) delete owner[${name}];
    if (${name} in ${owner}) throw new Error('It is still there');`;
};

const withoutApis = (paths: string) =>
  paths
    .split(', ')
    .map((path) => `{ ${withoutApi(path)} }`)
    .join('\n');

const withRefusedApi = (path: string) => {
  const { owner, name } = ownerAndName(path);
  return `Object.defineProperty(${owner}, ${name}, { get() { throw new DOMException('no', 'SecurityError'); } });`;
};

const withFullStorage = `Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };`;

/** Old, locked and full browsers, each with the script that makes one of Chromium. */
export const BROWSERS: readonly (readonly [name: string, script: string])[] = [
  ...OPTIONAL.map((paths) => [`without ${paths}`, withoutApis(paths)] as const),
  ...REFUSED.map((path) => [`that refuses ${path}`, withRefusedApi(path)] as const),
  ['whose storage is full', withFullStorage],
  // Reversed, so that a member is removed before its object.
  ['that lacks all of these', [...OPTIONAL].reverse().map(withoutApis).join('\n')],
];
