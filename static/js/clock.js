// Times as people read them.

/** 75 -> "1:15", 4000 -> "1:06:40". */
export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const pad = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${pad(minutes)}:${pad(rest)}` : `${minutes}:${pad(rest)}`;
}

/** The server's time in milliseconds, as far as its last frame tells. */
export class ServerClock {
  skew = 0;
  hear(iso) {
    this.skew = Date.parse(iso) - Date.now();
  }
  now() {
    return Date.now() + this.skew;
  }
}
