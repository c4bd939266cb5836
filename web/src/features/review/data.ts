import { useRef } from "react";
import useSWR from "swr";
import { get, patch, post } from "@/lib/api/client";
import type { components } from "@/lib/api/schema";

export type Interview = components["schemas"]["InterviewWithTurns"];
export type Turn = Interview["turns"][number];
export type Scorecard = components["schemas"]["ScorecardView"];
export type Metric = Scorecard["metrics"][number];
export type Evidence = Metric["evidence"][number];
export type Answer = Scorecard["answers"][number];
export type Confidence = Scorecard["confidence"];
export type Retries = components["schemas"]["RetriesView"];

const UNFINISHED = new Set(["pending", "running", "basic"]);
/** The rules take seconds, a language model minutes: asked often at first, then less and less. */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;

export function useInterview(id: string) {
  return useSWR<Interview>(id && ["interview", id], () =>
    get<Interview>(`/interviews/${id}`, { details: true }),
  );
}

/** The scorecard, asked for again while it is being made. */
export function useScorecard(id: string, completed: boolean) {
  const wait = useRef(FIRST_WAIT_MS);
  return useSWR<Scorecard>(
    id && completed && ["scorecard", id],
    () => get<Scorecard>("/feedback/scorecard", { interview_id: id }),
    {
      refreshInterval: (card) => {
        if (card && !UNFINISHED.has(card.status)) {
          wait.current = FIRST_WAIT_MS;
          return 0;
        }
        wait.current = nextWait(wait.current);
        return wait.current;
      },
    },
  );
}

export function nextWait(waitMs: number): number {
  return Math.min(LONGEST_WAIT_MS, waitMs * 1.3);
}

export function useRetries(id: string, position: number) {
  return useSWR<Retries>(["retries", id, position], () =>
    get<Retries>("/feedback/retries", { interview_id: id, position }),
  );
}

export const makeAgain = (id: string) => post(`/feedback/scorecard/again?interview_id=${id}`);

export const correct = (id: string, turnId: string, correction: string | null) =>
  patch<Turn>(`/interviews/${id}/turns/${turnId}`, { correction });

export async function retry(id: string, position: number, question: "same" | "sibling"): Promise<string> {
  return (await post<{ id: string }>(`/interviews/${id}/retry`, { position, question })).id;
}

/** Where scores and notes quote an answer, in its own sound. */
export function quotesOf(card: Scorecard | undefined, turnId: string): { start_s: number; end_s: number }[] {
  const told = (card?.answers ?? []).flatMap((answer) => [
    ...answer.scores.flatMap((score) => score.evidence),
    ...answer.notes,
  ]);
  const found = told.flatMap(({ turn_id, start_s, end_s }) =>
    turn_id === turnId && start_s !== null && end_s !== null ? [{ start_s, end_s }] : [],
  );
  return found.filter((each, at) => found.findIndex((other) => other.start_s === each.start_s) === at);
}

export function score(value: number): string {
  return value.toFixed(1);
}

export function seconds(value: number): string {
  const whole = Math.round(value);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
