import { QueryFailedError } from 'typeorm';
import { DatabaseUnavailable, isDatabaseUnavailable } from './database-unavailable';

const coded = (code: string, message = 'failed') => Object.assign(new Error(message), { code });

describe('Postgres counts as unavailable', () => {
  it.each([
    ['when Postgres was not reached yet', new DatabaseUnavailable('not reached')],
    ['when the port has no listener', coded('ECONNREFUSED')],
    ['when the host is unknown', coded('ENOTFOUND')],
    [
      'when every address of the host failed',
      new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')]),
    ],
    ['when the connection broke', new Error('Connection terminated unexpectedly')],
    ['when connecting took too long', new Error('timeout exceeded when trying to connect')],
    ['when the answer took too long', new Error('Query read timeout')],
    ['when the statement timed out', coded('57014', 'canceling statement due to statement timeout')],
    ['when the server shuts down', coded('57P01')],
    ['when the server starts', coded('57P03')],
    ['when there are too many connections', coded('53300')],
    ['when a standby answers', coded('25006')],
    ['when the password is being changed', coded('28P01')],
    ['when there is no socket yet', Object.assign(coded('ENOENT'), { syscall: 'connect' })],
    ['when a pooler has no server', coded('08P01', 'server login has been failing, try again later')],
    ['when TypeORM wraps a broken connection', new QueryFailedError('select 1', [], coded('ECONNRESET'))],
  ])('%s', (_, error) => {
    expect(isDatabaseUnavailable(error)).toBe(true);
  });
});

describe('Postgres does not count as unavailable', () => {
  it.each([
    ['when a value is not unique', coded('23505')],
    ['when the role lacks a right', coded('42501')],
    ['when the SQL is wrong', coded('42601')],
    ['when two transactions deadlocked', coded('40P01')],
    ['when a pooler refuses startup options', coded('08P01', 'unsupported startup parameter: options')],
    ['when the certificate is for another host', coded('ERR_TLS_CERT_ALTNAME_INVALID')],
    ['when a file is missing', coded('ENOENT')],
    [
      'when the server sends a message of the client library',
      coded('P0001', 'Connection terminated by a trigger'),
    ],
    ['when our own code has a defect', new Error('a defect')],
    [
      'when the field "errors" of the error is not a list',
      Object.assign(new Error('refused'), { errors: { phone: 'bad' } }),
    ],
    ['when the error is a text', 'ECONNREFUSED'],
    ['when the error is undefined', undefined],
  ])('%s', (_, error) => {
    expect(isDatabaseUnavailable(error)).toBe(false);
  });
});
