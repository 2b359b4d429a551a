import { Logger } from '@nestjs/common';
import { DatabaseUnavailable, UnfitDatabase } from '@app/database';
import { UnfitRedis } from '@app/redis';
import { adminConfig, ConfigError, type Environment, reasonOf } from '@app/runtime';
import { RedisInaccessible, RedisUnavailable, Stores } from '../stores';
import { safeJson } from '../text/safe-text';
import { type Command, type CommandOutput, NotFound, Refused, UsageError } from './command';
import { COMMANDS } from './commands';
import { EXIT_CODES, type ExitCode } from './exit-codes';
import { parseArguments } from './parse-arguments';
import { overviewText, usageText } from './usage-text';

/** What the process prints, and its exit code. */
export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: ExitCode;
}

/** The error codes of the JSON output. */
type FailureCode = 'usage' | 'not_found' | 'refused' | 'failed';

interface Failure {
  readonly code: FailureCode;
  readonly message: string;
  /** The usage, which is printed for people only. */
  readonly usage?: string;
}

const success = (stdout: string): CommandResult => ({ stdout, stderr: '', exitCode: 0 });

const failure = ({ code, message, usage }: Failure, isJson: boolean): CommandResult => ({
  stdout: isJson ? safeJson({ error: { code, message } }) : '',
  stderr: usage === undefined ? `${message}\n` : `${message}\n\n${usage}`,
  exitCode: EXIT_CODES[code],
});

const isHelp = (word: string | undefined): boolean => word === '--help';

/** Runs the command that the arguments name. Never rejects. */
export async function runCommand(
  args: readonly string[],
  environment: () => Environment,
): Promise<CommandResult> {
  // The libs' log lines must not mix with the output.
  Logger.overrideLogger(false);
  const [group, name] = args;
  if (isHelp(group)) return success(overviewText(COMMANDS));
  const commandsOfGroup = COMMANDS.filter((command) => command.group === group);
  const command = commandsOfGroup.find((candidate) => candidate.name === name || candidate.name === '');
  if (isHelp(name) && commandsOfGroup.length > 0 && command === undefined)
    return success(overviewText(commandsOfGroup));
  if (command === undefined) {
    const candidates = commandsOfGroup.length > 0 ? commandsOfGroup : COMMANDS;
    const message = group === undefined ? 'Which command?' : 'There is no such command.';
    return failure({ code: 'usage', message, usage: overviewText(candidates) }, args.includes('--json'));
  }
  return execute(command, args.slice(command.name === '' ? 1 : 2), environment);
}

async function execute(
  command: Command,
  args: readonly string[],
  environment: () => Environment,
): Promise<CommandResult> {
  let stores: Stores | undefined;
  try {
    const parsed = parseArguments(command, args);
    if (parsed.options['help'] === true) return success(usageText(command));
    const env = environment();
    stores = new Stores(adminConfig(env), env);
    const output = await command.run(parsed, stores);
    return { ...printed(output, parsed.options['json'] === true), stderr: stores.hint };
  } catch (error) {
    return failure(failureOf(error, command), args.includes('--json'));
  } finally {
    stores?.close();
  }
}

const printed = ({ text, json, result }: CommandOutput, isJson: boolean) => ({
  stdout: isJson ? safeJson(json) : `${text}\n`,
  exitCode: EXIT_CODES[result ?? 'done'],
});

function failureOf(error: unknown, command: Command): Failure {
  const reason = reasonOf(error);
  if (error instanceof UsageError) return { code: 'usage', message: `${reason}.`, usage: usageText(command) };
  if (error instanceof NotFound) return { code: 'not_found', message: `${reason}.` };
  if (error instanceof Refused) return { code: 'refused', message: `${reason}.` };
  return { code: 'failed', message: failedText(error, reason) };
}

function failedText(error: unknown, reason: string): string {
  if (error instanceof ConfigError) return reason;
  const isUnfit = error instanceof UnfitDatabase || error instanceof UnfitRedis;
  if (error instanceof RedisInaccessible || isUnfit) return `${reason}.`;
  if (error instanceof RedisUnavailable) return `Redis is unavailable: ${reason}.`;
  if (error instanceof DatabaseUnavailable) return `Postgres is unavailable: ${reason}.`;
  return `The command failed: ${reason}.`;
}
