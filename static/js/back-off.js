// How long to wait before a cut connection is tried again.

/**
 * Milliseconds: twice as long with each attempt, up to `longest`. Up to half of it is left to chance, so that not all
 * pages come back in the same moment.
 */
export function pauseBefore(attempt, { first, longest }, chance = Math.random()) {
  return Math.min(longest, first * 2 ** attempt) * (0.5 + chance / 2);
}
