/** A message arrived, and Redis was unavailable for so long that no worker could note it. */
export class UnsettledSend extends Error {
  override readonly name = 'UnsettledSend';

  constructor(options: ErrorOptions) {
    super('a message was sent and could not be settled', options);
  }
}
