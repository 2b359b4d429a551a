/** Thrown for what a person cannot do in the app, such as to press a button that is not shown. */
export class Impossible extends Error {}
