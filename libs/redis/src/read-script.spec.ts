import { readScript } from './read-script';
import { LuaFiles } from './spec/lua-files';

describe('the text of a script', () => {
  const files = new LuaFiles();
  afterAll(() => files.remove());

  it('contains its includes in their places, also nested ones', () => {
    files.write('one', 'local one = 1');
    files.write('two-ones', '-- include one\nlocal two = one + one');
    const file = files.write('sum', '-- Adds.\n-- include two-ones\nreturn two\n');
    expect(readScript(file)).toBe('-- Adds.\nlocal one = 1\nlocal two = one + one\nreturn two\n');
  });

  it('keeps lines that only mention an include', () => {
    const text = 'return 1 -- include one\n-- include One\n-- includes one\n';
    expect(readScript(files.write('mentions', text))).toBe(text);
  });

  it('cannot be read when an include is missing', () => {
    expect(() => readScript(files.write('broken', '-- include no-such-file'))).toThrow('no-such-file.lua');
  });
});
