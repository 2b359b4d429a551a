import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
}

const read = <T>(name: string): T => JSON.parse(readFileSync(join(__dirname, '..', name), 'utf8')) as T;

type Ranges = Readonly<Record<string, string>>;
const manifest = read<
  Record<'dependencies' | 'devDependencies' | 'overrides', Ranges> & { workspaces: readonly string[] }
>('package.json');
const { packages } = read<{ packages: Record<string, Locked & { dependencies?: Ranges }> }>(
  'package-lock.json',
);
/** The folders of our own packages, and the links to them. */
const isOwn = (path: string): boolean =>
  path === '' || manifest.workspaces.includes(path) || path.startsWith('node_modules/@otpravka/');
const locked = Object.entries(packages).filter(([path]) => !isOwn(path));
const namesOf = (found: readonly (readonly [string, Locked])[]): string[] => found.map(([path]) => path);

/** Production packages whose install script npm would run. The images install with `--ignore-scripts`. */
const MAY_RUN_A_SCRIPT = [
  // It counts downloads for its author. swagger-ui-dist depends on it. `allowScripts` refuses it.
  'node_modules/@scarf/scarf',
];

describe('the lockfile', () => {
  it('has a strong digest of every package', () => {
    expect(namesOf(locked.filter(([, { integrity }]) => !/^sha512-/.test(integrity ?? '')))).toEqual([]);
  });

  it('contains only packages of the registry', () => {
    // Only packages of a repository or a URL have `resolved`, see `omit-lockfile-registry-resolved` in .npmrc.
    const isElsewhere = ({ link, resolved, version }: Locked): boolean =>
      link === true || resolved !== undefined || !/^\d+\.\d+\.\d+/.test(version ?? '');
    expect(namesOf(locked.filter(([, found]) => isElsewhere(found)))).toEqual([]);
  });

  it('links the names of our own packages to their folders', () => {
    const links = Object.entries(packages).filter(([, { link }]) => link);
    expect(links.map(([, { resolved }]) => resolved)).toEqual(manifest.workspaces);
  });

  it('lets only the named production packages run a script', () => {
    const scripted = locked.filter(([, { dev, hasInstallScript }]) => !dev && hasInstallScript);
    expect(namesOf(scripted)).toEqual(MAY_RUN_A_SCRIPT);
  });

  it.each(['dependencies', 'devDependencies', 'overrides'] as const)('follows from exact %s', (kind) => {
    for (const [name, version] of Object.entries(manifest[kind])) {
      expect([name, version]).toEqual([name, expect.stringMatching(/^\d+\.\d+\.\d+(-[\w.]+)?$/)]);
      expect([name, packages[`node_modules/${name}`]?.version]).toEqual([name, version]);
    }
  });

  it('matches package.json', () => {
    expect(packages['']).toMatchObject({
      dependencies: manifest.dependencies,
      devDependencies: manifest.devDependencies,
    });
  });

  it('has no deprecated package', () => {
    expect(namesOf(locked.filter(([, found]) => 'deprecated' in found))).toEqual([]);
  });
});

describe('docs/dependencies.md', () => {
  it('lists exactly the production packages of package.json', () => {
    const doc = readFileSync(join(__dirname, '..', 'docs', 'dependencies.md'), 'utf8');
    const listed = [...doc.matchAll(/^\| `([^`]+)` +\| ([\d.]+) /gm)].map(([, name, version]) => [
      name,
      version,
    ]);
    expect(listed).toEqual(Object.entries(manifest.dependencies));
  });
});
