import { z } from 'zod';
import { CHANNELS, PURPOSES } from '../challenge/challenge';
import { EDIT_REASONS, NOTIFICATION_TYPES } from './tasks';
import {
  chat,
  fields,
  flag,
  instant,
  language,
  optional,
  originFields,
  outcome,
  phone,
  requestId,
  twoDigitNumbers,
  wholeNumber,
  withOrigin,
} from '../reply';
import { script } from '../script';

const claimedCode = outcome('claimed').extend({
  waitedMs: wholeNumber,
  leftMs: wholeNumber,
  failedSends: wholeNumber,
  phone,
  language: optional(language),
  nonce: z.string(),
  key: z.string(),
  session: optional(z.string()),
  channel: z.enum(CHANNELS),
  purpose: z.enum(PURPOSES),
  approvalOffers: twoDigitNumbers,
  followsLinking: flag,
  requestId,
  ...originFields,
});

const claimedJob = outcome('claimed').extend({
  subject: z.enum([...EDIT_REASONS, ...NOTIFICATION_TYPES]),
  chat,
  message: optional(wholeNumber),
  phone: optional(phone),
  language: optional(language),
  failedSends: wholeNumber,
  at: optional(instant),
  timeZone: z.string(),
  requestId,
  ...originFields,
});

export const claimCode = script(
  'claim-code',
  fields(
    z.union([z.object({ outcome: z.enum(['taken', 'gone', 'expired']) }), claimedCode.transform(withOrigin)]),
  ),
);

export const claimJob = script(
  'claim-job',
  fields(z.union([z.object({ outcome: z.enum(['taken', 'gone']) }), claimedJob.transform(withOrigin)])),
);

const settled = z.enum(['ok', 'not_yours', 'gone']);

export const settleCode = script('settle-code', z.enum([...settled.options, 'ended']));

export const settleJob = script('settle-job', settled);

export const enqueueNotification = script('enqueue-notification', z.enum(['ok', 'known']));

export const readOutboxDepth = script(
  'read-outbox-depth',
  fields(
    z.object({ entries: wholeNumber, due: wholeNumber, waitedMs: wholeNumber, unclaimedMs: wholeNumber }),
  ),
);
