import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readYaml } from './spec/files';

const ROOT = join(__dirname, '..', '..', '..', '..');
const FOLDER = 'deploy/kubernetes';

/** The JSON schema of the Compose specification with a validator, and types and validators of Kubernetes' and KEDA's objects. */
const CHECKERS = ['dclint@3.1.0', 'kubernetes-models@5.1.0', '@kubernetes-models/keda@2.0.0'];

/** What is used here of ajv, which dclint brings. */
type Validator = new (options: object) => {
  compile(schema: object): { (data: unknown): boolean; readonly errors: unknown };
};

interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

const run = promisify(execFile);
let checkers: string;

beforeAll(async () => {
  checkers = mkdtempSync(join(tmpdir(), 'otpravka-checkers-'));
  writeFileSync(join(checkers, 'package.json'), '{ "private": true, "type": "module" }');
  await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...CHECKERS], {
    cwd: checkers,
  });
});
afterAll(() => rmSync(checkers, { recursive: true, force: true }));

describe('the Compose files', () => {
  it.each(['docker-compose.yml', 'deploy/compose/own-proxy.yml'])(
    'follow the Compose specification: %s',
    (file) => {
      const { default: Ajv } = createRequire(join(checkers, 'package.json'))('ajv') as { default: Validator };
      const path = join(checkers, 'node_modules', 'dclint', 'schemas', 'compose.schema.json');
      const { $schema: _, ...schema } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
      const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(schema);
      const [compose] = readYaml(file);
      validate(compose);
      expect(validate.errors).toBeNull();
      expect(validate({ services: { api: { imagine: 'x' } } })).toBe(false);
    },
  );
});

describe('the files for Kubernetes', () => {
  const files = readdirSync(join(ROOT, FOLDER), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.yaml'),
  );
  /** What an overlay merges into a whole object is no object of its own. Kustomize's own files and the objects of Prometheus have no types here. */
  const isWhole = ({ apiVersion }: Resource): boolean => !/^(?:kustomize|monitoring)\./.test(apiVersion);
  const resources = files
    .filter((name) => name !== 'example/ingress.yaml')
    .flatMap((name) => readYaml(join(FOLDER, name)) as Resource[])
    .filter(isWhole);

  const moduleOf = ({ apiVersion, kind }: Resource): string => {
    const models = apiVersion.startsWith('keda.sh/') ? '@kubernetes-models/keda' : 'kubernetes-models';
    return `${models}/${apiVersion}/${kind}`;
  };

  it('contain only fields that Kubernetes knows, of the right types', async () => {
    expect(resources.length).toBeGreaterThan(15);
    const lines = resources.map(
      (resource, at) =>
        `import type { I${resource.kind} as Type${at} } from '${moduleOf(resource)}';\n` +
        `export const resource${at}: Type${at} = ${JSON.stringify(resource, null, 1)};`,
    );
    writeFileSync(join(checkers, 'resources.ts'), lines.join('\n'));
    const check = (file: string) =>
      run(process.execPath, [
        join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'),
        ...[
          '--noEmit',
          '--strict',
          '--skipLibCheck',
          '--module',
          'nodenext',
          '--moduleResolution',
          'nodenext',
        ],
        join(checkers, file),
      ]).then(
        () => '',
        ({ stdout }: { stdout: string }) => stdout,
      );
    expect(await check('resources.ts')).toBe('');

    writeFileSync(
      join(checkers, 'wrong.ts'),
      lines.join('\n').replace('"readOnlyRootFilesystem"', '"readOnly"'),
    );
    expect(await check('wrong.ts')).toContain(`'"readOnly"' does not exist`);
  });

  it('are accepted by the validators of their kinds', async () => {
    const program = `
      const resources = ${JSON.stringify(resources.map((resource) => [moduleOf(resource), resource]))};
      for (const [module, resource] of resources) {
        const { [resource.kind]: Model } = await import(module);
        new Model(resource).validate();
      }`;
    writeFileSync(join(checkers, 'validate.mjs'), program);
    await run(process.execPath, [join(checkers, 'validate.mjs')], { cwd: checkers });
  });
});
