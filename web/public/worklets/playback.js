/**
 * The interviewer's voice: a queue of PCM16 by response, begun once enough is there, faded out at
 * once when it is interrupted, and honest about what was really played.
 *
 * In:  {type: "push", number, pcm}   samples of response `number`
 *      {type: "end", number}         no more will come: play out what is there, however short
 *      {type: "flush", number?}      drop everything (or everything up to that response)
 *      {type: "hold", on}            stand still without dropping anything
 * Out: {type: "played", number, samples, at}   about ten times a second, and at each end
 *      {type: "state", playing}
 *      {type: "underrun", ms}        the loudspeaker ran dry in the middle of a response, for so long
 *      {type: "flushed", number, samples}
 */
const FADE_S = 0.008;
const START_S = 0.07;
const REPORT_S = 0.1;

class Playback extends AudioWorkletProcessor {
  constructor() {
    super();
    this.queue = []; // {number, parts: Float32Array[], at, ended}
    this.played = 0;
    this.started = false;
    this.held = false;
    this.gain = 1;
    this.fading = null;
    this.sinceReport = 0;
    this.dryAt = null; // the frame at which a response ran dry
    this.playing = false;
    this.open = true;
    this.port.onmessage = ({ data }) => this.told(data);
  }

  told(data) {
    if (data.type === "push") {
      const pcm = new Int16Array(data.pcm);
      const samples = new Float32Array(pcm.length);
      for (let i = 0; i < pcm.length; i++) samples[i] = pcm[i] / 32768;
      let last = this.queue[this.queue.length - 1];
      if (!last || last.number !== data.number) {
        last = { number: data.number, parts: [], at: 0, ended: false };
        this.queue.push(last);
      }
      last.parts.push(samples);
    } else if (data.type === "end") {
      const found = this.queue.find((each) => each.number === data.number);
      if (found) found.ended = true;
      else this.queue.push({ number: data.number, parts: [], at: 0, ended: true });
    } else if (data.type === "flush") {
      this.fading = { upTo: data.number === undefined ? Infinity : data.number };
      if (!this.playing) this.flush();
    } else if (data.type === "hold") {
      this.held = data.on;
    } else if (data.type === "close") {
      this.open = false;
    }
  }

  flush() {
    const upTo = this.fading.upTo;
    const current = this.queue[0];
    this.fading = null;
    this.queue = this.queue.filter((each) => each.number > upTo);
    if (current && current.number <= upTo) {
      this.port.postMessage({ type: "flushed", number: current.number, samples: this.played });
      this.played = 0;
      this.started = false;
      this.dryAt = null;
    }
    this.say(false);
  }

  waiting(entry) {
    return entry.parts.reduce((sum, part) => sum + part.length, 0) - entry.at;
  }

  process(_inputs, outputs) {
    const output = outputs[0][0];
    if (!output) return this.open;
    const step = 1 / (FADE_S * sampleRate);
    for (let i = 0; i < output.length; i++) {
      const quiet = this.held || this.fading !== null;
      this.gain = quiet ? Math.max(0, this.gain - step) : Math.min(1, this.gain + step);
      if (quiet && this.gain === 0) {
        output[i] = 0;
        continue;
      }
      output[i] = this.next() * this.gain;
    }
    if (this.fading !== null && (this.gain === 0 || !this.playing)) this.flush();
    else if (this.held && this.gain === 0) this.say(false);
    this.report(output.length);
    return this.open;
  }

  next() {
    const entry = this.queue[0];
    if (!entry) {
      this.say(false);
      return 0;
    }
    if (!this.started) {
      if (!entry.ended && this.waiting(entry) < START_S * sampleRate) return 0;
      this.started = true;
      this.wet(entry);
    }
    while (entry.parts.length && entry.at >= entry.parts[0].length) {
      entry.at -= entry.parts.shift().length;
    }
    const part = entry.parts[0];
    if (part) {
      this.say(true);
      this.played++;
      return part[entry.at++];
    }
    if (entry.ended) this.finish(entry);
    else {
      this.started = false;
      this.dryAt ??= currentFrame;
    }
    return 0;
  }

  /** There is something to play again. Where it was only the end that came late, nothing was
   * missing. */
  wet(entry) {
    if (this.dryAt !== null && this.waiting(entry) > 0) {
      const ms = (1000 * (currentFrame - this.dryAt)) / sampleRate;
      this.port.postMessage({ type: "underrun", ms });
    }
    this.dryAt = null;
  }

  finish(entry) {
    this.queue.shift();
    this.port.postMessage({ type: "played", number: entry.number, samples: this.played, end: true });
    this.played = 0;
    this.started = false;
    this.sinceReport = 0;
  }

  say(playing) {
    if (playing === this.playing) return;
    this.playing = playing;
    this.port.postMessage({ type: "state", playing });
  }

  report(count) {
    this.sinceReport += count;
    if (!this.playing || this.sinceReport < REPORT_S * sampleRate) return;
    this.sinceReport = 0;
    this.port.postMessage({ type: "played", number: this.queue[0]?.number, samples: this.played });
  }
}

registerProcessor("ihr-playback", Playback);
