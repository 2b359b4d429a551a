import { QueryFailedError } from 'typeorm';
import { DatabaseUnavailable, isDatabaseUnavailable } from './database-unavailable';

const coded = (code: string, message = 'failed') => Object.assign(new Error(message), { code });

describe('an error means that Postgres is unavailable', () => {
  it.each([
    ['where nothing was reached yet', new DatabaseUnavailable('not reached')],
    ['of a port without a listener', coded('ECONNREFUSED')],
    ['where the host has no name', coded('ENOTFOUND')],
    [
      'where every address of the host failed',
      new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')]),
    ],
    ['where the connection broke', new Error('Connection terminated unexpectedly')],
    ['where connecting took too long', new Error('timeout exceeded when trying to connect')],
    ['where the answer took too long', new Error('Query read timeout')],
    ['where the statement was cut off', coded('57014', 'canceling statement due to statement timeout')],
    ['where the server shuts down', coded('57P01')],
    ['where the server starts', coded('57P03')],
    ['where there are too many connections', coded('53300')],
    ['where a standby answers', coded('25006')],
    ['where there is no socket yet', Object.assign(coded('ENOENT'), { syscall: 'connect' })],
    ['where a pooler has no server', coded('08P01', 'server login has been failing, try again later')],
    ['inside an error of TypeORM', new QueryFailedError('select 1', [], coded('ECONNRESET'))],
  ])('%s', (_, error) => {
    expect(isDatabaseUnavailable(error)).toBe(true);
  });
});

describe('an error does not mean that Postgres is unavailable', () => {
  it.each([
    ['where a value was taken already', coded('23505')],
    ['where the role may not', coded('42501')],
    ['where the SQL is wrong', coded('42601')],
    ['where two waited for each other', coded('40P01')],
    ['where the password is wrong', coded('28P01')],
    [
      'where a pooler refuses what it will always refuse',
      coded('08P01', 'unsupported startup parameter: options'),
    ],
    ['where the certificate is of somebody else', coded('ERR_TLS_CERT_ALTNAME_INVALID')],
    ['where a file is missing', coded('ENOENT')],
    ['where a server uses the words of a client', coded('P0001', 'Connection terminated by a trigger')],
    ['where it is one of ours', new Error('a defect')],
    ['where its errors are no errors', Object.assign(new Error('refused'), { errors: { phone: 'bad' } })],
    ['where it is no error', 'ECONNREFUSED'],
    ['where there is none', undefined],
  ])('%s', (_, error) => {
    expect(isDatabaseUnavailable(error)).toBe(false);
  });
});
