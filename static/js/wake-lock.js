// Keeps the computer of a big screen from going to sleep (Screen Wake Lock API). Browsers let a lock go whenever its
// page is hidden, and offer it to https and localhost alone.

const SAID = "sleep-said"; // in the session's storage: this tab has been told once

/** Hold a lock while the page is in sight. Where there is none, `say(text)` tells once what to do. */
export function keepAwake(say) {
  let lock = null;

  async function ask() {
    if (document.hidden || (lock && !lock.released)) return;
    try {
      lock = await navigator.wakeLock.request("screen");
      lock.addEventListener("release", ask);
    } catch {
      if (!document.hidden) sayOnce(say, whyRefused()); // hidden meanwhile: it is asked again
    }
  }

  if (!navigator.wakeLock) {
    sayOnce(say, whyMissing());
    return;
  }
  document.addEventListener("visibilitychange", ask);
  ask();
}

function sayOnce(say, text) {
  if (sessionStorage.getItem(SAID)) return;
  sessionStorage.setItem(SAID, "yes");
  say(text);
}

const whatToDo = () => gettext("Switch off sleep and screen saver in this computer's settings for the day.");

function whyMissing() {
  const why = isSecureContext
    ? gettext("This browser cannot keep the screen awake.")
    : gettext("This screen may go to sleep: a browser keeps it awake only for https or localhost.");
  return `${why} ${whatToDo()}`;
}

function whyRefused() {
  return `${gettext("This screen may go to sleep: the browser does not keep it awake, perhaps to save the battery.")} ${whatToDo()}`;
}
