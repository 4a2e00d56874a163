// The few sounds of a page. A browser lets a page sound only once somebody has touched it, and a person may switch them off.

const KEPT = "gameday-sounds";
const OFF = "off";

export const soundsAreOn = () => {
  try {
    return localStorage.getItem(KEPT) !== OFF;
  } catch {
    return true; // the browser keeps nothing
  }
};

export function switchSounds(on) {
  try {
    localStorage.setItem(KEPT, on ? "on" : OFF);
  } catch {
    /* they sound again after the next load */
  }
}

/** Two notes downwards: a key has fallen back. */
export const playFall = () => play([440, 294], 0.18);
/** The key of a telegraph: an incident has come. */
export const playTelegram = () => play([784, 784, 784, 587], 0.11);
/** Upwards: an objective is met. */
export const playMet = () => play([523, 659], 0.12);
/** A small fanfare: both keys, or an incident is solved. */
export const playFanfare = () => play([523, 659, 784, 1047], 0.13);

/** A low bell, twice: the clock has news for everybody. */
export const playGong = () => play([196, 196], 0.5);
/** A team calls for help. */
export const playCall = () => play([587, 784, 587], 0.16);

function play(pitches, apart) {
  if (!navigator.userActivation?.hasBeenActive || !soundsAreOn()) return;
  const context = new AudioContext();
  pitches.forEach((pitch, index) => playNote(context, pitch, context.currentTime + index * apart));
  setTimeout(() => context.close(), pitches.length * apart * 1000 + 1200);
}

function playNote(context, pitch, at) {
  const [note, volume] = [context.createOscillator(), context.createGain()];
  note.frequency.value = pitch;
  volume.gain.setValueAtTime(0.12, at);
  volume.gain.exponentialRampToValueAtTime(0.001, at + 0.35);
  note.connect(volume).connect(context.destination);
  note.start(at);
  note.stop(at + 0.4);
}
