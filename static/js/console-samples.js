// The last half hour of samples that the console's charts show: what the server told, joined, and cut where it gets
// old.

export const SPAN = 1800; // seconds
const MARGIN = 60; // seconds: so that a line begins left of the chart
const EMPTY = "–";

/** Samples are arrays that begin with their time, in seconds. */
export class Samples {
  gauges = []; // [time, {role: [cores, MiB]}]
  customers = []; // [time, came, failed, milliseconds]
  sandbox = null;

  /** Take what the server told. `now` in seconds. */
  take({ sandbox, gauges, customers }, now) {
    if (sandbox !== this.sandbox) this.gauges = []; // a new company has a new past
    this.sandbox = sandbox;
    this.gauges = joined(this.gauges, gauges, now);
    this.customers = joined(this.customers, customers, now);
  }

  /** What to ask the server for: all after this. */
  get newest() {
    return Math.min(this.gauges.at(-1)?.[0] ?? 0, this.customers.at(-1)?.[0] ?? Infinity);
  }

  get isEmpty() {
    return !this.gauges.length && !this.customers.length;
  }

  /** For uPlot: times, then a line a role. `index`: 0 for cores, 1 for MiB. */
  ofRoles(roles, index) {
    return [
      column(this.gauges, 0),
      ...roles.map((role) => this.gauges.map(([, sample]) => sample[role]?.[index] ?? null)),
    ];
  }

  /** For uPlot: times, then these columns. */
  ofCustomers(...columns) {
    return [0, ...columns].map((index) => column(this.customers, index));
  }

  /** "0.25 · 120 MiB" */
  latest(role) {
    const sample = this.gauges.at(-1)?.[1][role];
    return sample ? `${(sample[0] ?? 0).toFixed(2)} · ${Math.round(sample[1])} MiB` : EMPTY;
  }
}

function joined(old, told, now) {
  const last = old.at(-1)?.[0] ?? 0;
  return [...old, ...told.filter(([at]) => at > last)].filter(([at]) => at > now - SPAN - MARGIN);
}

function column(samples, index) {
  return samples.map((sample) => sample[index]);
}
