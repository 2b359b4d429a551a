/** Codes that were requested at one rate. Times of processes are milliseconds of processor time per code. */
export interface RateFigures {
  readonly perSecond: number;
  readonly codes: number;
  /** Of all APIs together. */
  readonly apisMs: number;
  /** Of all workers together. */
  readonly workersMs: number;
  readonly redisMs: number;
  readonly postgresMs: number;
  /** Of the bench: the client and the simulated Telegram. */
  readonly benchMs: number;
  /** Commands of Redis per code, those inside scripts included. */
  readonly redisCommands: number;
  /** From the request to the arrival of sendMessage. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Processor time while nothing is requested, as a share of one core. Of several processes it is the mean. */
export interface IdleFigures {
  readonly pollingWorker: number;
  readonly otherWorker?: number;
  readonly api: number;
  readonly redis: number;
  readonly postgres: number;
}

/** What was measured with one number of workers and APIs. */
export interface DeliveryFigures {
  readonly workers: number;
  readonly apis: number;
  readonly rates: readonly RateFigures[];
  readonly idle?: IdleFigures;
  /** Resident memory of a worker after the load. Of several workers it is the mean. */
  readonly workerMb: number;
}
