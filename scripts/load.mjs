/** `npm run test:load`: runs the load tests in full size and writes their figures into docs/delivery.md. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { installPrograms } from './programs.mjs';
import { bin, buildWhatChanged, install, root, run } from './steps.mjs';

const FIGURES = join(root, 'dist', 'figures');
const PAGE = join(root, 'docs', 'delivery.md');
/** A kept run of `npm run bench`. */
const BENCH = join(root, 'bench', 'results', 'kept.json');
const FAULT = 'Fault ';

/** One figure of the machine itself, so that the figures of two days can be compared. */
function bareFastify() {
  const { date, candidates } = JSON.parse(readFileSync(BENCH, 'utf8'));
  const perSecond = Math.round(candidates.limit.operations.bare.perSecond).toLocaleString('en');
  return `On ${date.slice(0, 10)} bare Fastify answered ${perSecond} requests a second on one core (\`npm run bench\`).`;
}

const row = (cells) => `| ${cells.join(' | ')} |`;
const table = (head, rows) => [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

function faultsTable(faults) {
  const names = Object.keys(faults[0].figures);
  return table(
    ['fault of the first send', ...names],
    faults.map(({ title, figures }) => [title.slice(FAULT.length), ...Object.values(figures)]),
  );
}

const figuresTable = ({ title, figures }) =>
  `### ${title}\n\n${table(['figure', 'value'], Object.entries(figures))}`;

function writeFigures() {
  const all = readdirSync(FIGURES)
    .map((file) => JSON.parse(readFileSync(join(FIGURES, file), 'utf8')))
    .sort((a, b) => a.order - b.order);
  const faults = all.filter(({ title }) => title.startsWith(FAULT));
  const others = all.filter(({ title }) => !title.startsWith(FAULT));
  const measured = [
    `Measured on ${new Date().toISOString().slice(0, 10)}: ${cpus().length} cores, Node ${process.versions.node}; the ` +
      `services, both stores, the simulated Telegram and the load share them. ${bareFastify()}`,
    ...others.map(figuresTable),
    `### Faults of Telegram\n\n${faultsTable(faults)}`,
  ].join('\n\n');
  const page = readFileSync(PAGE, 'utf8');
  writeFileSync(PAGE, page.replace(/(<!-- figures -->)[\s\S]*$/, `$1\n\n${measured}\n`));
}

install();
installPrograms();
if (!buildWhatChanged()) process.exit(1);
rmSync(FIGURES, { recursive: true, force: true });
run(bin('jest'), ['--selectProjects', 'full-load', '--runInBand']);
writeFigures();
run(bin('prettier'), ['--write', PAGE]);
