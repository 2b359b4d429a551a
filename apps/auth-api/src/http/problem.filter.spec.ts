import { Logger } from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host';
import { ProblemFilter } from './problem.filter';

it('the problem filter logs the failure of an event handler', () => {
  const logged: unknown[] = [];
  Logger.overrideLogger({ ...silent, error: (line: unknown) => void logged.push(line) });
  const host = new ExecutionContextHost([{ v: 1, challengeId: 'c1' }]);
  host.setType('rpc');
  const defect = new Error('a defect');
  expect(new ProblemFilter().catch(defect, host)).toBeUndefined();
  expect(logged).toEqual([{ error: defect }]);
});

const silent = { log: () => undefined, warn: () => undefined, error: () => undefined };
