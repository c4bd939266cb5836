import { expect, test } from "vitest";
import { type Scorecard, difference, paired } from "./compare";

const valued = (value: number, low: number, high: number) => ({ value, interval: { low, high } });

function card(values: Record<string, ReturnType<typeof valued> | null>, version = "1"): Scorecard {
  const scored = Object.keys(values).filter((metric) => values[metric]);
  return {
    engine: "rules",
    version,
    overall: { ...valued(3, 2.5, 3.5), made_of: scored },
    metrics: Object.entries(values).map(([metric, each]) => ({
      metric,
      label: metric.toUpperCase(),
      value: each?.value ?? null,
      interval: each?.interval ?? null,
    })),
  } as unknown as Scorecard;
}

test("a difference is real beyond the doubt of both", () => {
  // 0.3 and 0.4 make 0.5 together.
  expect(difference(valued(2, 1.7, 2.3), valued(2.51, 2.11, 2.91)).real).toBe(true);
  expect(difference(valued(2, 1.7, 2.3), valued(2.49, 2.09, 2.89)).real).toBe(false);
  expect(difference(valued(4, 3.9, 4.1), valued(3, 2.9, 3.1))).toEqual({ by: -1, real: true });
});

test("an interval that the scale cuts doubts as far as its other half", () => {
  expect(difference(valued(5, 4, 5), valued(4.2, 4.1, 4.3)).real).toBe(false);
});

test("the overall comes first, and only what one of them has", () => {
  const first = card({ structure: valued(2, 1.9, 2.1), relevance: valued(3, 2, 4), depth: null });
  const second = card({ structure: valued(3, 2.9, 3.1), relevance: null, depth: null });
  const found = paired(first, second, "Overall");
  expect(found.map((each) => each.label)).toEqual(["Overall", "STRUCTURE", "RELEVANCE"]);
  // The overall is the mean of other scores here than there.
  expect(found.map((each) => each.difference?.real ?? null)).toEqual([null, true, null]);
});

test("scores of another version aren't compared", () => {
  const first = card({ structure: valued(2, 1.9, 2.1) });
  const second = card({ structure: valued(4, 3.9, 4.1) }, "2");
  const found = paired(first, second, "Overall");
  expect(found).toHaveLength(2);
  expect(found.every((each) => each.difference === null)).toBe(true);
});
