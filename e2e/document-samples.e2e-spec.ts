import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SimulatedPerson } from '@app/simulator';
import { Product, until } from '@app/testing';

const SAMPLES = readFileSync(join(__dirname, '..', 'docs', 'snippets', 'http.sh'), 'utf8');

/** The commands between the markers of a region, as a page shows them. */
function sample(region: string): string {
  const found = new RegExp(`^# region ${region}\n(.*?)^# endregion ${region}$`, 'ms').exec(SAMPLES);
  if (!found) throw new Error(`docs/snippets/http.sh has no region ${region}`);
  return found[1]!;
}

/** A failed request fails the shell, and aliases work in a script. */
const PRELUDE = 'set -e; shopt -s expand_aliases; curl() { command curl --fail-with-body "$@"; }';

describe('the commands of the pages on HTTP', () => {
  let product: Product;
  let owner: SimulatedPerson;
  let folder: string;
  /** What a reader writes in place of the shortened values. */
  let values: Record<string, string>;

  beforeAll(async () => {
    product = await Product.start();
    owner = product.telegram.person({ firstName: 'Айгуль', phone: '+77012345678', languageCode: 'ru' });
    folder = mkdtempSync(join(tmpdir(), 'otpravka-samples-'));
    values = { 'http://localhost:3000': product.api.url };
    owner.start();
    await owner.waitForMessage(/Поделиться номером/);
    owner.shareContact();
    await owner.waitForMessage(/номер привязан/);
  });

  afterAll(async () => {
    await product?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const scriptOf = (region: string): string => {
    const text = [PRELUDE, sample('request').split('\n')[0]!, sample(region)].join('\n');
    return Object.entries(values).reduce((script, [short, value]) => script.replaceAll(short, value), text);
  };

  /** Runs the commands of a region. @returns each JSON answer */
  function run(region: string): Record<string, unknown>[] {
    const { status, stdout, stderr } = spawnSync('bash', {
      input: scriptOf(region),
      cwd: folder,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`The commands of ${region} failed: ${stdout}${stderr}`);
    const answers = stdout.replaceAll('}{', '}\n{').split('\n').filter(Boolean);
    return answers.map((answer) => JSON.parse(answer) as Record<string, unknown>);
  }

  /** Requests a code as the sample does, and reads the code in the chat. */
  async function request(): Promise<Record<string, unknown>> {
    const before = owner.messages.at(-1)!.messageId;
    const [answer] = run('request');
    const code = await until(() => codeAfter(owner, before), { what: 'the message with the code' });
    values = { ...values, '17…': answer!['challengeId'] as string, '123 456': code };
    return answer!;
  }

  it('request a code, follow its challenge, exchange it, and use and end the session', async () => {
    expect(await request()).toMatchObject({ phone: '+77012345678', codeLength: 6 });
    const stream = spawn('bash', { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
    let events = '';
    stream.stdout.on('data', (chunk: Buffer) => (events += chunk.toString()));
    const hasEnded = new Promise((resolve) => stream.on('close', resolve));
    stream.stdin.end(scriptOf('watch'));
    await until(() => events.includes('"pending"'), { what: 'the first status' });

    const [tokens] = run('verify');
    expect(tokens).toMatchObject({ tokenType: 'Bearer', isNewShop: true });
    values = {
      ...values,
      'eyJ…': tokens!['accessToken'] as string,
      'v1.…': tokens!['refreshToken'] as string,
    };
    await hasEnded;
    expect(events).toContain('"verified"');

    expect(run('me')).toMatchObject([{ shop: { phone: '+77012345678' } }]);
    expect(run('sessions')).toMatchObject([{ sessions: [{ current: true }] }, { items: [{}] }]);
    expect(run('shop')).toMatchObject([{ name: 'Пекарня Айгуль' }]);
    expect(run('refresh')).toMatchObject([{ tokenType: 'Bearer' }]);
    expect(run('logout')).toEqual([]);
    expect(() => run('me')).toThrow('token_invalid');
  });

  it('sign in with a cookie', async () => {
    await request();
    const [verified, refreshed] = run('cookie');
    expect(verified).not.toHaveProperty('refreshToken');
    expect(refreshed).toMatchObject({ tokenType: 'Bearer' });
  });
});

const codeAfter = (person: SimulatedPerson, messageId: number): string | undefined =>
  person.messages
    .filter((message) => message.messageId > messageId)
    .map(({ text }) => /\b\d{3} ?\d{3}\b/.exec(text)?.[0])
    .find(Boolean);
