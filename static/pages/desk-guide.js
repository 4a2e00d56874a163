// Loaded by the desk when somebody wants it: static/js/desk/guide/later.js.

import { startGuide, startTour } from "../js/desk/guide/guide.js";
import { fillPalette, startPalette } from "../js/desk/guide/palette.js";

export { fillPalette, startTour };

export function start(desk) {
  startPalette(desk);
  startGuide(desk);
}
