import { Logger } from '@nestjs/common';
import { DatabaseUnavailable, UnfitDatabase } from '@app/database';
import { UnfitRedis } from '@app/redis';
import { adminConfig, ConfigError, type Environment, reasonOf } from '@app/runtime';
import { RedisInaccessible, RedisUnavailable, Stores } from '../stores';
import { safeJson } from '../text/safe-text';
import { type Command, NotFound, UsageError } from './command';
import { COMMANDS } from './commands';
import { parseArguments } from './parse-arguments';
import { overviewText, usageText } from './usage-text';

/** What the process prints, and its exit code: 0 done, 1 failed, 2 wrong usage, 3 not found. */
export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: 0 | 1 | 2 | 3;
}

const success = (stdout: string): CommandResult => ({ stdout, stderr: '', exitCode: 0 });
const failure = (exitCode: 1 | 2 | 3, stderr: string): CommandResult => ({ stdout: '', stderr, exitCode });

const isHelp = (word: string | undefined): boolean => word === '--help';

/** Runs the command that the arguments name. Never rejects. */
export async function runCommand(
  args: readonly string[],
  environment: () => Environment,
): Promise<CommandResult> {
  // The libs' log lines must not mix with the output.
  Logger.overrideLogger(false);
  const [group, name, ...rest] = args;
  if (isHelp(group)) return success(overviewText(COMMANDS));
  const commandsOfGroup = COMMANDS.filter((command) => command.group === group);
  if (isHelp(name) && commandsOfGroup.length > 0) return success(overviewText(commandsOfGroup));
  const command = commandsOfGroup.find((candidate) => candidate.name === name);
  if (command === undefined) {
    const candidates = commandsOfGroup.length > 0 ? commandsOfGroup : COMMANDS;
    const reason = group === undefined ? 'Which command?' : 'There is no such command.';
    return failure(2, `${reason}\n\n${overviewText(candidates)}`);
  }
  return execute(command, rest, environment);
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
    stores = new Stores(adminConfig(environment()));
    const { text, json, isPartial = false } = await command.run(parsed, stores);
    const stdout = parsed.options['json'] === true ? safeJson(json) : `${text}\n`;
    return { stdout, stderr: stores.hint, exitCode: isPartial ? 1 : 0 };
  } catch (error) {
    return failureOf(error, command);
  } finally {
    stores?.close();
  }
}

function failureOf(error: unknown, command: Command): CommandResult {
  const reason = reasonOf(error);
  if (error instanceof UsageError) return failure(2, `${reason}.\n\n${usageText(command)}`);
  if (error instanceof NotFound) return failure(3, `${reason}.\n`);
  if (error instanceof ConfigError) return failure(1, `${reason}\n`);
  const isUnfit = error instanceof UnfitDatabase || error instanceof UnfitRedis;
  if (error instanceof RedisInaccessible || isUnfit) return failure(1, `${reason}.\n`);
  if (error instanceof RedisUnavailable) return failure(1, `Redis is unavailable: ${reason}.\n`);
  if (error instanceof DatabaseUnavailable) return failure(1, `Postgres is unavailable: ${reason}.\n`);
  return failure(1, `The command failed: ${reason}.\n`);
}
