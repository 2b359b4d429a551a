import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CHANGELOG = `# Changelog

## [Unreleased]

### Added

- A bot.
`;

/** A small repository of the same form as this one. */
describe('npm run release', () => {
  let folder: string;

  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();
  const write = (name: string, content: string): void => writeFileSync(join(folder, name), content);
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const json = (name: string) =>
    JSON.parse(read(name)) as { version: string; dependencies?: object; packages: object };
  const run = (script: string, ...args: string[]) =>
    spawnSync(process.execPath, [join(__dirname, script), ...args], { cwd: folder, encoding: 'utf8' });
  const release = (version: string) => run('release.mjs', version, '--tested');

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'otpravka-release-'));
    const workspaces = ['libs/client', 'libs/react'];
    for (const workspace of workspaces) mkdirSync(join(folder, workspace), { recursive: true });
    const client = { name: '@otpravka/client', version: '0.0.0' };
    const react = {
      ...{ name: '@otpravka/react', version: '0.0.0' },
      dependencies: { '@otpravka/client': '0.0.0', other: '1.0.0' },
    };
    const root = { name: 'otpravka', version: '0.0.0', workspaces };
    write('package.json', JSON.stringify(root));
    write('libs/client/package.json', JSON.stringify(client));
    write('libs/react/package.json', JSON.stringify(react));
    const packages = {
      '': root,
      'libs/client': client,
      'libs/react': react,
      'node_modules/other': { version: '1.0.0' },
    };
    write('package-lock.json', JSON.stringify({ name: 'otpravka', version: '0.0.0', packages }));
    write('Dockerfile', 'FROM node AS base\nLABEL org.opencontainers.image.version="0.0.0"\n');
    write('CHANGELOG.md', CHANGELOG);
    git('init', '--quiet', '--initial-branch', 'main');
    git('config', 'user.name', 'A maintainer');
    git('config', 'user.email', 'maintainer@example.com');
    git('config', 'commit.gpgsign', 'false');
    git('add', '--all');
    git('commit', '--quiet', '--message', 'feat: a bot');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('stamps the changelog and every version, and tags the commit with the changes', () => {
    const { status, stdout } = release('0.1.0');
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: expect.stringContaining('git push --follow-tags') as string,
    });
    const today = new Date().toISOString().slice(0, 10);
    expect(read('CHANGELOG.md')).toContain(
      `## [Unreleased]\n\n## [0.1.0] - ${today}\n\n### Added\n\n- A bot.\n`,
    );
    for (const name of [
      'package.json',
      'libs/client/package.json',
      'libs/react/package.json',
      'package-lock.json',
    ])
      expect([name, json(name).version]).toEqual([name, '0.1.0']);
    const dependencies = { '@otpravka/client': '0.1.0', other: '1.0.0' };
    expect(json('libs/react/package.json').dependencies).toEqual(dependencies);
    expect(json('package-lock.json').packages).toMatchObject({
      '': { version: '0.1.0' },
      'libs/react': { version: '0.1.0', dependencies },
      'node_modules/other': { version: '1.0.0' },
    });
    expect(read('Dockerfile')).toContain('version="0.1.0"');
    expect(git('status', '--porcelain')).toBe('');
    expect(git('log', '-1', '--format=%s')).toBe('chore(release): 0.1.0');
    expect(git('tag', '--list', '--format=%(contents)', 'v0.1.0')).toBe(
      'Otpravka 0.1.0\n\n### Added\n\n- A bot.',
    );
    expect(run('changelog.mjs', '0.1.0').stdout).toBe('### Added\n\n- A bot.\n');
    expect(run('changelog.mjs', '0.2.0').status).toBe(1);
  });

  it.each<[string, string, () => void]>([
    ['no version', '1.0', () => undefined],
    ['changes that are not committed', '0.1.0', () => write('CHANGELOG.md', `${CHANGELOG}- More.\n`)],
    ['another branch', '0.1.0', () => git('switch', '--quiet', '--create', 'other')],
    ['a version that is not later', '0.9.0', () => git('tag', 'v0.10.0')],
    ['a version that exists', '0.1.0', () => git('tag', 'v0.1.0')],
    [
      'nothing under "Unreleased"',
      '0.1.0',
      () => {
        write('CHANGELOG.md', '# Changelog\n\n## [Unreleased]\n\n## [0.0.1] - 2026-01-01\n\n- Old.\n');
        git('commit', '--quiet', '--all', '--message', 'docs: nothing');
      },
    ],
  ])('refuses %s, and changes nothing', (_, version, prepare) => {
    prepare();
    const before = git('rev-parse', 'HEAD');
    const tags = git('tag');
    const { status, stderr } = release(version);
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringMatching(/\S/) as string });
    expect([git('rev-parse', 'HEAD'), git('tag'), json('package.json').version]).toEqual([
      before,
      tags,
      '0.0.0',
    ]);
  });
});
