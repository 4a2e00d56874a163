// Lays compressed copies beside what was built, for the server to send as they are: brotli to browsers that take it, gzip to all others.

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const BUILT = "static/built";
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };

for (const name of readdirSync(BUILT).filter((each) => /\.(js|css|svg)$/.test(each))) {
  if (existsSync(`${BUILT}/${name}.br`)) continue; // its name holds a hash, so it is as it was
  const whole = readFileSync(`${BUILT}/${name}`);
  writeFileSync(`${BUILT}/${name}.gz`, gzipSync(whole, { level: constants.Z_BEST_COMPRESSION }));
  writeFileSync(`${BUILT}/${name}.br`, brotliCompressSync(whole, BROTLI));
}
