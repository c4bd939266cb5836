import type { components } from "@/lib/api/schema";

export type Scorecard = components["schemas"]["ScorecardView"];

export interface Valued {
  value: number;
  interval: { low: number; high: number };
}

export interface Pair {
  label: string;
  first: Valued | null;
  second: Valued | null;
  /** The second minus the first; null where they can't be compared. */
  difference: { by: number; real: boolean } | null;
}

/** Scores by two hands, or by two versions of one, aren't on the same scale. */
export const sameScorer = (first: Scorecard, second: Scorecard): boolean =>
  first.engine === second.engine && first.version === second.version;

/** Score by score, the overall before all else; what neither has is left out. */
export function paired(first: Scorecard, second: Scorecard, overall: string): Pair[] {
  const same = sameScorer(first, second);
  const parts = (card: Scorecard) => [...(card.overall?.made_of ?? [])].sort().join();
  const labels = new Map([...first.metrics, ...second.metrics].map((each) => [each.metric, each.label]));
  const of = (card: Scorecard, metric: string) => valued(card.metrics.find((each) => each.metric === metric));
  const pairs = [
    pair(overall, valued(first.overall), valued(second.overall), same && parts(first) === parts(second)),
    ...[...labels].map(([metric, label]) => pair(label, of(first, metric), of(second, metric), same)),
  ];
  return pairs.filter((each) => each.first || each.second);
}

function pair(label: string, first: Valued | null, second: Valued | null, comparable: boolean): Pair {
  const both = comparable && first && second;
  return { label, first, second, difference: both ? difference(first, second) : null };
}

/** Real where zero is outside the interval that the doubt of both gives the difference (Jacobson
 * & Truax 1991). Of each score the wider half counts: at the end of the scale the other is cut. */
export function difference(first: Valued, second: Valued): { by: number; real: boolean } {
  const by = second.value - first.value;
  return { by, real: Math.abs(by) > Math.hypot(doubt(first), doubt(second)) };
}

const doubt = ({ value, interval }: Valued) => Math.max(value - interval.low, interval.high - value);

function valued(score: { value: number | null; interval: Valued["interval"] | null } | null | undefined): Valued | null {
  if (score?.value == null || !score.interval) return null;
  return { value: score.value, interval: score.interval };
}
