import { expect, test } from "vitest";
import { thisWeek } from "./data";

test("a week begins on Monday", () => {
  const wednesday = new Date(2026, 10, 25, 12);
  const days = [new Date(2026, 10, 23, 0, 1), new Date(2026, 10, 22, 23, 59), new Date(2026, 10, 25)];
  expect(thisWeek(days.map((day) => day.toISOString()), wednesday)).toBe(2);
  const sunday = new Date(2026, 10, 29, 12);
  expect(thisWeek(days.map((day) => day.toISOString()), sunday)).toBe(2);
});
