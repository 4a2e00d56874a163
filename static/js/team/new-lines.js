// Where the new lines of the chat begin: the first one that came since this person has looked. The mark stays while they
// read, and is set anew once lines have come that they did not see.

export class NewLines {
  seenUpTo; // the number of the last line that was before their eyes
  begin = null; // the number of the first new line
  looking = false;

  constructor(readUpTo) {
    this.seenUpTo = readUpTo;
  }

  /** `lines`: {id, own}, oldest first; `seen`: they are before one's eyes now. Returns the number of the first new line. */
  look(lines, seen) {
    const news = lines.filter(({ id, own }) => id > this.seenUpTo && !own);
    if (!this.looking || !seen) {
      if (this.looking) this.begin = null; // they have looked away
      this.begin ??= news[0]?.id ?? null;
    }
    if (seen) this.seenUpTo = Math.max(this.seenUpTo, lines.at(-1)?.id ?? 0);
    this.looking = seen;
    return this.begin;
  }

  /** They have said something, so they know what was said before. */
  answered() {
    this.begin = null;
  }
}
