export interface PlaybackEvents {
  /** The loudspeaker began or stopped. */
  playing: (on: boolean) => void;
  /** So many samples of a response have really been played. */
  played: (number: number, samples: number, end: boolean) => void;
  /** It ran dry in the middle of a response, for so many milliseconds, and goes on. */
  underrun: (ms: number) => void;
}

type Message =
  | { type: "played"; number: number; samples: number; end?: boolean }
  | { type: "state"; playing: boolean }
  | { type: "flushed"; number: number; samples: number }
  | { type: "underrun"; ms: number };

const RATE_HZ = 24_000;

/** The interviewer's voice: 24 kHz PCM16, by response. */
export class Playback {
  private readonly output: GainNode;

  private constructor(
    readonly context: AudioContext,
    private readonly node: AudioWorkletNode,
  ) {
    this.output = context.createGain();
    node.connect(this.output).connect(context.destination);
  }

  static async open(on: PlaybackEvents): Promise<Playback> {
    const context = new AudioContext({ sampleRate: RATE_HZ, latencyHint: "interactive" });
    await context.audioWorklet.addModule("/worklets/playback.js");
    const node = new AudioWorkletNode(context, "ihr-playback", {
      numberOfInputs: 0,
      outputChannelCount: [1],
    });
    node.port.onmessage = ({ data }: MessageEvent<Message>) => {
      if (data.type === "state") on.playing(data.playing);
      else if (data.type === "underrun") on.underrun(data.ms);
      else on.played(data.number, data.samples, data.type === "flushed" || data.end === true);
    };
    return new Playback(context, node);
  }

  /** Browsers start silent until the person has done something: whether sound may come now. */
  get allowed(): boolean {
    return this.context.state === "running";
  }

  async resume(): Promise<void> {
    if (this.context.state !== "closed") await this.context.resume();
  }

  push(number: number, pcm: ArrayBuffer): void {
    this.node.port.postMessage({ type: "push", number, pcm }, [pcm]);
  }

  /** No more of this response will come. */
  end(number: number): void {
    this.node.port.postMessage({ type: "end", number });
  }

  /** Drop what is left of the responses up to this one, at once. */
  flush(number?: number): void {
    this.node.port.postMessage({ type: "flush", ...(number === undefined ? {} : { number }) });
  }

  hold(on: boolean): void {
    this.node.port.postMessage({ type: "hold", on });
  }

  volume(value: number): void {
    this.output.gain.value = value;
  }

  async close(): Promise<void> {
    this.node.port.postMessage({ type: "close" });
    if (this.context.state !== "closed") await this.context.close();
  }
}
