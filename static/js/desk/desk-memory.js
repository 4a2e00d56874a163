// What the desk of one player looks like in this browser: widths, folded panes, open tools.

export class DeskMemory {
  kept = {};

  constructor(player, storage = globalThis.localStorage) {
    this.name = `gameday-desk-${player}`;
    this.storage = storage;
    try {
      this.kept = JSON.parse(storage.getItem(this.name)) ?? {};
    } catch {
      /* the browser keeps nothing, or something else: the desk begins as it is */
    }
  }

  /** Keep these beside what is kept already. */
  keep(changes) {
    Object.assign(this.kept, changes);
    try {
      this.storage.setItem(this.name, JSON.stringify(this.kept));
    } catch {
      /* the desk works without a memory */
    }
  }
}
