// The team sees which tool each of its people has before their eyes.

import { sendLine } from "./line.js";

document.addEventListener("desk:tool", ({ detail }) => sendLine({ type: "place", place: detail?.kind ?? "page" }));
