// Where a film stands and how fast it runs. It knows no browser: whoever asks says what time it is, in milliseconds.

export const SPEEDS = [0.5, 1, 2, 4];

/** The seconds of a film that are shown: it plays, pauses, is wound to a place, and stops at its end. */
export class FilmClock {
  playing = false;
  speed = 1;
  #position = 0; // seconds of film, when it was last set
  #since = 0; // milliseconds, when that was

  constructor(length) {
    this.length = length;
  }

  /** Seconds of film. */
  at(now) {
    const gone = this.playing ? ((now - this.#since) / 1000) * this.speed : 0;
    return Math.min(this.length, this.#position + Math.max(0, gone));
  }

  hasEnded(now) {
    return this.at(now) >= this.length;
  }

  /** From where it stands; from the beginning once it has ended. */
  play(now) {
    if (this.hasEnded(now)) this.seek(0, now);
    else this.seek(this.at(now), now);
    this.playing = true;
  }

  pause(now) {
    this.seek(this.at(now), now);
    this.playing = false;
  }

  seek(position, now) {
    this.#position = Math.min(this.length, Math.max(0, position));
    this.#since = now;
  }

  setSpeed(speed, now) {
    this.seek(this.at(now), now);
    this.speed = speed;
  }
}

/** Real seconds since the incident began at `position` seconds of film. `map` holds [film, real], linear between. */
export function realSecondsAt(map, position) {
  const next = map.findIndex(([film]) => film > position);
  if (next === 0 || !map.length) return map[0]?.[1] ?? position;
  if (next < 0) return map.at(-1)[1];
  const [[film, real], [filmAfter, realAfter]] = [map[next - 1], map[next]];
  return real + ((position - film) / (filmAfter - film)) * (realAfter - real);
}
