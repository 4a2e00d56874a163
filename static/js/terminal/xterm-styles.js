// xterm.js writes style elements. The page's policy lets in those that bear its nonce, so they get it.

const nonce = document.querySelector("script[nonce]")?.nonce;
const create = document.createElement.bind(document);

document.createElement = (name, ...rest) => {
  const element = create(name, ...rest);
  if (nonce && String(name).toLowerCase() === "style") element.nonce = nonce;
  return element;
};
