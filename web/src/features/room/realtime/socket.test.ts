import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { KEPT_BYTES, RoomSocket } from "./socket";

/** A line that a test opens and cuts. */
class Line {
  static readonly OPEN = 1;
  static all: Line[] = [];
  readyState = 0;
  bufferedAmount = 0;
  sent: (string | ArrayBuffer)[] = [];
  onopen?: () => void;
  onclose?: (event: { code: number }) => void;
  onmessage?: (event: { data: string }) => void;
  constructor(readonly url: URL) {
    Line.all.push(this);
  }
  send(data: string | ArrayBuffer) {
    this.sent.push(data);
  }
  close() {
    this.readyState = 3;
  }
  up() {
    this.readyState = 1;
    this.onopen?.();
  }
  cut(code = 1006) {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

const frame = (bytes: number) => new ArrayBuffer(bytes);
const nothing = () => undefined;
let told: string[];
let socket: RoomSocket;

beforeEach(async () => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", Line);
  Line.all = [];
  told = [];
  socket = new RoomSocket("i", async () => "ticket", {
    event: nothing,
    audio: nothing,
    open: () => {
      told.push("open");
      socket.send({ type: "session.update", session: { type: "realtime" } });
    },
    lost: () => told.push("lost"),
    replaced: () => told.push("replaced"),
    refused: nothing,
  });
  await socket.connect();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const last = () => Line.all.at(-1) as Line;

async function comeBack() {
  await vi.advanceTimersByTimeAsync(10_000);
  last().up();
}

test("what is said before the first connection goes to nobody", () => {
  socket.sendAudio(frame(640));
  last().up();
  expect(last().sent).toHaveLength(1);
});

test("what is said while the line is cut follows in order, after the session", async () => {
  last().up();
  socket.sendAudio(frame(2));
  last().cut();
  socket.sendAudio(frame(4));
  socket.sendAudio(frame(6));
  socket.send({ type: "interview.answer.done" });
  await comeBack();
  const [session, done, ...audio] = last().sent;
  expect(JSON.parse(String(session)).type).toBe("session.update");
  expect(JSON.parse(String(done)).type).toBe("interview.answer.done");
  expect(audio.map((each) => (each as ArrayBuffer).byteLength)).toEqual([4, 6]);
  expect(told).toEqual(["open", "lost", "open"]);
});

test("of a long absence the end is kept", async () => {
  last().up();
  last().cut();
  for (let second = 0; second < 30; second++) socket.sendAudio(frame(32_000));
  await comeBack();
  const bytes = last()
    .sent.slice(1)
    .reduce((sum, each) => sum + (each as ArrayBuffer).byteLength, 0);
  expect(bytes).toBe(KEPT_BYTES);
});

test("without a network the line is given up at once, and one that comes late is ignored", async () => {
  const first = last();
  first.up();
  first.onmessage?.({ data: JSON.stringify({ event_id: "a" }) });
  socket.drop();
  first.onmessage?.({ data: JSON.stringify({ event_id: "b" }) });
  first.cut(4001);
  expect(told).toEqual(["open", "lost"]);
  await comeBack();
  expect(last().url.searchParams.get("last_event_id")).toBe("a");
  expect(told).toEqual(["open", "lost", "open"]);
});
