import { Logger } from '@nestjs/common';
import { DatabaseUnavailable, UnfitDatabase } from '@app/database';
import { UnfitRedis } from '@app/redis';
import { adminConfig, ConfigError, type Environment, reasonOf } from '@app/runtime';
import { RedisAway, RedisUnknown, Stores } from '../stores';
import { jsonText } from '../text/json-text';
import { type Command, NotFound, UsageError } from './command';
import { COMMANDS } from './commands';
import { overviewOf, usageOf } from './help';
import { parseArguments } from './parse-arguments';

/** What the process says, and how it ends: 0 done, 1 failed, 2 called wrongly, 3 not found. */
export interface Ending {
  readonly output: string;
  readonly complaint: string;
  readonly exitCode: 0 | 1 | 2 | 3;
}

const told = (output: string): Ending => ({ output, complaint: '', exitCode: 0 });
const refused = (exitCode: 1 | 2 | 3, complaint: string): Ending => ({ output: '', complaint, exitCode });

const isHelp = (word: string | undefined): boolean => word === '--help';

/** Never rejects. */
export async function runCommand(args: readonly string[], environment: () => Environment): Promise<Ending> {
  // An answer is for a script or a person: what the libs log is for neither.
  Logger.overrideLogger(false);
  const [group, name, ...rest] = args;
  if (isHelp(group)) return told(overviewOf(COMMANDS));
  const ofGroup = COMMANDS.filter((command) => command.group === group);
  if (isHelp(name) && ofGroup.length > 0) return told(overviewOf(ofGroup));
  const command = ofGroup.find((candidate) => candidate.name === name);
  if (command === undefined) {
    const known = ofGroup.length > 0 ? ofGroup : COMMANDS;
    return refused(
      2,
      `${group === undefined ? 'Which command?' : 'There is no such command.'}\n\n${overviewOf(known)}`,
    );
  }
  return run(command, rest, environment);
}

async function run(
  command: Command,
  args: readonly string[],
  environment: () => Environment,
): Promise<Ending> {
  let stores: Stores | undefined;
  try {
    const given = parseArguments(command, args);
    if (given.options['help'] === true) return told(usageOf(command));
    stores = new Stores(adminConfig(environment()));
    const { text, json, isPartial = false } = await command.run(given, stores);
    const output = given.options['json'] === true ? jsonText(json) : `${text}\n`;
    return { output, complaint: stores.hint, exitCode: isPartial ? 1 : 0 };
  } catch (error) {
    return endingOf(error, command);
  } finally {
    stores?.close();
  }
}

function endingOf(error: unknown, command: Command): Ending {
  const reason = reasonOf(error);
  if (error instanceof UsageError) return refused(2, `${reason}.\n\n${usageOf(command)}`);
  if (error instanceof NotFound) return refused(3, `${reason}.\n`);
  if (error instanceof ConfigError) return refused(1, `${reason}\n`);
  const isUnfit = error instanceof UnfitDatabase || error instanceof UnfitRedis;
  if (error instanceof RedisUnknown || isUnfit) return refused(1, `${reason}.\n`);
  if (error instanceof RedisAway) return refused(1, `Redis is away: ${reason}.\n`);
  if (error instanceof DatabaseUnavailable) return refused(1, `Postgres is away: ${reason}.\n`);
  return refused(1, `It failed: ${reason}.\n`);
}
