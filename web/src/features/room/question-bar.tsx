"use client";

import { cn } from "@/lib/cn";
import { text } from "@/text";
import type { Question } from "./realtime/state";
import { type Limit, clock, useElapsed } from "./use-clock";

const words = text.room;
/** From here on the end is announced, in colour, words and, where wanted, sound. */
export const WARN_AT_S = 30;

interface Props {
  question: Question | null;
  /** Whether the time counts. */
  running: boolean;
  limit: Limit | null;
}

export function QuestionBar({ question, running, limit }: Props) {
  const urgent = limit?.phase === "answer" && limit.leftS <= WARN_AT_S;
  const kind = question ? words.kinds[question.kind] : "";
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 px-4 py-3 text-sm sm:px-6">
      <p className="font-medium">
        {question && words.question(question.index, question.total)}
        {question?.competency && <span className="text-ink-soft"> · {question.competency}</span>}
        {kind && <span className="text-accent"> · {kind}</span>}
      </p>
      <div className="flex items-center gap-4 tabular-nums">
        {limit && (
          <p
            className={cn("rounded-md px-2 py-1", urgent ? "bg-warn-soft font-semibold text-warn" : "bg-sunken")}
          >
            <span className="mr-2">{limit.phase === "preparation" ? words.prepare : words.left}</span>
            <time>{clock(limit.leftS)}</time>
          </p>
        )}
        <p className="text-ink-soft">
          <span className="sr-only">{words.elapsed} </span>
          <Elapsed running={running} />
        </p>
      </div>
      <p role="status" className="sr-only">
        {urgent ? words.soonOver : ""}
      </p>
    </div>
  );
}

/** By itself, so that the clock doesn't draw the whole room anew four times a second. */
function Elapsed({ running }: { running: boolean }) {
  return <time>{clock(useElapsed(running))}</time>;
}
