import type { Stores } from '../stores';
import type { Command, CommandOption, CommandOutput, ParsedArguments } from './command';

const YES: CommandOption = { help: 'does it; without this option nothing is changed' };

interface ConfirmedCommand<Target> extends Omit<Command, 'run'> {
  /** Finds what the command changes. @throws UsageError, NotFound, or Refused if the change is not possible now */
  readonly find: (args: ParsedArguments, stores: Stores) => Promise<Target>;
  /** Prints what the change would do. */
  readonly preview: (target: Target, stores: Stores) => Promise<CommandOutput>;
  readonly change: (target: Target, stores: Stores) => Promise<CommandOutput>;
}

/** A command that only shows what it would do, unless `--yes` is given. */
export const confirmedCommand = <Target>({
  find,
  preview,
  change,
  options,
  ...command
}: ConfirmedCommand<Target>): Command => ({
  ...command,
  options: { yes: YES, ...options },
  async run(args, stores) {
    const target = await find(args, stores);
    return args.options['yes'] === true ? change(target, stores) : preview(target, stores);
  },
});
