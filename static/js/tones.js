// Short sounds made by the browser itself. It lets a page sound only once somebody has touched it.

export const FALL = [
  [0, 440],
  [0.18, 294],
];
export const CALL = [
  [0, 587],
  [0.16, 784],
  [0.32, 587],
];

/** `notes`: [seconds from now, hertz] of each. Plays nothing where the page may not sound. */
export function play(notes) {
  if (!navigator.userActivation?.hasBeenActive) return;
  const context = new AudioContext();
  for (const [at, pitch] of notes) {
    const [note, volume] = [context.createOscillator(), context.createGain()];
    note.frequency.value = pitch;
    volume.gain.setValueAtTime(0.12, context.currentTime + at);
    volume.gain.exponentialRampToValueAtTime(0.001, context.currentTime + at + 0.35);
    note.connect(volume).connect(context.destination);
    note.start(context.currentTime + at);
    note.stop(context.currentTime + at + 0.4);
  }
  setTimeout(() => context.close(), 1500);
}
