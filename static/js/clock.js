// Times as people read them, and the server's clock.

/** 75 -> "1:15", 4000 -> "1:06:40". */
export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const pad = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${pad(minutes)}:${pad(rest)}` : `${minutes}:${pad(rest)}`;
}

const TIME = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const DAY = { year: "numeric", month: "short", day: "numeric" };

/** A moment in the viewer's own time zone: "14:05", with its seconds "14:05:09". */
export function timeOfDay(moment, { seconds = false } = {}) {
  return new Date(moment).toLocaleTimeString([], seconds ? { ...TIME, second: "2-digit" } : TIME);
}

/** A moment with its day, in the viewer's own time zone and manner. */
export function dayAndTime(moment) {
  return new Date(moment).toLocaleString([], { ...DAY, ...TIME });
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
