// What a person has chosen for every terminal of this browser: the size of its text, whether it is read aloud, what the
// Option key is. Kept here, and told to all terminals of the page at once.

const TEXT = { key: "gameday-terminal-text", usual: 15, least: 9, most: 32 }; // pixels
const SWITCHES = { screenReaderMode: "gameday-terminal-reader", macOptionIsMeta: "gameday-terminal-meta" };

export class TerminalSettings {
  followers = new Set();

  constructor(storage = globalThis.localStorage) {
    this.storage = storage;
  }

  /** As options of xterm.js. */
  get options() {
    const switches = Object.entries(SWITCHES).map(([name, key]) => [name, this.storage.getItem(key) === "yes"]);
    return { fontSize: Number(this.storage.getItem(TEXT.key)) || TEXT.usual, ...Object.fromEntries(switches) };
  }

  /** Call `act` with the options whenever one has changed. Returns how to stop that. */
  follow(act) {
    this.followers.add(act);
    return () => this.followers.delete(act);
  }

  resizeText(step) {
    this.#keep(TEXT.key, Math.min(TEXT.most, Math.max(TEXT.least, this.options.fontSize + step)));
  }

  /** `name`: screenReaderMode or macOptionIsMeta. */
  turn(name, on) {
    this.#keep(SWITCHES[name], on ? "yes" : "no");
  }

  #keep(key, value) {
    this.storage.setItem(key, value);
    for (const act of this.followers) act(this.options);
  }
}
