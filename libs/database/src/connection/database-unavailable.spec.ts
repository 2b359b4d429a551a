import { QueryFailedError } from 'typeorm';
import { DatabaseUnavailable, isDatabaseUnavailable } from './database-unavailable';

const coded = (code: string, message = 'failed') => Object.assign(new Error(message), { code });

describe('an error means that Postgres is unavailable', () => {
  it.each([
    ['where Postgres was not reached yet', new DatabaseUnavailable('not reached')],
    ['where the port has no listener', coded('ECONNREFUSED')],
    ['where the host is unknown', coded('ENOTFOUND')],
    [
      'where every address of the host failed',
      new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')]),
    ],
    ['where the connection broke', new Error('Connection terminated unexpectedly')],
    ['where connecting took too long', new Error('timeout exceeded when trying to connect')],
    ['where the answer took too long', new Error('Query read timeout')],
    ['where the statement timed out', coded('57014', 'canceling statement due to statement timeout')],
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
    ['where a value is not unique', coded('23505')],
    ['where the role lacks a right', coded('42501')],
    ['where the SQL is wrong', coded('42601')],
    ['where two transactions deadlocked', coded('40P01')],
    ['where the password is wrong', coded('28P01')],
    ['where a pooler refuses startup options', coded('08P01', 'unsupported startup parameter: options')],
    ['where the certificate is for another host', coded('ERR_TLS_CERT_ALTNAME_INVALID')],
    ['where a file is missing', coded('ENOENT')],
    [
      'where the server sends a message of the client library',
      coded('P0001', 'Connection terminated by a trigger'),
    ],
    ['where our own code throws it', new Error('a defect')],
    [
      'where its field "errors" is not a list',
      Object.assign(new Error('refused'), { errors: { phone: 'bad' } }),
    ],
    ['where it is a text', 'ECONNREFUSED'],
    ['where it is undefined', undefined],
  ])('%s', (_, error) => {
    expect(isDatabaseUnavailable(error)).toBe(false);
  });
});
