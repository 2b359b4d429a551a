import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8');
const manifest = JSON.parse(read('package.json')) as {
  readonly version: string;
  readonly license: string;
  readonly workspaces: readonly string[];
};

const lines = read('Dockerfile')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, '')
  .split('\n');
const stages = lines.flatMap((line) => {
  const [, from, name] = /^FROM (\S+) AS (\S+)$/.exec(line) ?? [];
  return name === undefined ? [] : [{ name, from: from! }];
});

/** The instructions of a stage and of the stages that it begins with. */
function instructionsOf(stage: string): string[] {
  const found = stages.find(({ name }) => name === stage);
  if (found === undefined) return [];
  const begin = lines.indexOf(`FROM ${found.from} AS ${stage}`) + 1;
  const end = lines.findIndex((line, at) => at >= begin && line.startsWith('FROM '));
  return [...instructionsOf(found.from), ...lines.slice(begin, end === -1 ? undefined : end)];
}

const IMAGES = ['auth-api', 'bot-worker', 'migrate', 'railway'];

describe('the Dockerfile', () => {
  it('has one base image, and ends with the stage that Railway builds', () => {
    const names = stages.map(({ name }) => name);
    expect(stages.filter(({ from }) => !names.includes(from)).map(({ name }) => name)).toEqual(['base']);
    expect(names.at(-1)).toBe('railway');
  });

  it('takes the commit as its only build argument, so that no secret gets into a layer', () => {
    const named = lines.filter((line) => line.startsWith('ARG'));
    expect(named).toEqual(['ARG REVISION', 'ARG RAILWAY_GIT_COMMIT_SHA']);
    // A changed commit must not make the packages be installed anew.
    const build = instructionsOf('build').filter((line) => line !== '');
    expect(build.slice(-3)).toEqual([...named, expect.stringContaining('npm run build')]);
  });

  it('gives npm the manifest of every workspace', () => {
    const copied = lines.flatMap((line) => /^COPY (\S+)\/package\.json /.exec(line)?.[1] ?? []);
    expect(copied).toEqual(manifest.workspaces);
  });

  it.each(IMAGES)('runs %s as node, with labels, and as the process itself', (image) => {
    const instructions = instructionsOf(image);
    expect(instructions).toContain('USER node');
    const labels = instructions.find((line) => line.startsWith('LABEL '));
    expect(labels).toContain(`org.opencontainers.image.version="${manifest.version}"`);
    expect(labels).toContain(`org.opencontainers.image.licenses="${manifest.license}"`);
    const command = instructions.filter((line) => line.startsWith('CMD ')).at(-1)!;
    expect((JSON.parse(command.slice('CMD '.length)) as string[])[0]).toBe('node');
  });

  it.each(['auth-api', 'bot-worker'])('checks the health of %s', (image) => {
    expect(instructionsOf(image).some((line) => /^HEALTHCHECK .*\/health\/live/.test(line))).toBe(true);
  });

  it('copies only what exists', () => {
    const sources = lines.flatMap((line) => {
      const words = /^COPY (?!--from)(.+)$/.exec(line)?.[1]?.split(' ') ?? [];
      return words.slice(0, -1);
    });
    expect(sources.filter((source) => !existsSync(join(ROOT, source)))).toEqual([]);
  });
});
