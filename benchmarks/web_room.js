// A microphone that says recordings, and stopwatches for what the room makes of them. Nothing here
// may keep the page's thread busy: that is one of the things that are measured.
(() => {
  const LOOK_MS = 20;
  const GAP_MS = 300;
  const clips = new Map();
  let line = null;
  let playing = false;
  let event_ms = null;
  let voice_ms = null;
  let waiting = [];
  let sound_ms = 0; // when sound last came over the socket, and the time before that
  let before_ms = 0;
  let said = "";
  const seen = { delays_ms: [], tasks_ms: [], silences: [], underruns: [], spoke: 0, played_ms: 0 };

  navigator.mediaDevices.getUserMedia = async () => {
    const context = new AudioContext({ sampleRate: 48000 });
    await context.resume();
    const microphone = context.createMediaStreamDestination();
    // A stream without a source isn't sent: silence is a signal too.
    const hum = context.createConstantSource();
    hum.offset.value = 0;
    hum.connect(microphone);
    hum.start();
    line = { context, microphone };
    return microphone.stream;
  };

  // The interviewer is interrupted by the first event that says so while the loudspeaker speaks.
  window.WebSocket = class extends WebSocket {
    constructor(...where) {
      super(...where);
      this.addEventListener("message", ({ data }) => {
        if (typeof data !== "string") arrived();
        else if (data.includes('"response.created"')) said = "";
        else if (data.includes("transcript.delta")) said += JSON.parse(data).delta;
        if (typeof data === "string" && playing && event_ms === null) interrupted(JSON.parse(data));
      });
    }
  };

  // Where the loudspeaker ran dry, this tells whether there was anything to play.
  function arrived() {
    const now = performance.now();
    if (now - sound_ms > GAP_MS) before_ms = sound_ms;
    sound_ms = now;
  }

  function ranDry(ms) {
    const gap_ms = performance.now() - before_ms;
    seen.underruns.push({ ms, nothing_sent: gap_ms > ms && gap_ms < ms + 1000, after: said });
  }

  function interrupted(event) {
    const held = event.type === "interview.notice" && event.code === "hold_playback";
    const cancelled = event.type === "response.done" && event.response.status === "cancelled";
    if (held || cancelled) event_ms = performance.now();
  }

  window.AudioWorkletNode = class extends AudioWorkletNode {
    constructor(context, name, options) {
      super(context, name, options);
      if (name !== "ihr-playback") return;
      seen.output_latency_ms = () => 1000 * (context.outputLatency ?? 0);
      this.port.addEventListener("message", ({ data }) => {
        if (data.type === "state") stateIs(data.playing);
        if (data.type === "underrun") ranDry(data.ms);
      });
    }
  };

  let since_ms = 0;
  function stateIs(on) {
    playing = on;
    const now = performance.now();
    if (on) {
      since_ms = now;
      seen.spoke += 1;
      for (const tell of waiting.splice(0)) tell(true);
      return;
    }
    seen.played_ms += now - since_ms;
    if (event_ms === null) return;
    seen.silences.push({
      event_ms: now - event_ms,
      voice_ms: voice_ms === null ? null : now - voice_ms,
    });
    event_ms = null;
    voice_ms = null;
  }

  const until = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

  window.__room = {
    /** Decode the recordings beforehand: {name: base64}. */
    async load(all) {
      while (line === null) await until(LOOK_MS);
      for (const [name, { wav, voiced_s }] of Object.entries(all)) {
        const bytes = Uint8Array.from(atob(wav), (letter) => letter.charCodeAt(0));
        clips.set(name, { sound: await line.context.decodeAudioData(bytes.buffer), voiced_s });
      }
    },

    /** Watch the page's thread from now on. */
    watch() {
      new PerformanceObserver((list) => {
        for (const task of list.getEntries()) seen.tasks_ms.push(task.duration);
      }).observe({ type: "longtask" });
      let due = performance.now() + LOOK_MS;
      const look = () => {
        const now = performance.now();
        seen.delays_ms.push(Math.max(0, now - due));
        due = now + LOOK_MS;
        setTimeout(look, LOOK_MS);
      };
      setTimeout(look, LOOK_MS);
    },

    /** Say a recording to its end. */
    async say(name) {
      const { sound, voiced_s } = clips.get(name);
      const source = line.context.createBufferSource();
      source.buffer = sound;
      source.connect(line.microphone);
      voice_ms = performance.now() + 1000 * voiced_s;
      source.start();
      await new Promise((resolve) => source.addEventListener("ended", resolve));
    },

    /** Whether the interviewer begins to speak within so long. */
    reply(patience_ms) {
      if (playing) return Promise.resolve(true);
      return Promise.race([
        new Promise((resolve) => waiting.push(resolve)),
        until(patience_ms).then(() => false),
      ]);
    },

    until,
    seen: () => ({ ...seen, output_latency_ms: seen.output_latency_ms?.() ?? null }),
  };
})();
