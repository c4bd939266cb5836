import type { Turn } from "./data";
import type { Stretch } from "./waveform";

/** How one answer was spoken; null is what couldn't be measured. */
export interface Delivery {
  turnId: string;
  question: number | null;
  pace: number | null;
  pauseShare: number | null;
  longestPause: number | null;
  pitchRange: number | null;
  fillers: number | null;
  pauses: Stretch[];
  missing: string[];
}

export interface PacePoint {
  /** Middle of the stretch, in seconds of the answer's sound. */
  atS: number;
  wpm: number;
}

/** A pace needs some words: in ten seconds there are about twenty-five. */
const WINDOW_S = 10;
const STEP_S = 2;

type Values = Record<string, unknown>;
const inside = (value: unknown): Values => (typeof value === "object" && value ? (value as Values) : {});
const number = (value: unknown): number | null => (typeof value === "number" ? value : null);

export function deliveryOf(turn: Turn): Delivery | null {
  if (turn.speaker !== "candidate" || turn.typed || !turn.features) return null;
  const { words_per_minute, pauses, pitch, fillers, missing } = turn.features as Values;
  const told = inside(fillers);
  const counts = [told.um, told.like, told.you_know].map(number).filter((count) => count !== null);
  const all = inside(pauses).all;
  return {
    turnId: turn.id,
    question: turn.question ?? null,
    pace: number(words_per_minute),
    pauseShare: number(inside(pauses).share),
    longestPause: number(inside(pauses).longest_s),
    pitchRange: number(inside(pitch).range_st),
    fillers: counts.length ? counts.reduce((sum, count) => sum + count, 0) : null,
    pauses: (Array.isArray(all) ? all : []).filter(
      (each): each is Stretch => number(inside(each).start_s) !== null && number(inside(each).end_s) !== null,
    ),
    missing: [...new Set(Object.values(inside(missing)).map(String))],
  };
}

type Word = Pick<NonNullable<Turn["words"]>[number], "start_s" | "end_s">;

/** Words a minute in a window that moves along the answer. An answer shorter than the window has
 * no course, only a mean. */
export function paceOver(words: Word[]): PacePoint[] {
  const from = words[0]?.start_s ?? 0;
  const until = words.at(-1)?.end_s ?? 0;
  const points: PacePoint[] = [];
  for (let start = from; start + WINDOW_S <= until; start += STEP_S) {
    const within = words.filter((word) => {
      const middle = (word.start_s + word.end_s) / 2;
      return middle >= start && middle < start + WINDOW_S;
    });
    points.push({ atS: start + WINDOW_S / 2, wpm: (within.length * 60) / WINDOW_S });
  }
  return points;
}
