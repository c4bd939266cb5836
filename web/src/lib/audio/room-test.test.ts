import { expect, test } from "vitest";
import { levelDb, verdict } from "./room-test";

test.each([
  [-70, -60, "good"],
  [-30, -30, "noisy"],
  [-70, -25, "echo"],
] as const)("%d dB quiet and %d dB with sound is %s", (quiet, sounding, expected) => {
  expect(verdict(quiet, sounding)).toBe(expected);
});

test("a full-scale square is 0 dBFS, silence is far below", () => {
  expect(levelDb(new Float32Array([1, -1, 1, -1]))).toBeCloseTo(0);
  expect(levelDb(new Float32Array(8))).toBeLessThan(-100);
});
