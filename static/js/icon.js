// An icon of static/icons.json, as {% icon %} writes it. The page names the file.

const SVG = "http://www.w3.org/2000/svg";

export function icon(name) {
  const [drawing, use] = ["svg", "use"].map((element) => document.createElementNS(SVG, element));
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${document.querySelector('meta[name="icons"]').content}#${name}`);
  drawing.append(use);
  return drawing;
}
