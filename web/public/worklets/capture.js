/**
 * Microphone to 20 ms of PCM16 at 16 kHz, whatever the context's own rate is. Not every browser lets
 * a microphone into a context of another rate, so the rate is changed here where it has to be: a
 * windowed sinc (Hann, 32 taps at the lower rate), read from a table of 256 phases.
 */
const RATE_HZ = 16000;
const FRAME = 320;
const HALF_TAPS = 16;
const PHASES = 256;

class Capture extends AudioWorkletProcessor {
  constructor() {
    super();
    this.step = sampleRate / RATE_HZ;
    this.frame = new Int16Array(FRAME);
    this.filled = 0;
    this.muted = false;
    this.open = true;
    if (this.step !== 1) this.prepare();
    this.port.onmessage = ({ data }) => {
      if (data.type === "mute") this.muted = data.on;
      if (data.type === "close") this.open = false;
    };
  }

  prepare() {
    const cutoff = Math.min(1, 1 / this.step);
    this.half = Math.ceil(HALF_TAPS / cutoff);
    this.table = new Float32Array((PHASES + 1) * 2 * this.half);
    for (let phase = 0; phase <= PHASES; phase++) {
      for (let tap = 0; tap < 2 * this.half; tap++) {
        const x = tap - this.half + 1 - phase / PHASES;
        const window = 0.5 + 0.5 * Math.cos((Math.PI * x) / this.half);
        const angle = Math.PI * x * cutoff;
        const sinc = Math.abs(angle) < 1e-6 ? 1 : Math.sin(angle) / angle;
        this.table[phase * 2 * this.half + tap] = cutoff * sinc * Math.max(0, window);
      }
    }
    // Twice as long, so that the newest stretch always lies in one piece.
    this.history = new Float32Array(4096);
    this.end = 2 * this.half;
    this.next = this.half;
  }

  process(inputs) {
    const channel = inputs[0] && inputs[0][0];
    if (channel) {
      if (this.step === 1) for (let i = 0; i < channel.length; i++) this.emit(channel[i]);
      else this.resample(channel);
    }
    return this.open;
  }

  resample(channel) {
    if (this.end + channel.length > this.history.length) {
      const keep = Math.floor(this.next) - this.half;
      this.history.copyWithin(0, keep, this.end);
      this.end -= keep;
      this.next -= keep;
    }
    this.history.set(channel, this.end);
    this.end += channel.length;
    const taps = 2 * this.half;
    while (this.next + this.half < this.end) {
      const at = Math.floor(this.next);
      const row = Math.round((this.next - at) * PHASES) * taps;
      const first = at - this.half + 1;
      let sum = 0;
      for (let tap = 0; tap < taps; tap++) sum += this.history[first + tap] * this.table[row + tap];
      this.emit(sum);
      this.next += this.step;
    }
  }

  emit(value) {
    const sample = this.muted ? 0 : Math.max(-1, Math.min(1, value));
    this.frame[this.filled++] = sample < 0 ? sample * 32768 : sample * 32767;
    if (this.filled === FRAME) {
      const pcm = this.frame.slice().buffer;
      this.port.postMessage(pcm, [pcm]);
      this.filled = 0;
    }
  }
}

registerProcessor("ihr-capture", Capture);
