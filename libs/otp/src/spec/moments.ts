/** Moves moments in the text form of `moments.lua` into the past. */
const FIRST = 35;
const BASE = 91;
const TICK_MS = 4;
const CIRCLE = BASE ** 4;

const MOMENT = /[#-}]{4}/g;
const SLOT = /([#-}]{4})(\d+ )/g;

const ticksOf = (text: string): number =>
  [...text].reduce((ticks, character) => ticks * BASE + character.charCodeAt(0) - FIRST, 0);

function textOf(ticks: number): string {
  let rest = ((ticks % CIRCLE) + CIRCLE) % CIRCLE;
  let text = '';
  for (let i = 0; i < 4; i++) {
    text = String.fromCharCode(FIRST + (rest % BASE)) + text;
    rest = Math.floor(rest / BASE);
  }
  return text;
}

export const packed = (ms: number): string => textOf(Math.ceil(ms / TICK_MS));

/** Moves the moment by one tick too much, because it may have been rounded up when it was written. */
const earlier = (text: string, ms: number): string => textOf(ticksOf(text) - Math.ceil(ms / TICK_MS) - 1);

export const earlierMoments = (text: string, ms: number): string =>
  text.replace(MOMENT, (moment) => earlier(moment, ms));

export const earlierSlots = (text: string, ms: number): string =>
  text.replace(SLOT, (_, moment: string, count: string) => earlier(moment, ms) + count);
