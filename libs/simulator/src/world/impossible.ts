/** Thrown for an action that the Telegram app does not allow, such as pressing a button that is not shown. */
export class ImpossibleAction extends Error {}
