// Cuts the typefaces of static/css/fonts.css down to the letters that its unicode-range names, into static/built/letters, from where that sheet
// loads them: less than half of what they weigh. What no page uses is left out too: hinting, small capitals, fractions. Letters are
// kerned where they are large: in running text nobody sees it, and it is a fifth of a file.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import subsetFont from "subset-font";

const FACE = /letters\/((?:zilla-slab|source-sans-3|jetbrains-mono)[\w-]+)\.woff2"[^}]*?unicode-range: ([^;]+);/g;
const FEATURES = ["mark", "ccmp", "locl", "lnum", "tnum"];
const KERNED = "zilla-slab";

function lettersOf(ranges) {
  return ranges.split(",").flatMap((range) => {
    const [first, last = first] = range
      .trim()
      .slice("U+".length)
      .split("-")
      .map((code) => parseInt(code, 16));
    return Array.from({ length: last - first + 1 }, (_, index) => String.fromCodePoint(first + index));
  });
}

mkdirSync("static/built/letters", { recursive: true });
for (const [, name, ranges] of readFileSync("static/css/fonts.css", "utf8").matchAll(FACE)) {
  const family = name.slice(0, name.indexOf("-latin"));
  const whole = readFileSync(`node_modules/@fontsource/${family}/files/${name}.woff2`);
  const keepFeatures = family === KERNED ? [...FEATURES, "kern"] : FEATURES;
  const options = { targetFormat: "woff2", keepFeatures, noHinting: true };
  writeFileSync(`static/built/letters/${name}.woff2`, await subsetFont(whole, lettersOf(ranges).join(""), options));
}
