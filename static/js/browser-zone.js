// A new game day is in the time zone of the browser that makes it, until somebody chooses another.

/** The zone to choose among these; null where the browser's is not offered. */
export function offeredZone(options, zone = Intl.DateTimeFormat().resolvedOptions().timeZone) {
  return options.includes(zone) ? zone : null;
}

const select = globalThis.document?.querySelector("select[data-from-browser='yes']");
if (select) {
  select.value = offeredZone([...select.options].map((option) => option.value)) ?? select.value;
}
