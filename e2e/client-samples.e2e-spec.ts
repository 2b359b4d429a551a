import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Product, receiveCode } from '@app/testing';
import type { SimulatedPerson } from '@app/simulator';
import ts from 'typescript';

const ROOT = join(__dirname, '..');
const SNIPPETS = join(ROOT, 'docs', 'snippets');

/** Calls the samples in the order of the page. A line that it prints is what the page shows, a line that it reads is what is typed. */
const PROGRAM = `
import { createInterface } from 'node:readline';
import { account, everyPage, otpravka, ownRoute, signIn } from './client.js';
import { wrongCode } from './client-errors.js';

const lines = createInterface({ input: process.stdin });
// It keeps the lines that are typed before they are read.
const typed = lines[Symbol.asyncIterator]();
const show = (what, value) => console.log(JSON.stringify([what, value]));
const page = { phone: process.argv[2], show, failed: (error) => show('failed', String(error)), typedCode: async () => (await typed.next()).value };

await everyPage(page);
await signIn(page);
show('name before', (await ownRoute()).name);
await account(page);
const { challengeId } = await otpravka.requestCode({ phone: page.phone, country: 'KZ' });
await wrongCode(page, challengeId);
otpravka.close();
lines.close();
`;

/** Writes a sample as JavaScript beside the packages that it imports. */
function writeSample(folder: string, name: string, api: string): void {
  const source = readFileSync(join(SNIPPETS, `${name}.ts`), 'utf8')
    .replaceAll('http://localhost:3000', api)
    .replaceAll(".ts'", ".js'");
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  writeFileSync(join(folder, `${name}.js`), outputText);
}

describe('the samples of the page on the client', () => {
  let product: Product;
  let owner: SimulatedPerson;
  let folder: string;
  let program: ChildProcess;

  beforeAll(async () => {
    product = await Product.start();
    owner = product.telegram.person({ firstName: 'Айгуль', phone: '+77012345678', languageCode: 'ru' });
    owner.start();
    await owner.waitForMessage(/Поделиться номером/);
    owner.shareContact();
    await owner.waitForMessage(/номер привязан/);
    folder = mkdtempSync(join(ROOT, 'node_modules', '.client-samples-'));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    for (const name of ['client', 'client-errors']) writeSample(folder, name, product.api.url);
    writeFileSync(join(folder, 'program.js'), PROGRAM);
  });

  afterAll(async () => {
    program?.kill();
    await product?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('sign in, keep the session, call a route, change the shop and sign out', async () => {
    program = spawn(process.execPath, ['program.js', '8 701 234 56 78'], { cwd: folder, stdio: 'pipe' });
    let output = '';
    for (const stream of [program.stdout!, program.stderr!])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const exitCode = new Promise((resolve) => program.on('close', resolve));
    const shown = () => output.split('\n').filter((line) => line.startsWith('['));

    const typed = receiveCode(owner).then((code) => program.stdin!.write(`${code}\n`));
    await Promise.race([typed, exitCode]);
    expect([await exitCode, output]).toEqual([0, output]);

    expect(shown()).toEqual(
      expect.arrayContaining([
        '["error","Код не подошёл. Осталось 2 попытки."]',
        '["attempts left",2]',
        '["status","verified"]',
        '["shop","+77012345678"]',
        '["new",true]',
        '["session","+77012345678"]',
        '["sessions",1]',
      ]),
    );
    expect(output).not.toContain('"failed"');
  });
});
