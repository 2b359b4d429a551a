/**
 * `npm run release -- <version>`: checks that the checkout may be released, runs `npm test`, stamps the version, and makes the commit and
 * the tag. It pushes nothing: the last line says how. With `--tested` it trusts an earlier `npm test` of this commit.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { changesOf, stampChangelog } from './changelog.mjs';
import { run, say } from './steps.mjs';

const VERSION = /^\d+\.\d+\.\d+$/;
const git = (...args) => execFileSync('git', args, { encoding: 'utf8' }).trim();

function refuse(reason) {
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}

const isLater = (version, other) => {
  const [one, two] = [version, other].map((text) => text.split('.').map(Number));
  const at = one.findIndex((number, index) => number !== two[index]);
  return at !== -1 && one[at] > two[at];
};

/** @returns the changelog with the version */
function checkedChangelog(version) {
  if (!VERSION.test(version ?? '')) refuse('Which version? For example: npm run release -- 0.2.0');
  if (git('branch', '--show-current') !== 'main') refuse('Releases are made on the branch main.');
  if (git('status', '--porcelain') !== '') refuse('The checkout has changes that are not committed.');
  const released = git('tag', '--list', 'v*.*.*')
    .split('\n')
    .filter(Boolean)
    .map((tag) => tag.slice(1));
  const notOlder = released.find((other) => !isLater(version, other));
  if (notOlder !== undefined) refuse(`${notOlder} is released already, and ${version} is not later.`);
  const date = new Date().toISOString().slice(0, 10);
  const stamped = stampChangelog(readFileSync('CHANGELOG.md', 'utf8'), version, date);
  return stamped ?? refuse('CHANGELOG.md has no lines under "Unreleased".');
}

const isOwn = (name) => name?.startsWith('@otpravka/') === true;

/** Sets the version of a manifest, and of our own packages among its dependencies. */
function stamp(manifest, version) {
  if ('version' in manifest) manifest.version = version;
  for (const name of Object.keys(manifest.dependencies ?? {}))
    if (isOwn(name)) manifest.dependencies[name] = version;
}

function writeJson(file, change) {
  const content = JSON.parse(readFileSync(file, 'utf8'));
  change(content);
  writeFileSync(file, `${JSON.stringify(content, undefined, 2)}\n`);
}

function stampFiles(version) {
  const { workspaces } = JSON.parse(readFileSync('package.json', 'utf8'));
  for (const folder of ['.', ...workspaces])
    writeJson(`${folder}/package.json`, (manifest) => stamp(manifest, version));
  writeJson('package-lock.json', (lock) => {
    lock.version = version;
    for (const folder of ['', ...workspaces]) stamp(lock.packages[folder], version);
  });
  const label = /(org\.opencontainers\.image\.version=)"[^"]*"/;
  writeFileSync('Dockerfile', readFileSync('Dockerfile', 'utf8').replace(label, `$1"${version}"`));
}

const [version, option] = process.argv.slice(2);
const changelog = checkedChangelog(version);
if (option !== '--tested') run('npm', ['test']);
writeFileSync('CHANGELOG.md', changelog);
stampFiles(version);
git('commit', '--all', '--message', `chore(release): ${version}`);
git(
  'tag',
  '--annotate',
  '--cleanup=verbatim',
  `v${version}`,
  '--message',
  `Otpravka ${version}\n\n${changesOf(changelog, version)}`,
);
say(`v${version} is committed and tagged. To release it: git push --follow-tags origin main`);
