// Unsaved text, kept in this browser tab over a reload: {text, base, digest, at} a file.

export class Drafts {
  /** `name` tells pages apart; `full()` is called when the browser keeps no more. */
  constructor(name, full) {
    this.prefix = `gameday-draft:${name}:`;
    this.full = full;
  }

  keep(path, draft) {
    try {
      sessionStorage.setItem(this.prefix + path, JSON.stringify({ ...draft, at: Date.now() }));
    } catch {
      this.full(); // a browser keeps a few megabytes a tab
    }
  }

  /** The draft of a file, or null. */
  of(path) {
    try {
      return JSON.parse(sessionStorage.getItem(this.prefix + path));
    } catch {
      return null;
    }
  }

  drop(path) {
    sessionStorage.removeItem(this.prefix + path);
  }
}
