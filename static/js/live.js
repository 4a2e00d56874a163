// One live socket: a snapshot, then numbered frames. A gap asks for a new snapshot; a line that is cut, or has fallen
// silent, is opened again.

import { pauseBefore } from "./back-off.js";
import { timeOfDay } from "./clock.js";
import { abandon, cutSince, markCut, SILENT_AFTER } from "./line-watch.js";

const PAUSES = { first: 250, longest: 20_000 }; // milliseconds between two tries
const AFTER_SILENCE = 2; // as after so many tries: it has hit all pages at once, and they shall not all come back at once
const SNAPSHOT_WITHIN = 8_000; // milliseconds
const REFUSED = {
  4401: gettext("This page is only for those who have taken a seat here."),
  4404: gettext("There is nothing to watch here any more."),
};

const UNNUMBERED = 0; // as in gameday/live/publish.py: such a frame is over in a moment, and nobody who missed it needs it

/** Which frames to hand on: each number once and in order, and none before a snapshot. */
export class FrameOrder {
  number = null; // of the last frame that was handed on

  /**
   * "snapshot", "next", "passing" (it has no number), "old" (already seen, or the snapshot is still to come) or "gap" (a
   * number is missing). A frame may stand for several: for all from the number `first` on.
   */
  judge({ type, seq, first = seq }) {
    if (type === "snapshot") {
      this.number = seq;
      return "snapshot";
    }
    if (this.number === null) return "old";
    if (seq === UNNUMBERED) return "passing";
    if (seq <= this.number) return "old";
    if (first > this.number + 1) {
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
  const time = seenAt && timeOfDay(seenAt, { seconds: true });
  return [
    cutSince(cutAt),
    time ? interpolate(gettext("What you see is from %(time)s."), { time }, true) : "",
    gettext("Coming back by itself…"),
  ]
    .filter(Boolean)
    .join(" ");
}

class LiveConnection {
  order = new FrameOrder();
  seenAt = null; // what the page shows is right as of then
  cutAt = null;
  socket = null; // null while a try is waited for
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
    this.expectWithin(SNAPSHOT_WITHIN);
    this.socket.onmessage = (event) => this.take(JSON.parse(event.data));
    this.socket.onclose = (event) => this.closed(event.code);
  }

  take(frame) {
    if (frame.type === "error") {
      console.warn(frame.data.message);
      return;
    }
    const verdict = frame.type === "beat" ? "beat" : this.order.judge(frame);
    if (this.order.number !== null) {
      this.seenAt = new Date();
      this.expectWithin(SILENT_AFTER);
    }
    if (verdict === "gap") this.resync();
    if (verdict === "snapshot") this.begin(frame);
    if (verdict === "next") this.handlers.frame(frame);
    if (verdict === "passing") this.handlers.passing?.(frame);
  }

  /** Send a frame, unless the line is cut: then it is lost. Says whether it went out. */
  send(frame) {
    const open = this.socket?.readyState === WebSocket.OPEN && this.order.number !== null;
    if (open) this.socket.send(JSON.stringify(frame));
    return open;
  }

  begin(snapshot) {
    const afterCut = this.cutAt !== null;
    [this.cutAt, this.attempt] = [null, 0];
    this.banner.hidden = true;
    markCut(false);
    this.handlers.snapshot(snapshot, { afterCut });
  }

  resync() {
    this.order.forget();
    this.socket.send(JSON.stringify({ type: "resync" }));
    this.expectWithin(SNAPSHOT_WITHIN);
  }

  /** A connection that is half open (a laptop that slept, a network that drops everything) never closes by itself. */
  expectWithin(milliseconds) {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => this.silent(), milliseconds);
  }

  silent() {
    abandon(this.socket);
    this.attempt = Math.max(this.attempt, AFTER_SILENCE);
    this.lost(this.seenAt ?? new Date());
  }

  closed(code) {
    if (REFUSED[code]) {
      clearTimeout(this.watchdog);
      this.over = true;
      this.say(REFUSED[code]);
    } else this.lost(new Date());
  }

  lost(since) {
    clearTimeout(this.watchdog);
    this.socket = null;
    this.cutAt ??= since;
    if (this.attempt > 0) this.say(cutText(this.cutAt, this.seenAt)); // most cuts are over at the first try
    this.timer = setTimeout(() => this.open(), pauseBefore(this.attempt, PAUSES));
    this.attempt += 1;
  }

  say(text) {
    markCut(true);
    this.handlers.cut?.();
    this.banner.textContent = text;
    this.banner.hidden = false;
  }

  /** The page is looked at again, or the network is back: do not wait for the next try. */
  wake() {
    if (this.over || document.hidden) return;
    if (this.socket === null) this.open();
    else if (this.socket.readyState === WebSocket.OPEN) this.resync();
  }
}

/**
 * Connect to `path`. `handlers.snapshot(frame, {afterCut})` gets the whole, first and after every loss;
 * `handlers.frame(frame)` gets each later frame once and in order, `handlers.passing(frame)` those that have no number;
 * `handlers.cut()` is called when the page says that it is cut off. Returns the connection, which can send(frame).
 */
export function connect(path, handlers) {
  const connection = new LiveConnection(path, handlers);
  addEventListener("online", () => connection.wake());
  addEventListener("pageshow", (event) => event.persisted && connection.wake());
  document.addEventListener("visibilitychange", () => connection.wake());
  connection.open();
  return connection;
}
