/** What the microphone's stream is asked for. Echo cancellation lets people do without headphones;
 * automatic gain would flatten the loudness that the delivery measures look at. */
export function microphoneConstraints(deviceId?: string): MediaStreamConstraints {
  return {
    audio: {
      channelCount: 1,
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: false,
      ...(deviceId ? { deviceId: { exact: deviceId } } : {}),
    },
  };
}

export type MicrophoneTrouble = "insecure" | "refused" | "missing" | "busy" | "unknown";

/** Which of the ways of not getting a microphone it was (Media Capture and Streams, 10.2). */
export function troubleOf(error: unknown): MicrophoneTrouble {
  if (!navigator.mediaDevices) return "insecure";
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "refused";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "missing";
  if (name === "NotReadableError" || name === "AbortError") return "busy";
  return "unknown";
}

/** An open microphone: 20 ms frames of PCM16 at 16 kHz, and how loud it is. */
export class Capture {
  private constructor(
    private readonly stream: MediaStream,
    private readonly context: AudioContext,
    private readonly node: AudioWorkletNode,
    private readonly analyser: AnalyserNode,
  ) {}

  /** Throws what `getUserMedia` throws; see `troubleOf`. */
  static async open(
    onFrame: (pcm: ArrayBuffer) => void,
    onEnded: () => void,
    deviceId?: string,
  ): Promise<Capture> {
    const stream = await navigator.mediaDevices.getUserMedia(microphoneConstraints(deviceId));
    const { context, source } = connected(stream);
    await context.audioWorklet.addModule("/worklets/capture.js");
    const node = new AudioWorkletNode(context, "ihr-capture", {
      numberOfOutputs: 0,
      channelCount: 1,
      channelCountMode: "explicit",
    });
    node.port.onmessage = ({ data }) => onFrame(data as ArrayBuffer);
    const analyser = context.createAnalyser();
    analyser.fftSize = 1024;
    source.connect(analyser);
    source.connect(node);
    stream.getAudioTracks().forEach((track) => track.addEventListener("ended", onEnded));
    await context.resume();
    return new Capture(stream, context, node, analyser);
  }

  /** Loudness just now, 0 to 1: from -60 dBFS to full scale. */
  level(): number {
    const samples = new Float32Array(this.analyser.fftSize);
    this.analyser.getFloatTimeDomainData(samples);
    let sum = 0;
    for (const sample of samples) sum += sample * sample;
    const decibels = 10 * Math.log10(sum / samples.length + 1e-12);
    return Math.min(1, Math.max(0, (decibels + 60) / 60));
  }

  /** A muted microphone sends silence: the conversation goes on. */
  mute(on: boolean): void {
    this.node.port.postMessage({ type: "mute", on });
  }

  async resume(): Promise<void> {
    if (this.context.state !== "closed") await this.context.resume();
  }

  async close(): Promise<void> {
    this.node.port.postMessage({ type: "close" });
    this.stream.getTracks().forEach((track) => track.stop());
    if (this.context.state !== "closed") await this.context.close();
  }
}

/** Firefox lets no microphone into a context of another rate; the worklet then changes the rate. */
function connected(stream: MediaStream) {
  const wanted = new AudioContext({ sampleRate: 16_000, latencyHint: "interactive" });
  try {
    return { context: wanted, source: wanted.createMediaStreamSource(stream) };
  } catch {
    void wanted.close();
    const context = new AudioContext({ latencyHint: "interactive" });
    return { context, source: context.createMediaStreamSource(stream) };
  }
}
