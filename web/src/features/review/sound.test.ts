import { expect, test } from "vitest";
import { peaksOf } from "./sound";

test("a peak is the loudest of its stretch, against the loudest of all", () => {
  expect(peaksOf(new Float32Array([0.1, -0.5, 0.25, 0]), 2)).toEqual([1, 0.5]);
});

test("silence is flat, and a short sound has as many peaks as samples", () => {
  expect(peaksOf(new Float32Array(8), 4)).toEqual([0, 0, 0, 0]);
  expect(peaksOf(new Float32Array([1, 1, 1]), 200)).toHaveLength(3);
  expect(peaksOf(new Float32Array(), 200)).toEqual([]);
});
