import { optional } from './optional.ts';

/** Whether the main pointer is a finger: a phone or a tablet. */
export const isTouchScreen = (): boolean =>
  optional(() => window.matchMedia('(pointer: coarse)').matches) ?? false;

/** Returns the field that gets the focus when its step opens. On a touch screen that would open the keyboard over the step. */
export const initialFocus = (field: HTMLElement, heading: HTMLElement): HTMLElement =>
  isTouchScreen() ? heading : field;
