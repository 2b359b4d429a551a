/** What a person's hand cannot do in the app: press a button that is not there, write to a blocked bot. */
export class Impossible extends Error {}
