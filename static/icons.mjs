// Draws the icons that pages use together into one file, static/built/icons.HASH.svg: {% icon "flame" %} and icon.js name them.
// They are Lucide's (npm: lucide-static, ISC licence). A name that is missing here is a name to add to icons.json.

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

const LIST = "static/built/bundles.json";
const names = JSON.parse(readFileSync("static/icons.json", "utf8"));

const symbols = names.map((name) => {
  const drawing = readFileSync(`node_modules/lucide-static/icons/${name}.svg`, "utf8");
  const inside = drawing.slice(drawing.indexOf(">", drawing.indexOf("<svg")) + 1, drawing.lastIndexOf("</svg>"));
  return `<symbol id="${name}" viewBox="0 0 24 24">${inside.replace(/\s+/g, " ").trim()}</symbol>`;
});
const sprite = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
const hash = createHash("sha256").update(sprite).digest("hex").slice(0, 8).toUpperCase();
writeFileSync(`static/built/icons.${hash}.svg`, sprite);

const made = JSON.parse(readFileSync(LIST, "utf8"));
made.outputs[`static/built/icons.${hash}.svg`] = { entryPoint: "static/pages/icons.svg", imports: [], inputs: {} };
writeFileSync(LIST, JSON.stringify(made));
