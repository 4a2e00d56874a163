// An address that names a tool opens the desk with it: /play/?tool=console, /play/?tool=terminal&key=db. The desk's own
// links say what that is; a name that no link bears opens nothing.

const asked = new URLSearchParams(location.search);

if (asked.has("tool")) {
  const links = [...document.querySelectorAll(".desk a[data-tool]")];
  const link = links.find(
    ({ dataset }) => dataset.tool === asked.get("tool") && (dataset.key ?? "") === (asked.get("key") ?? ""),
  );
  link?.click();
  history.replaceState(null, "", location.pathname + location.hash); // a reload shows what is open then
}
