// A page whose scripts or styles did not all arrive loads itself again, three times at most. A browser drops what it is
// loading whenever a network of its machine comes or goes, and networks do where sandboxes are built on the reader's
// own. No module: it has to listen before the first of them is loaded.

{
  const key = `again:${location.pathname}`;
  const MOST = 3;
  let complete = true;
  const listenOnTheWayDown = true; // a failed script's event does not come up to the window
  addEventListener(
    "error",
    ({ target }) => {
      if (target.matches?.("script, link")) complete = false;
    },
    listenOnTheWayDown,
  );
  addEventListener("load", () => {
    const tries = Number(sessionStorage.getItem(key));
    if (complete || tries >= MOST) {
      sessionStorage.removeItem(key);
      return;
    }
    sessionStorage.setItem(key, tries + 1);
    location.reload();
  });
}
