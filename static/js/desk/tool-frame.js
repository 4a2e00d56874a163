// A tool that is a page of its own, in a frame.

export function makeFrame(panel, { address, title }) {
  const frame = document.createElement("iframe");
  frame.src = address;
  frame.title = title ?? "";
  panel.replaceChildren(frame);
  return { focus: () => frame.contentWindow?.focus() };
}
