/**
 * `npm run check:audit`: prints known vulnerabilities of the packages that production runs. It is not part of `npm test`,
 * because an advisory that is published at night must not break a build of the day before.
 */
import { spawnSync } from 'node:child_process';
import { root, say } from './steps.mjs';

const SEVERITIES = ['critical', 'high', 'moderate', 'low', 'info'];
const STOPPING = ['critical', 'high'];

/** npm exits with 1 both where it finds something and where the registry fails, so only its output is read. */
function ask() {
  const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    shell: process.platform === 'win32',
  });
  try {
    return JSON.parse(stdout);
  } catch {
    return {};
  }
}

const mendOf = (fixAvailable) => {
  if (!fixAvailable) return 'none yet';
  if (fixAvailable === true) return 'npm audit fix';
  return `${fixAvailable.name} ${fixAvailable.version}`;
};

/** One row for each advisory. Packages that only depend on an affected one are left out. */
const rowsOf = ({ vulnerabilities }) =>
  Object.values(vulnerabilities)
    .flatMap(({ name, via, fixAvailable }) =>
      via
        .filter((advisory) => typeof advisory === 'object')
        .map(({ severity, range, title, url }) => [severity, name, range, mendOf(fixAvailable), title, url]),
    )
    .sort(([one], [other]) => SEVERITIES.indexOf(one) - SEVERITIES.indexOf(other));

function table(rows) {
  const widths = rows[0].map((_, at) => Math.max(...rows.map((row) => String(row[at]).length)));
  return rows
    .map((row) =>
      row
        .map((cell, at) => String(cell).padEnd(widths[at]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const report = ask();
if (!report.vulnerabilities) {
  say('The registry answers no audits, so nothing is known. Ask another one, or look again later.');
  process.exit(0);
}
const rows = rowsOf(report);
if (rows.length === 0) {
  say(`Nothing is known against the ${report.metadata?.dependencies?.prod ?? ''} packages of production.`);
  process.exit(0);
}
say(table([['severity', 'package', 'versions', 'mended by', 'what', 'where'], ...rows]));
const stopping = rows.filter(([severity]) => STOPPING.includes(severity));
say(
  stopping.length > 0
    ? `${stopping.length} of them high or critical. An "overrides" entry in package.json mends what has no release of its own.`
    : 'None of them high or critical.',
);
process.exit(stopping.length > 0 ? 1 : 0);
