import { expect, test } from "vitest";
import { countedIn, thisWeek } from "./data";
import { beginning } from "./stories";

test("a week begins on Monday", () => {
  const wednesday = new Date(2026, 10, 25, 12);
  const days = [new Date(2026, 10, 23, 0, 1), new Date(2026, 10, 22, 23, 59), new Date(2026, 10, 25)];
  expect(thisWeek(days.map((day) => day.toISOString()), wednesday)).toBe(2);
  const sunday = new Date(2026, 10, 29, 12);
  expect(thisWeek(days.map((day) => day.toISOString()), sunday)).toBe(2);
});

test("what was held is counted", () => {
  const held = [
    { answered: 3, duration_s: 400 },
    { answered: 0, duration_s: null },
    { answered: 2, duration_s: 230 },
  ];
  expect(countedIn(held)).toEqual({ interviews: 3, answers: 5, minutes: 11 });
  expect(countedIn([])).toEqual({ interviews: 0, answers: 0, minutes: 0 });
});

test("a text is shortened between words", () => {
  expect(beginning("one two three", 8)).toBe("one two …");
  expect(beginning("one two", 8)).toBe("one two");
});
