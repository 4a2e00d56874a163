// Whether anything may move: not where a person has asked their system for less motion, and not while a facilitator has made
// the big screen calm.

const reduced = globalThis.matchMedia?.("(prefers-reduced-motion: reduce)");

export const isStill = () => Boolean(reduced?.matches) || "calm" in document.body.dataset;
