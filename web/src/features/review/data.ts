import useSWR from "swr";
import { get } from "@/lib/api/client";
import type { components } from "@/lib/api/schema";

export type Interview = components["schemas"]["InterviewWithTurns"];
export type Turn = Interview["turns"][number];
export type Scorecard = components["schemas"]["ScorecardView"];
export type Metric = Scorecard["metrics"][number];
export type Evidence = Metric["evidence"][number];
export type Answer = Scorecard["answers"][number];
export type Confidence = Scorecard["confidence"];

const UNFINISHED = new Set(["pending", "running", "basic"]);

export function useInterview(id: string) {
  return useSWR<Interview>(id && ["interview", id], () =>
    get<Interview>(`/interviews/${id}`, { details: true }),
  );
}

/** The scorecard, asked for again while it is being made. */
export function useScorecard(id: string, completed: boolean) {
  return useSWR<Scorecard>(
    id && completed && ["scorecard", id],
    () => get<Scorecard>("/feedback/scorecard", { interview_id: id }),
    { refreshInterval: (card) => (card && !UNFINISHED.has(card.status) ? 0 : 2000) },
  );
}

export function score(value: number): string {
  return value.toFixed(1);
}

export function seconds(value: number): string {
  const whole = Math.round(value);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
