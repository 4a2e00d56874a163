// Unsaved text, kept in this tab over a reload: {text, base, digest, at} a file.

export class Drafts {
  constructor(name, full) {
    [this.prefix, this.full] = [`gameday-draft:${name}:`, full];
  }

  keep(path, draft) {
    try {
      sessionStorage.setItem(this.prefix + path, JSON.stringify({ ...draft, at: Date.now() }));
    } catch {
      // the browser keeps a few megabytes a tab
      this.full();
    }
  }

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
