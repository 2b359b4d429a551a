/** Paths without a file or a route, in encodings that have deceived other servers. */
const NOWHERE = [
  ...['..%5cx', '../../x', '%2e%2e/x', '..%2f..%2fx', '.%5c.%5cx', '..;/x', './x', '/x', '\\x', '%5c..%5cx'],
  ...['%00', 'a%00b', '%', '%zz', '%ff', '%E0%A4', '%c0%ae%c0%ae/x', '%252e%252e%252fx', '%25'],
  ...['assets', 'assets/', 'assets/..%5cx', 'assets/%00', 'x'.repeat(8_000), '%41'.repeat(3_000), '?x'],
];
/** Prefixes below which files are served. */
export const STATIC_PREFIXES = [
  '/login/',
  '/docs/',
  '/openapi.json/',
  '/.well-known/',
  '/health/',
  '/metrics/',
  '/api/auth/',
  '/',
];
const PAGES = ['/login/?x', '/docs/?x', '/?x'];

export const oddPathsBelow = (tree: string): readonly string[] =>
  NOWHERE.map((rest) => tree + rest).filter((path) => !PAGES.includes(path));
