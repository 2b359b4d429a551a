import { Secrets, type KeyPurpose } from './secrets';

const FIRST = 'the first secret of this spec, long enough';
const SECOND = 'the second secret of this spec, long enough';
const PURPOSES: KeyPurpose[] = ['otp/code', 'otp/digest', 'session/refresh', 'telegram/webhook'];

const hex = (keys: readonly { key: Buffer }[]): string[] => keys.map(({ key }) => key.toString('hex'));

describe('keys derived from secrets', () => {
  it('differ for each purpose and each secret, and are 32 bytes long', () => {
    const secrets = new Secrets([FIRST, SECOND]);
    const keys = PURPOSES.flatMap((purpose) => hex(secrets.all(purpose)));
    expect(new Set(keys).size).toBe(PURPOSES.length * 2);
    for (const key of keys) expect(key).toHaveLength(64);
  });

  it('are the same in every process with the same secret', () => {
    for (const purpose of PURPOSES)
      expect(new Secrets([FIRST]).current(purpose)).toEqual(new Secrets([FIRST]).current(purpose));
  });

  it('follow the order of the list, the first being the current one', () => {
    const [one, two] = [new Secrets([FIRST]), new Secrets([SECOND])];
    const both = new Secrets([FIRST, SECOND]);
    expect(both.all('otp/code')).toEqual([one.current('otp/code'), two.current('otp/code')]);
    expect(both.current('otp/code')).toEqual(one.current('otp/code'));
    expect(new Secrets([SECOND, FIRST]).current('otp/code')).toEqual(two.current('otp/code'));
  });

  it('have the id of their secret, which is the same for every purpose', () => {
    const secrets = new Secrets([FIRST, SECOND]);
    const ids = PURPOSES.map((purpose) =>
      secrets
        .all(purpose)
        .map(({ id }) => id)
        .join(),
    );
    expect(new Set(ids).size).toBe(1);
    const [first, second] = secrets.all('otp/code');
    expect(first.id).toMatch(/^[0-9a-f]{8}$/);
    expect(first.id).not.toBe(second?.id);
    for (const key of PURPOSES.flatMap((purpose) => hex(secrets.all(purpose))))
      expect(key).not.toContain(first.id);
  });

  it('need at least one secret', () => expect(() => new Secrets([])).toThrow('APP_SECRET'));
});
