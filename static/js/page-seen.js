// Whether a page is before somebody's eyes: its browser tab is, and where it stands in a frame of the desk, that is. What
// asks the server again and again rests meanwhile.

import { hearDesk, inDesk } from "./desk/in-desk.js";

let frameIsHidden = false;
const listeners = []; // called when the page is seen again

export const isInHiddenFrame = () => frameIsHidden;
export const isUnseen = () => document.hidden || frameIsHidden;

/** Have `act` called whenever the page is seen again. */
export function whenSeen(act) {
  listeners.push(act);
}

function tell() {
  if (!isUnseen()) for (const act of listeners) act();
}

document.addEventListener("visibilitychange", tell);
if (inDesk) {
  hearDesk("seen", ({ seen }) => {
    if (frameIsHidden === !seen) return;
    frameIsHidden = !seen;
    tell();
  });
}
