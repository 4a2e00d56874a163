// What the modules need of a browser when node loads them: import this first. It has no elements but those that a test puts
// into `elements`, and its timers go off only when a test lets time pass.

process.env.TZ = "Europe/Zurich";

/** What document.querySelector finds: selector -> object. */
export const elements = new Map();
export const sockets = []; // every WebSocket that was opened, the latest last

/** Listeners that a test has added are gone in the next; those of the modules themselves stay. */
class ForgetfulTarget extends EventTarget {
  static modulesAreLoaded = false;
  added = [];
  addEventListener(...listener) {
    super.addEventListener(...listener);
    if (ForgetfulTarget.modulesAreLoaded) this.added.push(listener);
  }
  forget() {
    for (const listener of this.added.splice(0)) this.removeEventListener(...listener);
  }
}

class StandInDocument extends ForgetfulTarget {
  hidden = false;
  body = Object.assign(new EventTarget(), { dataset: {} });
  documentElement = { lang: "en" };
  activeElement = null;
  querySelector = (selector) => elements.get(selector) ?? null;
  querySelectorAll = (selector) => elements.get(selector) ?? [];
  getElementById = (id) => elements.get(`#${id}`) ?? null;
}

class StandInSocket {
  static OPEN = 1;
  static CLOSED = 3;
  readyState = 1;
  sent = [];
  constructor(url) {
    this.url = String(url);
    sockets.push(this);
  }
  send(data) {
    this.sent.push(data);
  }
  close() {
    this.readyState = StandInSocket.CLOSED;
  }
  /** The server sends an object as a frame, or bytes. */
  receive(frame) {
    this.onmessage({ data: frame instanceof Uint8Array ? frame.buffer : JSON.stringify(frame) });
  }
  /** The connection ends. */
  end(code = 1006) {
    this.readyState = StandInSocket.CLOSED;
    this.onclose?.({ code });
  }
}

export class StandInStorage {
  values = new Map();
  room = Infinity; // characters of one value
  getItem = (key) => this.values.get(key) ?? null;
  removeItem = (key) => this.values.delete(key);
  setItem(key, value) {
    if (String(value).length > this.room) throw new Error("QuotaExceededError");
    this.values.set(key, String(value));
  }
}

/** Where events of the window arrive. */
export const windowEvents = new ForgetfulTarget();

let time = 0;
let serial = 0;
const timers = new Map(); // number -> {at, act}

/** Let milliseconds pass: what is due goes off, in order. */
export async function pass(milliseconds) {
  const end = time + milliseconds;
  for (;;) {
    await settled();
    const next = [...timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
    if (!next) break;
    timers.delete(next[0]);
    time = next[1].at;
    next[1].act();
  }
  time = end;
}

/** Milliseconds until the next timer goes off; null without one. */
export function nextTimer() {
  return timers.size ? Math.min(...[...timers.values()].map(({ at }) => at)) - time : null;
}

/** Everything that needs no timer is done. */
export function settled() {
  return new Promise(setImmediate);
}

/** Before each test: a page as it is when it has just been loaded. */
export function freshPage() {
  ForgetfulTarget.modulesAreLoaded = true;
  windowEvents.forget();
  document.forget();
  elements.clear();
  sockets.length = 0;
  timers.clear();
  document.hidden = false;
  document.body.dataset = {};
  globalThis.sessionStorage = new StandInStorage();
}

/** Django's own, as far as English goes. */
function interpolate(text, values, named) {
  const rest = named ? [] : [...values];
  return text.replace(/%\((\w+)\)s|%s/g, (_, name) => String(name ? values[name] : rest.shift()));
}

Object.assign(globalThis, {
  addEventListener: (name, act) => windowEvents.addEventListener(name, act),
  clearTimeout: (number) => timers.delete(number),
  CSS: { escape: (text) => text },
  document: new StandInDocument(),
  gettext: (text) => text,
  htmx: { asked: [], ajax: (verb, url, options) => htmx.asked.push([verb, url, options]) },
  interpolate,
  location: { href: "http://gameday.test/play/", protocol: "http:", pathname: "/play/" },
  ngettext: (one, many, count) => (count === 1 ? one : many),
  sessionStorage: new StandInStorage(),
  setTimeout(act, milliseconds = 0, ...words) {
    timers.set(++serial, { at: time + milliseconds, act: () => act(...words) });
    return serial;
  },
  WebSocket: StandInSocket,
});
globalThis.navigator ??= {}; // later versions of node have one
