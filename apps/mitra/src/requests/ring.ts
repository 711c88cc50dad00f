/** Browsers let a page make sound only after a gesture, so the first tap opens one context, which is kept. */
let audio: AudioContext | undefined

/** Opens the audio context at the mitra's first tap or key; returns a function that stops waiting for it. */
export function unlockSound(): () => void {
  const unlock = () => {
    audio ??= new AudioContext()
    void audio.resume()
  }
  addEventListener('pointerdown', unlock)
  addEventListener('keydown', unlock)
  return () => {
    removeEventListener('pointerdown', unlock)
    removeEventListener('keydown', unlock)
  }
}

/** Two soft rising notes and a short vibration: a request is waiting. Silent if the device does not allow it. */
export function ring() {
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.([180, 90, 180])
  if (audio?.state !== 'running') return
  playNote(audio, 587, 0)
  playNote(audio, 880, 0.18)
}

/** One quiet note and a brief vibration: someone wrote. */
export function ringSoftly() {
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(60)
  if (audio?.state === 'running') playNote(audio, 660, 0, 0.08)
}

function playNote(context: AudioContext, frequency: number, delay: number, volume = 0.18) {
  const start = context.currentTime + delay
  const note = context.createOscillator()
  const loudness = context.createGain()
  note.frequency.value = frequency
  loudness.gain.setValueAtTime(0, start)
  loudness.gain.linearRampToValueAtTime(volume, start + 0.02)
  loudness.gain.exponentialRampToValueAtTime(0.001, start + 0.5)
  note.connect(loudness).connect(context.destination)
  note.start(start)
  note.stop(start + 0.55)
}
