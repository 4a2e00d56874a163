// The palette and the guide are fetched when they are wanted first: the guide with a practice, else by whoever opens the
// palette or wants to be shown around.

import { say } from "../../countdown.js";
import { goToElement } from "../workspace.js";

const palette = document.querySelector("#palette");
const field = palette.querySelector("input");
const status = palette.querySelector('[role="status"]');
let fetched = null;
let tries = 0;

/** What static/pages/desk-guide.js exports; null where it does not come, which is said. */
async function guidance() {
  fetched ??= fetchIt();
  return fetched;
}

async function fetchIt() {
  const { script } = palette.dataset;
  try {
    // A browser may remember that an address could not be loaded.
    const found = await import((tries += 1) > 1 ? `${script}?again=${tries}` : script);
    found.start({ goToElement, say });
    return found;
  } catch (trouble) {
    console.warn(trouble);
    fetched = null;
    status.textContent = gettext("The server did not answer. Try again in a moment.");
    say(status.textContent);
    return null;
  }
}

/** Open the palette, or close it if it is open. It is there at once: what is typed before it is filled counts. */
export async function togglePalette() {
  if (palette.open) {
    palette.close();
    return;
  }
  field.value = "";
  palette.showModal();
  (await guidance())?.fillPalette();
}

function guideThroughPractice() {
  if (document.querySelector("#practice .practice")) guidance();
}

document.addEventListener("click", async ({ target }) => {
  if (!target.closest("[data-tour]")) return;
  target.closest("details")?.removeAttribute("open");
  (await guidance())?.startTour();
});
document.addEventListener("htmx:afterSwap", guideThroughPractice);
guideThroughPractice();
