/** `npm run changes -- <version>`: prints the lines of a version in CHANGELOG.md, as the notes of its release. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const UNRELEASED = '## [Unreleased]';

const sectionFrom = (text, start) => {
  const end = text.indexOf('\n## ', start);
  return text.slice(start, end === -1 ? undefined : end).trim();
};

/** @returns the lines below the heading of a version; undefined if there is none */
export function changesOf(changelog, version) {
  const heading = new RegExp(`^## \\[${version.replaceAll('.', '\\.')}\\].*$`, 'm').exec(changelog);
  return heading === null ? undefined : sectionFrom(changelog, heading.index + heading[0].length);
}

/** Gives the unreleased lines to a version. @returns undefined if there are none */
export function stampChangelog(changelog, version, date) {
  if (!changesOf(changelog, 'Unreleased')) return undefined;
  return changelog.replace(UNRELEASED, `${UNRELEASED}\n\n## [${version}] - ${date}`);
}

const [, script, version] = process.argv;
if (script === fileURLToPath(import.meta.url)) {
  const changes = changesOf(readFileSync(join(process.cwd(), 'CHANGELOG.md'), 'utf8'), version ?? '');
  if (changes === undefined) {
    process.stderr.write(`CHANGELOG.md has no version ${version}.\n`);
    process.exit(1);
  }
  process.stdout.write(`${changes}\n`);
}
