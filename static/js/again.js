// A page whose scripts or styles did not all arrive fetches itself again, three times at most. A browser drops what is under
// way whenever a network of its machine comes or goes, as they do where sandboxes are built on the reader's own.

{
  const key = `again:${location.pathname}`;
  let whole = true;
  addEventListener(
    "error",
    ({ target }) => {
      if (target.matches?.("script, link")) whole = false;
    },
    true,
  );
  addEventListener("load", () => {
    const tries = Number(sessionStorage.getItem(key));
    if (whole || tries >= 3) return sessionStorage.removeItem(key);
    sessionStorage.setItem(key, tries + 1);
    return location.reload();
  });
}
