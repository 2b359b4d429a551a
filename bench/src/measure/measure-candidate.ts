import { join } from 'node:path';
import type { Candidate, OperationName, Stores } from '../candidates/candidate';
import { BENCH } from '../paths';
import type { CandidateFigures, OperationFigures } from './figures';
import { type Extent, measureOperation, warmUp } from './measure-operation';
import { Service } from './service';

export interface Plan extends Extent {
  readonly stores: Stores;
  /** The words before the command of the service, such as `taskset`. */
  readonly prefix: readonly string[];
  /** Whether an operation is measured. Other operations run unmeasured, because later ones need their data. */
  isWanted(operation: OperationName): boolean;
}

/** Starts the candidate with empty stores and measures its operations. */
export async function measureCandidate(candidate: Candidate, plan: Plan): Promise<CandidateFigures> {
  const { stores, prefix } = plan;
  const database = `bench_${candidate.name.replaceAll('-', '_')}`;
  const databaseUrl = await stores.postgres.recreate(database, candidate.template);
  await stores.redis.clear();
  await stores.postgres.checkpoint();
  const service = await Service.start(candidate.command(stores.redis.url, databaseUrl), {
    ...{ readyPath: candidate.readyPath, prefix },
    logFile: join(BENCH, '.data', 'logs', `${candidate.name}.log`),
  });
  const session = await candidate.open(stores, database, service.port);
  try {
    const idleMb = service.memory;
    const operations: Partial<Record<OperationName, OperationFigures>> = {};
    // V8 compiles most of the shared code here. Otherwise the first operation would be measured with code that is not compiled.
    await warmUp(session.operations[0]!, { service, stores, database });
    for (const operation of upToLastWanted(session.operations, plan)) {
      const place = { service, stores, database };
      if (plan.isWanted(operation.name))
        operations[operation.name] = await measureOperation(operation, place, plan);
      else await warmUp(operation, place);
    }
    return { startMs: service.startMs, idleMb, loadedMb: service.memory, operations };
  } catch (error) {
    throw new Error(`The measurement of ${candidate.name} failed; its log is in bench/.data/logs`, {
      cause: error,
    });
  } finally {
    await session.close();
    await service.stop();
  }
}

function upToLastWanted<O extends { name: OperationName }>(
  operations: readonly O[],
  { isWanted }: Plan,
): O[] {
  const wanted = operations.map(({ name }) => isWanted(name));
  return operations.slice(0, wanted.lastIndexOf(true) + 1);
}
