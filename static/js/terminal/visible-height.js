// How much of the window a phone's keyboard leaves: style sheets have it as --visible.

export function showVisibleHeight() {
  visualViewport?.addEventListener("resize", () =>
    document.body.style.setProperty("--visible", `${visualViewport.height}px`),
  );
}
