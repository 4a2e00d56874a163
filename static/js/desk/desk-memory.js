// What the desk of one player looks like: widths and folded panes in every window of this browser, open tools in one.

const ANSWER_WITHIN = 200; // milliseconds

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

/** What one window has open. Each window has its own: shells that two windows type into would be a surprise. */
export class WindowMemory extends DeskMemory {
  constructor(player, storage = globalThis.sessionStorage, channel = new BroadcastChannel(`gameday-desk-${player}`)) {
    super(player, storage);
    this.channel = channel;
  }

  /**
   * Begin with what is kept. Says whether it is this window's own: a window that is duplicated lives on while the
   * duplicate begins with a copy.
   */
  async begin() {
    const { id, left } = this.kept;
    const own = !id || left || !(await this.livesElsewhere(id));
    this.keep({ id: id && own ? id : crypto.getRandomValues(new Uint32Array(2)).join("-"), left: false });
    this.channel.onmessage = ({ data }) => {
      if (data.asked === this.kept.id) this.channel.postMessage({ lives: this.kept.id });
    };
    addEventListener("pagehide", () => this.keep({ left: true }));
    addEventListener("pageshow", (event) => event.persisted && this.keep({ left: false }));
    return own;
  }

  /** Whether another window answers to this name. */
  livesElsewhere(id) {
    return new Promise((resolve) => {
      this.channel.onmessage = ({ data }) => data.lives === id && resolve(true);
      setTimeout(() => resolve(false), ANSWER_WITHIN);
      this.channel.postMessage({ asked: id });
    });
  }
}
