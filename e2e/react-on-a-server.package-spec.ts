import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

describe('the components on a server', () => {
  it('render without a browser, and without an answer about the session', () => {
    const script = `
      import { createElement as h } from 'react';
      import { renderToString } from 'react-dom/server';
      import { OtpravkaProvider, SignedIn, SignedOut, SignIn, useSession } from '@otpravka/react';
      const Status = () => useSession().status;
      console.log(renderToString(h(OtpravkaProvider, { api: 'https://login.example.kz' },
        h(Status), h(SignedIn, null, 'in'), h(SignedOut, null, 'out'), h(SignIn, { country: 'KZ', language: 'kk' }))));`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: join(__dirname, '..', 'libs', 'react'),
      encoding: 'utf8',
    });
    expect({ stdout, stderr }).toEqual({
      stdout: 'loading\n',
      stderr: '',
    });
  });
});
