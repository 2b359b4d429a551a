/** A challenge of the model. */
export interface ModelChallenge {
  readonly phone: number;
  readonly channel: 'api' | 'bot';
  expiresAt: number;
  state: 'live' | 'used' | 'closed' | 'refused';
  delivery: 'due' | 'claimed' | 'parked' | 'sent' | 'failed';
  attemptsLeft: number;
  /** When the code is due; undefined while it is not in the outbox. */
  dueAt: number | undefined;
  /** The claim that holds the lease. */
  lease: number | undefined;
  /** A worker may have sent the code, so that it can be right. */
  isVerifiable: boolean;
  /** A failed or interrupted send may have arrived. */
  isMaybeSent: boolean;
  isDueAgain: boolean;
  /** The owner opened the link. */
  isOpened: boolean;
  /** Anybody opened the link. */
  isLinkSeen: boolean;
  /** The owner gave the number of the page. */
  isApproved: boolean;
  mayBeRestored: boolean;
}

const TTL_MS = 300_000;
const ATTEMPTS = 3;

export const newModelChallenge = ({
  now,
  ...rest
}: Pick<ModelChallenge, 'phone' | 'channel' | 'delivery'> & { now: number }): ModelChallenge => ({
  ...rest,
  ...{ state: 'live', attemptsLeft: ATTEMPTS, expiresAt: now + TTL_MS },
  ...{ lease: undefined, dueAt: rest.delivery === 'due' ? now : undefined },
  ...{ isVerifiable: false, isMaybeSent: false, isDueAgain: false, isOpened: false, isLinkSeen: false },
  ...{ isApproved: false, mayBeRestored: false },
});

export const isExpired = ({ expiresAt }: ModelChallenge, now: number): boolean => now >= expiresAt;

/** The status that the API shows for the challenge. */
export function statusOf(challenge: ModelChallenge, now: number): string {
  if (challenge.channel === 'bot' || isExpired(challenge, now)) return 'gone';
  if (challenge.state === 'used') return 'verified';
  if (challenge.state === 'closed' || challenge.attemptsLeft <= 0) return 'closed';
  if (challenge.isApproved && challenge.state === 'live') return 'approved';
  if (challenge.isOpened && challenge.delivery === 'sent') return 'sent';
  return challenge.isOpened || challenge.isLinkSeen ? 'opened' : 'pending';
}

/** The page must not see that the owner ended a challenge whose link the owner has not opened. */
export const stateEndedByOwner = ({ isOpened, isApproved, channel }: ModelChallenge): 'closed' | 'refused' =>
  isOpened || isApproved || channel === 'bot' ? 'closed' : 'refused';
