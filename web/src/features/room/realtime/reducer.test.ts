import { describe, expect, test } from "vitest";
import type { ServerEvent } from "@/lib/api/events";
import { roomReducer } from "./reducer";
import { type RoomState, activityOf, emptyRoom } from "./state";

let number = 0;

/** An event as it comes off the wire; what a case doesn't look at may be missing. */
function event(type: ServerEvent["type"], fields: object = {}): ServerEvent {
  number += 1;
  return { type, event_id: `event_${String(number).padStart(8, "0")}`, ...fields } as ServerEvent;
}

function after(events: ServerEvent[], from: RoomState = { ...emptyRoom, connection: "open" }) {
  return events.reduce((room, each) => roomReducer(room, { type: "server", event: each }), from);
}

const created = (id: string, n: number) => event("response.created", { response: { id, number: n } });
const added = (response_id: string, id: string) =>
  event("response.output_item.added", { response_id, item: { id } });
const spoken = (item_id: string, delta: string) =>
  event("response.output_audio_transcript.delta", { item_id, delta });
const done = (id: string, status = "completed") => event("response.done", { response: { id, status } });
const caption = (item_id: string, delta: string) =>
  event("conversation.item.input_audio_transcription.delta", { item_id, delta });
const final = (item_id: string, transcript: string) =>
  event("conversation.item.input_audio_transcription.completed", { item_id, transcript });

/** After the first words of the interviewer. */
const begun = after([created("r0", 0), done("r0")]);

describe("lines", () => {
  test("captions grow in grey and are replaced by the final words", () => {
    let room = after([caption("u1", "I led"), caption("u1", "the move")]);
    expect(room.lines).toMatchObject([{ role: "user", text: "I led the move", interim: true }]);
    room = after([final("u1", "I led the move to Postgres."), event("interview.turn.saved", { item_id: "u1" })], room);
    expect(room.lines).toMatchObject([
      { text: "I led the move to Postgres.", interim: false, saved: true },
    ]);
  });

  test("a turn that held no words leaves no line", () => {
    expect(after([caption("u1", "uh"), final("u1", "")]).lines).toEqual([]);
  });

  test("a reply that is interrupted stays, marked as cut", () => {
    const room = after([created("r1", 1), added("r1", "a1"), spoken("a1", "And how did"), done("r1", "cancelled")]);
    expect(room.lines).toMatchObject([{ role: "assistant", text: "And how did", cut: true, interim: false }]);
    expect(room.reply).toMatchObject({ sent: true, cancelled: true });
  });

  test("what was typed is there at once and isn't doubled", () => {
    const typed = roomReducer(emptyRoom, { type: "typed", id: "t1", text: "By a third." });
    const room = after([event("conversation.item.added", { item: { id: "t1" } }), event("interview.turn.saved", { item_id: "t1" })], typed);
    expect(room.lines).toMatchObject([{ id: "t1", text: "By a third.", typed: true, saved: true }]);
  });

  test("after a resync the server's story is the story", () => {
    const before = after([caption("u1", "half a sentence")]);
    const turns = [{ item_id: "a1", role: "assistant", text: "Hello.", cut: false }];
    const room = after([event("interview.resync", { turns, last_event_id: "" })], before);
    expect(room.lines).toMatchObject([{ id: "a1", text: "Hello.", saved: true }]);
    expect(room.connection).toBe("open");
  });
});

describe("what is going on", () => {
  test("the loudspeaker says who speaks, not what was sent", () => {
    const room = after([created("r1", 1), added("r1", "a1"), spoken("a1", "Hello."), done("r1")]);
    expect(activityOf(room, true)).toBe("speaking");
    expect(activityOf(room, false)).toBe("listening");
  });

  test("between the answer and the reply it thinks", () => {
    const room = after([
      event("input_audio_buffer.speech_started", { item_id: "u1" }),
      event("input_audio_buffer.committed", { item_id: "u1" }),
    ]);
    expect(activityOf(room, false)).toBe("thinking");
    expect(activityOf(after([created("r1", 1)], room), false)).toBe("thinking");
  });

  test("a voice is heard, also over a reply that stands still", () => {
    const room = after([event("input_audio_buffer.speech_started", { item_id: "u1" })], begun);
    expect(activityOf(room, false)).toBe("hearing");
    expect(activityOf(after([event("input_audio_buffer.cleared")], room), false)).toBe("listening");
  });

  test("a reply is held and goes on", () => {
    const notice = (code: string) =>
      event("interview.notice", { code, message: "", response_id: "r1" });
    const held = after([created("r1", 1), notice("hold_playback")]);
    expect(held.reply?.held).toBe(true);
    expect(after([notice("resume_playback")], held).reply?.held).toBe(false);
    expect(held.notice).toBeNull();
  });

  test("a broken connection is never called listening", () => {
    const lost = roomReducer(after([]), { type: "connection", connection: "reconnecting" });
    expect(activityOf(lost, false)).toBe("offline");
  });

  test("pausing, thinking and the end", () => {
    const notice = (code: string) => event("interview.notice", { code, message: "" });
    const paused = after([notice("paused")], begun);
    expect(activityOf({ ...emptyRoom, connection: "open" }, false)).toBe("thinking");
    expect(activityOf(paused, false)).toBe("paused");
    expect(activityOf(after([notice("resumed")], paused), false)).toBe("listening");
    expect(activityOf(roomReducer(paused, { type: "hold", on: true }), false)).toBe("paused");
    const over = after([event("interview.completed")]);
    expect(activityOf(over, true)).toBe("speaking");
    expect(activityOf(over, false)).toBe("completed");
  });
});

test("questions carry their limits and exhibits", () => {
  const room = after([
    event("interview.question", { index: 2, total: 5, competency: "Planning", kind: "follow_up", why: "No figure", time_limit_s: 90 }),
  ]);
  expect(room.question).toEqual({
    itemId: null, index: 2, total: 5, competency: "Planning", kind: "follow_up", why: "No figure",
    timeLimitS: 90, preparationS: null, exhibit: null,
  });
});

test("what is given up for a while is said, and that it is back", () => {
  const notice = (code: string, message: string) => event("interview.notice", { code, message });
  let room = after([notice("degraded", "Your words aren't shown while you speak.")], begun);
  expect(room.notice?.message).toBe("Your words aren't shown while you speak.");
  room = after([notice("restored", "Everything is as usual again.")], room);
  expect(room.notice?.message).toBe("Everything is as usual again.");
  expect(roomReducer(room, { type: "dismiss" }).notice).toBeNull();
});

test("an error is said and the interview goes on", () => {
  const room = after([event("error", { error: { message: "Nothing was heard." } })]);
  expect(room.error).toBe("Nothing was heard.");
  expect(roomReducer(room, { type: "dismiss" }).error).toBe("");
});

test("every event moves the place to come back to", () => {
  const last = event("interview.completed");
  expect(after([event("session.created", { session: {} }), last]).lastEventId).toBe(last.event_id);
});
