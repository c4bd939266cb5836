"use client";

import { useEffect, useState } from "react";
import type { Activity, Question } from "./realtime/state";

/** Seconds for which `running` was true, counted four times a second. */
export function useElapsed(running: boolean): number {
  const [elapsed, setElapsed] = useState(0);
  useEffect(() => {
    if (!running) return;
    let last = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      setElapsed((before) => before + (now - last) / 1000);
      last = now;
    }, 250);
    return () => clearInterval(timer);
  }, [running]);
  return elapsed;
}

export interface Limit {
  phase: "preparation" | "answer";
  leftS: number;
}

/** What is left of the time for an answer. The server's clock decides; this one shows it: it
 * begins when the question was heard to its end, or when the answer begins. */
export function useLimit(question: Question | null, activity: Activity): Limit | null {
  const key = question ? `${question.itemId}:${question.index}:${question.kind}` : "";
  const [spent, setSpent] = useState({ key, preparation: 0, answer: 0 });
  const limitS = question?.timeLimitS ?? null;
  const preparationS = question?.preparationS ?? 0;
  const counts = activity === "listening" || activity === "hearing" || activity === "holding";
  useEffect(() => {
    if (limitS === null || !counts) return;
    let last = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      const passed = (now - last) / 1000;
      last = now;
      setSpent((before) => {
        const { preparation, answer } = before.key === key ? before : { preparation: 0, answer: 0 };
        const preparing = preparation < preparationS && answer === 0 && activity === "listening";
        return preparing
          ? { key, preparation: preparation + passed, answer }
          : { key, preparation, answer: answer + passed };
      });
    }, 250);
    return () => clearInterval(timer);
  }, [key, limitS, preparationS, counts, activity]);
  if (limitS === null) return null;
  const { preparation, answer } = spent.key === key ? spent : { preparation: 0, answer: 0 };
  return preparation < preparationS && answer === 0
    ? { phase: "preparation", leftS: preparationS - preparation }
    : { phase: "answer", leftS: Math.max(0, limitS - answer) };
}

export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
