/** Enough for a waveform: what is asked of the sound here is where it is loud, not how it sounds. */
const RATE_HZ = 8_000;

/** The loudest sample of each of `count` equal stretches, 0 to 1, against the loudest of all. */
export function peaksOf(samples: Float32Array, count: number): number[] {
  const bins = Math.min(count, samples.length);
  const peaks: number[] = [];
  for (let bin = 0; bin < bins; bin++) {
    const end = Math.floor(((bin + 1) * samples.length) / bins);
    let loudest = 0;
    for (let at = Math.floor((bin * samples.length) / bins); at < end; at++) {
      loudest = Math.max(loudest, Math.abs(samples[at] ?? 0));
    }
    peaks.push(loudest);
  }
  const most = Math.max(...peaks, 0);
  return most > 0 ? peaks.map((peak) => peak / most) : peaks;
}

/** Throws where the browser can't read the file. */
export async function peaksOfFile(file: Blob, count: number): Promise<number[]> {
  const context = new OfflineAudioContext(1, 1, RATE_HZ);
  const sound = await context.decodeAudioData(await file.arrayBuffer());
  return peaksOf(sound.getChannelData(0), count);
}
