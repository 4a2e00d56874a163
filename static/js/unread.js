// How many lines of the chat are unread, and whether to say so aloud. The server counts; this page knows what has been
// before somebody's eyes since.

export class Unread {
  readUpTo = 0; // the number of a line
  mentions = 0; // of this person in what was unread when it was looked at last

  /** `told` by the server: unread, mentions, newest. Returns what to show: lines, mentioned, and whether to say it. */
  look(told) {
    const lines = told.newest <= this.readUpTo ? 0 : told.unread;
    const before = this.mentions;
    this.mentions = lines ? told.mentions : 0;
    return { lines, mentioned: told.mentions > 0, sayIt: this.mentions > before };
  }

  /** Whether what is in sight now has to be told to the server as read. */
  isNews({ unread, newest }) {
    return newest > this.readUpTo && unread > 0;
  }
}

/** "3", with a mention "@3", nothing for none. */
export function unreadText({ lines, mentioned }) {
  if (!lines) return "";
  return mentioned ? `@${lines}` : String(lines);
}
