// The desk's panel: a button that is exchanged while it is down is never clicked. The next refresh comes soon enough.

document.addEventListener("htmx:beforeSwap", ({ target, detail }) => {
  if (target.querySelector(":active")) detail.shouldSwap = false;
});
