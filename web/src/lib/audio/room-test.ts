import { troubleOf, microphoneConstraints } from "./capture";

/** Speech at the usual level is at -26 dBFS (ITU-T P.56's nominal active level), and what is
 * measured of a voice is left out below 15 dB over the noise (delivery measures). */
const NOISE_LIMIT_DB = -26 - 15;
const QUIET_S = 1;
const TONE_S = 0.9;

export type RoomVerdict = "good" | "noisy" | "echo";

/** What the quiet second and the second with our own sound say of a room. Levels in dBFS. */
export function verdict(quietDb: number, soundingDb: number): RoomVerdict {
  if (quietDb > NOISE_LIMIT_DB) return "noisy";
  return soundingDb > NOISE_LIMIT_DB ? "echo" : "good";
}

export function levelDb(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return 10 * Math.log10(sum / Math.max(1, samples.length) + 1e-12);
}

/** Two notes over the loudspeaker; resolves when they are over. */
export async function playNotes(context: AudioContext): Promise<void> {
  const gain = context.createGain();
  gain.gain.value = 0.2;
  gain.connect(context.destination);
  const now = context.currentTime;
  await Promise.all(
    [392, 523.25].map((hz, index) => {
      const note = context.createOscillator();
      note.frequency.value = hz;
      note.connect(gain);
      note.start(now + (index * TONE_S) / 2);
      note.stop(now + ((index + 1) * TONE_S) / 2);
      return new Promise((resolve) => note.addEventListener("ended", resolve));
    }),
  );
  gain.disconnect();
}

/** A quiet second, then our own notes: how loud the microphone finds each. Throws as
 * `getUserMedia` does. */
export async function testRoom(deviceId?: string): Promise<RoomVerdict> {
  const stream = await navigator.mediaDevices.getUserMedia(microphoneConstraints(deviceId));
  const context = new AudioContext();
  try {
    await context.resume();
    const analyser = context.createAnalyser();
    analyser.fftSize = 4096;
    context.createMediaStreamSource(stream).connect(analyser);
    const loudest = async (seconds: number, during: Promise<unknown>) => {
      const levels: number[] = [];
      const samples = new Float32Array(analyser.fftSize);
      const timer = setInterval(() => {
        analyser.getFloatTimeDomainData(samples);
        levels.push(levelDb(samples));
      }, 80);
      await Promise.all([during, new Promise((resolve) => setTimeout(resolve, seconds * 1000))]);
      clearInterval(timer);
      levels.sort((one, other) => one - other);
      // The median: a click in between is no noise.
      return levels[Math.floor(levels.length / 2)] ?? -120;
    };
    const quiet = await loudest(QUIET_S, Promise.resolve());
    const sounding = await loudest(TONE_S, playNotes(context));
    return verdict(quiet, sounding);
  } finally {
    stream.getTracks().forEach((track) => track.stop());
    await context.close();
  }
}

export { troubleOf };
