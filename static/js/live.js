// One live socket: a snapshot, then numbered frames. A gap asks for a new snapshot; a cut socket is opened again.

import { pauseBefore } from "./back-off.js";
import { timeOfDay } from "./clock.js";

const PAUSES = { first: 250, longest: 20_000 }; // milliseconds between two tries
const SNAPSHOT_WITHIN = 8_000; // milliseconds: a connection that stays silent for longer is dead
const REFUSED = {
  4401: gettext("This page is only for those who have taken a seat here."),
  4404: gettext("There is nothing to watch here any more."),
};

/** Which frames to hand on: each number once and in order, and none before a snapshot. */
export class FrameOrder {
  number = null; // of the last frame that was handed on

  /** "snapshot", "next", "old" (already seen, or the snapshot is still to come) or "gap" (a number is missing). */
  judge({ type, seq }) {
    if (type === "snapshot") {
      this.number = seq;
      return "snapshot";
    }
    if (this.number === null || seq <= this.number) return "old";
    if (seq > this.number + 1) {
      this.forget();
      return "gap";
    }
    this.number = seq;
    return "next";
  }

  /** Only a snapshot counts from now on. */
  forget() {
    this.number = null;
  }
}

/** What the banner says while the connection is cut. `seenAt` is null before the first snapshot. */
export function cutText(cutAt, seenAt) {
  const time = (moment) => timeOfDay(moment, { seconds: true });
  return [
    interpolate(gettext("Cut off since %(time)s."), { time: time(cutAt) }, true),
    seenAt ? interpolate(gettext("What you see is from %(time)s."), { time: time(seenAt) }, true) : "",
    gettext("Coming back by itself…"),
  ]
    .filter(Boolean)
    .join(" ");
}

class LiveConnection {
  order = new FrameOrder();
  seenAt = null;
  cutAt = null;
  attempt = 0;
  over = false;

  constructor(path, handlers) {
    this.url = new URL(path, location.href);
    this.url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    this.handlers = handlers;
    this.banner = document.querySelector(".connection");
  }

  open() {
    clearTimeout(this.timer);
    this.order.forget();
    this.socket = new WebSocket(this.url);
    this.expectSnapshot();
    this.socket.onmessage = (event) => this.take(JSON.parse(event.data));
    this.socket.onclose = (event) => this.lost(event.code);
  }

  take(frame) {
    if (frame.type === "error") {
      console.warn(frame.data.message);
      return;
    }
    const verdict = this.order.judge(frame);
    if (verdict === "gap") this.resync();
    if (verdict === "snapshot") this.begin(frame);
    if (verdict === "next") {
      this.seenAt = new Date();
      this.handlers.frame(frame);
    }
  }

  begin(snapshot) {
    clearTimeout(this.watchdog);
    [this.seenAt, this.cutAt, this.attempt] = [new Date(), null, 0];
    this.banner.hidden = true;
    this.handlers.snapshot(snapshot);
  }

  resync() {
    this.order.forget();
    this.socket.send(JSON.stringify({ type: "resync" }));
    this.expectSnapshot();
  }

  /** A connection that is open but dead (a laptop that slept) never closes by itself. */
  expectSnapshot() {
    const waitedFor = this.socket;
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => {
      waitedFor.onclose = null;
      waitedFor.close();
      this.lost();
    }, SNAPSHOT_WITHIN);
  }

  lost(code) {
    clearTimeout(this.watchdog);
    if (REFUSED[code]) {
      this.over = true;
      this.say(REFUSED[code]);
      return;
    }
    this.cutAt ??= new Date();
    if (this.attempt > 0) this.say(cutText(this.cutAt, this.seenAt)); // most cuts are over at the first try
    this.timer = setTimeout(() => this.open(), pauseBefore(this.attempt, PAUSES));
    this.attempt += 1;
  }

  say(text) {
    this.banner.textContent = text;
    this.banner.hidden = false;
  }

  /** The page is looked at again, or the network is back: do not wait for the next try. */
  wake() {
    if (this.over || document.hidden) return;
    if (this.socket.readyState === WebSocket.OPEN) this.resync();
    else if (this.socket.readyState === WebSocket.CLOSED) this.open();
  }
}

/**
 * Connect to `path`. `handlers.snapshot(frame)` gets the whole, first and after every loss; `handlers.frame(frame)`
 * gets each later frame once and in order.
 */
export function connect(path, handlers) {
  const connection = new LiveConnection(path, handlers);
  addEventListener("online", () => connection.wake());
  addEventListener("pageshow", (event) => event.persisted && connection.wake());
  document.addEventListener("visibilitychange", () => connection.wake());
  connection.open();
}
