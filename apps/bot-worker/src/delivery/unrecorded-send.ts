/** A message arrived in the chat, but Redis was unavailable until the lease ended, so the delivery could not be recorded. */
export class UnrecordedSend extends Error {
  override readonly name = 'UnrecordedSend';

  constructor(options: ErrorOptions) {
    super('a message was sent, and its delivery could not be recorded', options);
  }
}
