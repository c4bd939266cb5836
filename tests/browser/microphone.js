// A microphone that says what the test gives it, and an ear at the loudspeaker.
(() => {
  let line = null;
  navigator.mediaDevices.getUserMedia = async () => {
    if (window.__refused) throw new DOMException("Refused by the test", "NotAllowedError");
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
  window.__say = async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const sound = await line.context.decodeAudioData(bytes.buffer);
    const source = line.context.createBufferSource();
    source.buffer = sound;
    source.connect(line.microphone);
    source.start();
    await new Promise((resolve) => source.addEventListener("ended", resolve));
  };
  // A pulled plug: stopping a track oneself doesn't tell of it.
  window.__unplug = () =>
    line.microphone.stream.getTracks().forEach((track) => track.dispatchEvent(new Event("ended")));
  window.__heard = [];
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (target, ...rest) {
    if (target instanceof AudioDestinationNode && this.context.sampleRate === 24000) {
      const ear = this.context.createScriptProcessor(4096, 1, 1);
      ear.onaudioprocess = ({ inputBuffer }) =>
        window.__heard.push(Array.from(inputBuffer.getChannelData(0), (x) => Math.round(x * 32767)));
      connect.call(this, ear);
      connect.call(ear, target);
    }
    return connect.call(this, target, ...rest);
  };
})();
