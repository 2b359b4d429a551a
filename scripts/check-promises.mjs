/**
 * Checks that every test that `docs/promises.md` names has run and passed. `npm test` calls it after Jest.
 * Usage: node scripts/check-promises.mjs [page] [results of jest --json]
 */
import { readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { root, say } from './steps.mjs';

const [page = join(root, 'docs', 'promises.md'), results = join(root, 'dist', 'test-results.json')] =
  process.argv.slice(2);

const PROMISE = /^- (.+)$/;
const PROOF = /^ {2}- `([^`]+)`: `(.+)`$/;
/** Ends a name that stands for all tests whose names begin with it. */
const ANY_END = '…';

/** @returns the promises in order, each with its proofs: file and full name of a test */
function promisesIn(text) {
  const promises = [];
  for (const line of text.split('\n')) {
    const proof = PROOF.exec(line);
    if (proof) promises.at(-1)?.proofs.push({ file: proof[1], name: proof[2] });
    else if (PROMISE.test(line)) promises.push({ promise: PROMISE.exec(line)[1], proofs: [] });
  }
  return promises;
}

/** @returns the file, full name and status of each test, from the output of `jest --json` */
const testsIn = ({ testResults }) =>
  testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ fullName, status }) => ({ file: relative(root, name), fullName, status })),
  );

const isNamed = ({ fullName }, name) =>
  name.endsWith(ANY_END) ? fullName.startsWith(name.slice(0, -ANY_END.length)) : fullName === name;

/** @returns what is wrong with a proof, or undefined */
function problemOf({ file, name }, tests) {
  const named = tests.filter((test) => test.file === file && isNamed(test, name));
  const notPassed = named.find(({ status }) => status !== 'passed');
  if (notPassed) return `"${notPassed.fullName}" is ${notPassed.status} in ${file}`;
  if (named.length > 0) return undefined;
  const elsewhere = tests.find((test) => isNamed(test, name));
  if (elsewhere) return `"${name}" is in ${elsewhere.file}, not in ${file}`;
  const nearest = nearestTo(
    name,
    tests.filter((test) => basename(test.file) === basename(file)),
  );
  if (nearest === undefined) return `no test of ${file} has run`;
  return `${file} has no test "${name}"; the nearest one is "${nearest.fullName}" in ${nearest.file}`;
}

const wordsOf = (text) => new Set(text.toLowerCase().match(/[\p{L}\d]+/gu));

/** @returns the test whose name has the most words of `name` */
function nearestTo(name, tests) {
  const wanted = wordsOf(name);
  const sharedWords = ({ fullName }) => {
    const words = wordsOf(fullName);
    return [...words].filter((word) => wanted.has(word)).length / words.size;
  };
  return tests.toSorted((one, other) => sharedWords(other) - sharedWords(one))[0];
}

const promises = promisesIn(readFileSync(page, 'utf8'));
const tests = testsIn(JSON.parse(readFileSync(results, 'utf8')));
const problems = promises.flatMap(({ promise, proofs }) =>
  proofs.length === 0
    ? [`No test is named for: ${promise}`]
    : proofs.flatMap((proof) => problemOf(proof, tests) ?? []),
);
if (promises.length === 0) problems.push(`${page} contains no promise`);
if (problems.length > 0) {
  say(`Of the promises in docs/promises.md, these are not proven:\n${problems.join('\n')}`);
  process.exit(1);
}
say(`${promises.length} promises, each with a test that passed`);
