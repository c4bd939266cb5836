import { expect, test } from "vitest";
import type { Turn } from "./data";
import { deliveryOf, paceOver } from "./delivery-data";

const spoken = (count: number, everyS: number) =>
  Array.from({ length: count }, (_, at) => ({ start_s: at * everyS, end_s: at * everyS + everyS / 2 }));

test("two words a second are 120 a minute all the way", () => {
  const points = paceOver(spoken(60, 0.5));
  expect(points.length).toBe(10);
  expect(points.every((point) => point.wpm === 120)).toBe(true);
  expect(points[0]?.atS).toBe(5);
});

test("a short answer has no course", () => {
  expect(paceOver(spoken(10, 0.5))).toEqual([]);
  expect(paceOver([])).toEqual([]);
});

const turn = (features: object | null) =>
  ({ id: "t", speaker: "candidate", typed: false, question: 1, features }) as unknown as Turn;

test("what was measured is read, and what wasn't stays empty", () => {
  const found = deliveryOf(
    turn({
      words_per_minute: 141.5,
      pauses: { share: 0.2, longest_s: 1.5, all: [{ start_s: 1, end_s: 2.5, place: "between" }] },
      fillers: { um: null, like: 2, you_know: 1, likes: 9 },
      pitch: null,
      missing: { pitch: "The room was too loud for the microphone." },
    }),
  );
  expect(found).toMatchObject({ pace: 141.5, pauseShare: 0.2, longestPause: 1.5, pitchRange: null, fillers: 3 });
  expect(found?.pauses).toHaveLength(1);
  expect(found?.missing).toEqual(["The room was too loud for the microphone."]);
});

test("nobody's delivery is told of what was typed or not measured", () => {
  expect(deliveryOf(turn(null))).toBeNull();
  expect(deliveryOf({ ...turn({}), typed: true })).toBeNull();
  expect(deliveryOf({ ...turn({}), speaker: "interviewer" })).toBeNull();
});
