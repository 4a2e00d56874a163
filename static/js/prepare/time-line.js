// A day's schedule in numbers: what overlaps, where a thing may be moved, what the scale says. Knows no page.
// Everything is in seconds since the start, on a line on which breaks take their time.

export const MINUTE = 60;
const STEPS = [5, 10, 15, 30, 60, 120, 240, 480, 1440]; // minutes between two ticks
const MOST_TICKS = 9;
const ROOM = 30 * MINUTE; // after the end, so that it can be dragged farther

/** `at` moved by `by`, to a whole minute, and not before `least` or after `most`. */
export function moved(at, by, least, most) {
  const wanted = Math.round((at + by) / MINUTE) * MINUTE;
  return Math.min(Math.max(wanted, Math.ceil(least / MINUTE) * MINUTE), most);
}

/** How much of a day the line shows: all of it, and some room. */
export function extent(blocks, length) {
  return Math.max(length + ROOM, ...blocks.map((block) => block.at + block.lasts + ROOM / 2));
}

/** Where a block lies: a freeze takes no time, and rush hours lie on a line of their own. */
const lineOf = ({ kind }) => ({ freeze: "", rush: "customers" })[kind] ?? "day";

/** The other block that one overlaps with; undefined where it stands free. */
export function clash(one, blocks) {
  const line = lineOf(one);
  if (!line) return undefined;
  return blocks.find(
    (other) =>
      other !== one && lineOf(other) === line && one.at < other.at + other.lasts && other.at < one.at + one.lasts,
  );
}

/** Where ticks stand, in seconds. */
export function ticks(shown) {
  const step = (STEPS.find((minutes) => shown / MINUTE / minutes <= MOST_TICKS) ?? STEPS.at(-1)) * MINUTE;
  return Array.from({ length: Math.floor(shown / step) + 1 }, (_, number) => number * step);
}

/** The first moment that has room for something of this kind and length: at `wanted`, or after what stands there. */
export function free(wanted, { kind, lasts }, blocks) {
  const line = lineOf({ kind });
  const taken = blocks.filter((block) => lineOf(block) === line).sort((one, other) => one.at - other.at);
  let at = wanted;
  for (const block of taken) if (at < block.at + block.lasts && block.at < at + lasts) at = block.at + block.lasts;
  return Math.ceil(at / MINUTE) * MINUTE;
}

/** 14:05 where the moment of the start is known (milliseconds), else 0:05 after the start. */
export function clockText(at, start, zone) {
  if (!start) return `${Math.floor(at / 3600)}:${String(Math.floor(at / MINUTE) % 60).padStart(2, "0")}`;
  const shown = { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: zone };
  return new Intl.DateTimeFormat("en-GB", shown).format(new Date(start + at * 1000));
}

/** category -> [rounds, points], the most points first. */
export function byCategory(rounds) {
  const found = new Map();
  for (const { category, points } of rounds) {
    const [count, sum] = found.get(category) ?? [0, 0];
    found.set(category, [count + 1, sum + points]);
  }
  return [...found].sort(([, one], [, other]) => other[1] - one[1]);
}
