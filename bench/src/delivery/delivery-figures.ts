/** The measurements at one rate. Processor time is in milliseconds per code. */
export interface RateFigures {
  readonly perSecond: number;
  /** How many codes were requested and delivered. */
  readonly codes: number;
  /** Processor time of all APIs together. */
  readonly apisMs: number;
  /** Processor time of all workers together. */
  readonly workersMs: number;
  readonly redisMs: number;
  readonly postgresMs: number;
  /** Processor time of the benchmark itself: the client and the simulated Telegram. */
  readonly benchMs: number;
  /** Redis commands per code, including commands inside scripts. */
  readonly redisCommands: number;
  /** The time from the request until sendMessage arrives at Telegram. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Processor time while nothing is requested, as a share of one core. For several processes it is their mean. */
export interface IdleFigures {
  /** The worker that holds the lease of the poller. */
  readonly pollingWorker: number;
  /** Absent with one worker. */
  readonly otherWorker?: number;
  readonly api: number;
  readonly redis: number;
  readonly postgres: number;
}

/** The measurements with one number of workers and of APIs. */
export interface DeliveryFigures {
  readonly workers: number;
  readonly apis: number;
  readonly rates: readonly RateFigures[];
  readonly idle?: IdleFigures;
  /** Resident memory of a worker after the load. For several workers it is their mean. */
  readonly workerMb: number;
}
