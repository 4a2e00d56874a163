// One socket for the desk and the pages in its frames: the desk hands on what its line says, and a framed page takes that
// for its own line.

import { connect } from "../live.js";
import { markCut } from "../line-watch.js";
import { hearDesk, inDesk, tellDesk } from "./in-desk.js";

/** Connect to `path` as live.js does; in a frame of the desk, to the desk's line. */
export function openLine(path, handlers) {
  return inDesk ? joinLine(handlers) : connect(path, handingOn(handlers));
}

// The desk ------------------------------------------------------------------------------------------------------------

const joined = new Set(); // windows of frames
let state = null; // what the line said last of itself: "live" or "cut"

function handingOn(handlers) {
  addEventListener("message", ({ data, origin, source }) => {
    if (origin !== location.origin || data?.type !== "line") return;
    joined.add(source);
    if (state) source.postMessage({ type: "line", news: state, afterCut: false }, location.origin);
  });
  return {
    ...handlers,
    snapshot(frame, about) {
      state = "live";
      handlers.snapshot(frame, about);
      handOn({ news: "live", afterCut: about.afterCut });
    },
    frame(frame) {
      handlers.frame(frame);
      handOn({ news: "changed", data: frame.data });
    },
    cut() {
      state = "cut";
      handOn({ news: "cut" });
    },
  };
}

function handOn(message) {
  for (const each of joined) {
    if (each.closed) joined.delete(each);
    else each.postMessage({ type: "line", ...message }, location.origin);
  }
}

// A page in a frame ---------------------------------------------------------------------------------------------------

function joinLine(handlers) {
  hearDesk("line", ({ news, afterCut, data }) => {
    markCut(news === "cut");
    if (news === "live") handlers.snapshot(null, { afterCut });
    if (news === "changed") handlers.frame({ data });
  });
  tellDesk({ type: "line" });
  return { send: () => false }; // what is told of this player, the desk tells
}
