/**
 * `npm run check:audit`: prints known vulnerabilities of the packages that production runs. It is not part of `npm test`,
 * because a new advisory must not break the build of unchanged code.
 */
import { spawnSync } from 'node:child_process';
import { root, say } from './steps.mjs';

const SEVERITIES = ['critical', 'high', 'moderate', 'low', 'info'];
const STOPPING = ['critical', 'high'];

/** Runs `npm audit`. Only its output is read, because npm exits with 1 both for findings and for a failed registry. */
function audit() {
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

const fixOf = (fixAvailable) => {
  if (!fixAvailable) return 'none yet';
  if (fixAvailable === true) return 'npm audit fix';
  return `${fixAvailable.name} ${fixAvailable.version}`;
};

/** Makes one row for each advisory. Packages that only depend on a vulnerable package are left out. */
const rowsOf = ({ vulnerabilities }) =>
  Object.values(vulnerabilities)
    .flatMap(({ name, via, fixAvailable }) =>
      via
        .filter((advisory) => typeof advisory === 'object')
        .map(({ severity, range, title, url }) => [severity, name, range, fixOf(fixAvailable), title, url]),
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

const report = audit();
if (!report.vulnerabilities) {
  say(
    'The registry does not support audits, so the result is unknown. Use another registry, or try again later.',
  );
  process.exit(0);
}
const rows = rowsOf(report);
if (rows.length === 0) {
  say(
    `No vulnerability is known in the ${report.metadata?.dependencies?.prod ?? ''} packages of production.`,
  );
  process.exit(0);
}
say(table([['severity', 'package', 'versions', 'fixed by', 'what', 'where'], ...rows]));
const stopping = rows.filter(([severity]) => STOPPING.includes(severity));
say(
  stopping.length > 0
    ? `High or critical: ${stopping.length}. If no release of a package fixes its vulnerability, add an "overrides" entry to package.json.`
    : 'High or critical: none.',
);
process.exit(stopping.length > 0 ? 1 : 0);
