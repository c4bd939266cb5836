// Holds one turn of an interview with @openai/agents, as it comes, and prints what it kept.
//
//   node interview.js URL RECORDING PACE < TOKEN
//
// RECORDING is raw 24 kHz PCM16; PACE is how many times real time it is sent. Prints one JSON
// object: history (session.history), errors, audio_bytes (of replies), events (their types).

import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { OpenAIRealtimeWebSocket, RealtimeAgent, RealtimeSession } from '@openai/agents/realtime';

const [url, recording, pace] = process.argv.slice(2);
const apiKey = readFileSync(0, 'utf8').trim();
const FRAME_MS = 20;
const FRAME_BYTES = 24 * FRAME_MS * 2;

const transport = new OpenAIRealtimeWebSocket({ url });
const agent = new RealtimeAgent({ name: 'Interview', instructions: 'Be somebody else.' });
const session = new RealtimeSession(agent, { transport });

const errors = [];
const events = {};
const waiting = [];
let audioBytes = 0;

session.on('error', (error) => errors.push(String(error?.error?.message ?? error?.error ?? error)));
session.on('audio', (event) => (audioBytes += event.data.byteLength));
session.on('transport_event', (event) => {
  events[event.type] = (events[event.type] ?? 0) + 1;
  for (const check of [...waiting]) check();
});

function received(type, count) {
  return new Promise((resolve) => {
    const check = () => {
      if ((events[type] ?? 0) < count) return;
      waiting.splice(waiting.indexOf(check), 1);
      resolve();
    };
    waiting.push(check);
    check();
  });
}

async function speak(pcm) {
  const began = performance.now();
  for (let at = 0, frame = 0; at < pcm.length; at += FRAME_BYTES, frame += 1) {
    const early = began + (frame * FRAME_MS) / pace - performance.now();
    if (early > 0) await sleep(early);
    const part = pcm.subarray(at, at + FRAME_BYTES);
    session.sendAudio(part.buffer.slice(part.byteOffset, part.byteOffset + part.byteLength));
  }
}

await session.connect({ apiKey });
await received('response.done', 1);
await speak(readFileSync(recording));
await received('conversation.item.input_audio_transcription.completed', 1);
await received('response.done', 2);
await received('conversation.item.retrieved', 1);
// One turn of the loop, in which the session takes in what it has just been told.
await sleep(0);
const { history } = session;
session.close();
console.log(JSON.stringify({ history, errors, events, audio_bytes: audioBytes }));
