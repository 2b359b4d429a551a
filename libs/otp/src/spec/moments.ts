/** The text of `moments.lua`, for specs that move it. */
const FIRST = 35;
const BASE = 91;
const TICK_MS = 4;
const CIRCLE = BASE ** 4;

const EACH = /[#-}]{4}/g;
const EACH_SLOT = /([#-}]{4})(\d+ )/g;

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

/** Not less than `ms`, since a moment may have been rounded up when it was written. */
const earlier = (text: string, ms: number): string => textOf(ticksOf(text) - Math.ceil(ms / TICK_MS) - 1);

export const earlierMoments = (text: string, ms: number): string =>
  text.replace(EACH, (moment) => earlier(moment, ms));

export const earlierSlots = (text: string, ms: number): string =>
  text.replace(EACH_SLOT, (_, moment: string, count: string) => earlier(moment, ms) + count);
