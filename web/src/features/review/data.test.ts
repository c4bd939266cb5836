import { expect, test } from "vitest";
import { type Scorecard, nextWait, quotesOf, seconds } from "./data";

test("asking again grows rarer, up to a limit", () => {
  const waits = [1000];
  for (let tries = 0; tries < 20; tries++) waits.push(nextWait(waits.at(-1) ?? 0));
  expect(waits).toEqual(waits.toSorted((one, other) => one - other));
  expect(waits.at(-1)).toBe(15_000);
});

test("a stretch that several scores quote is marked once", () => {
  const evidence = { turn_id: "t", quote: "so", why: "", start_s: 1, end_s: 2 };
  const card = {
    answers: [
      {
        scores: [{ evidence: [evidence] }, { evidence: [evidence, { ...evidence, start_s: null, end_s: null }] }],
        notes: [{ turn_id: "t", start_s: 4, end_s: 5 }, { turn_id: "other", start_s: 7, end_s: 8 }],
      },
    ],
  } as unknown as Scorecard;
  expect(quotesOf(card, "t")).toEqual([
    { start_s: 1, end_s: 2 },
    { start_s: 4, end_s: 5 },
  ]);
  expect(quotesOf(undefined, "t")).toEqual([]);
});

test("seconds are told as minutes", () => {
  expect([seconds(4.4), seconds(65)]).toEqual(["0:04", "1:05"]);
});
