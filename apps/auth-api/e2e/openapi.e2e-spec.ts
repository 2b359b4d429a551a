import { createConfig, lintFromString } from '@redocly/openapi-core';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { useProduct } from '@app/testing';

const product = useProduct();
let document: OpenApi;

interface OpenApi {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { operationId?: string; security?: object[] }>>>
  >;
}

beforeAll(async () => {
  document = (await product.get<OpenApi>('/openapi.json')).body;
});

const operations = () => Object.values(document.paths).flatMap((methods) => Object.values(methods));

/** Uses the types that openapi-typescript generates, with the client that is made for them. */
const CONSUMER = `
import createClient from 'openapi-fetch';
import type { components, operations, paths } from './api';

const client = createClient<paths>({ baseUrl: 'https://login.example.kz' });
export type Request = operations['requestOtp']['requestBody']['content']['application/json'];
export const shopOf = (answer: components['schemas']['VerifyOtpAnswer']): string => answer.shop.id;

export async function signIn(phone: string, code: string): Promise<string | undefined> {
  const requested = await client.POST('/api/auth/request-otp', { body: { phone } });
  if (requested.error) return requested.error.code;
  const { challengeId, approval } = requested.data;
  const body = approval.number === '' ? { challengeId, approvalSecret: approval.secret } : { challengeId, code };
  const verified = await client.POST('/api/auth/verify-otp', { params: { query: { transport: 'cookie' } }, body });
  if (verified.error) return verified.error.detail;
  await client.DELETE('/api/auth/sessions/{id}', { params: { path: { id: verified.data.shop.id } } });
  return shopOf(verified.data);
}
`;

const OPENAPI_TYPESCRIPT = join(__dirname, '../../../node_modules/openapi-typescript/bin/cli.js');

/** Runs the command as a front-end developer does. The document comes by standard input. */
const generatedTypes = (openApi: OpenApi): string =>
  execFileSync(process.execPath, [OPENAPI_TYPESCRIPT], { input: JSON.stringify(openApi), encoding: 'utf8' });

/** What a strict TypeScript project says about a program. The folder is inside the repository, so that it finds openapi-fetch. */
function diagnosticsOf(files: Readonly<Record<string, string>>): string[] {
  const folder = mkdtempSync(join(__dirname, '../../../node_modules/.generated-client-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const program = ts.createProgram(
      Object.keys(files).map((name) => join(folder, name)),
      {
        ...{ strict: true, noEmit: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
        ...{ target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, types: [] },
        ...{ moduleResolution: ts.ModuleResolutionKind.Bundler, lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'] },
      },
    );
    return ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the OpenAPI document', () => {
  it('passes the recommended rules of Redocly', async () => {
    const config = await createConfig({ extends: ['recommended'] });
    const problems = await lintFromString({
      source: JSON.stringify(document),
      absoluteRef: join(tmpdir(), 'openapi.json'),
      config,
    });
    expect(
      problems.map(({ ruleId, message, location }) => `${ruleId} ${location[0]?.pointer} ${message}`),
    ).toEqual([]);
  });

  it('names each operation as a generated client would', () => {
    const names = operations().map(({ operationId }) => operationId);
    expect(names.sort()).toEqual(
      [
        ...['requestOtp', 'verifyOtp', 'watchChallenge', 'getBot', 'me', 'refresh', 'logout'],
        ...[
          'listSessions',
          'endSession',
          'listActivity',
          'getShop',
          'updateShop',
          'requestEraseCode',
          'eraseShop',
        ],
        ...['jwks', 'live', 'ready', 'metrics'],
      ].sort(),
    );
  });

  it('says which routes are public, and which take the token or the cookie', () => {
    const security = operations().map((each) => [each.operationId, each.security] as const);
    expect(Object.fromEntries(security)).toMatchObject({
      ...{ requestOtp: [], verifyOtp: [], watchChallenge: [], jwks: [], live: [], ready: [] },
      ...{ me: [{ bearer: [] }], updateShop: [{ bearer: [] }] },
      ...{ refresh: [{ cookie: [] }, {}], logout: [{ bearer: [] }, { cookie: [] }] },
    });
  });

  it('gives openapi-typescript types with which a strict project type-checks', () => {
    const api = generatedTypes(document);
    expect(diagnosticsOf({ 'api.ts': api, 'consumer.ts': CONSUMER })).toEqual([]);
    const wrong = CONSUMER.replace('body: { phone }', 'body: { telephone: phone }');
    expect(diagnosticsOf({ 'api.ts': api, 'consumer.ts': wrong })).not.toEqual([]);
  });
});
