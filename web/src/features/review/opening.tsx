"use client";

import { Card } from "@/components/ui/card";
import { text } from "@/text";
import type { Answer, Interview, Scorecard } from "./data";
import { Quote } from "./quote";
import { Retry } from "./retry";

const words = text.review.opening;

/** What to take away, before any number: a strength with its sound, one thing to change, and the
 * question where that would have helped most, to be answered again. */
export function Opening({ card, interview }: { card: Scorecard; interview: Interview }) {
  const best = card.metrics
    .filter((metric) => metric.value !== null && metric.evidence.length > 0)
    .toSorted((one, other) => (other.value ?? 0) - (one.value ?? 0))[0];
  const strong = card.answers.find((each) => each.strength);
  const weakest = weakestOf(card.answers);
  const change = card.practise?.text || weakest?.next_step;
  return (
    <div className="grid gap-4 md:grid-cols-3">
      {(best || strong) && (
        <Card className="border-good">
          <h2 className="font-semibold text-good">{words.strength}</h2>
          {strong && <p className="mt-2 leading-relaxed">{strong.strength}</p>}
          {best?.evidence[0] && (
            <div className="mt-3">
              <Quote evidence={best.evidence[0]} />
            </div>
          )}
        </Card>
      )}
      {change && (
        <Card className="border-accent">
          <h2 className="font-semibold text-accent">{words.change}</h2>
          <p className="mt-2 leading-relaxed">{change}</p>
        </Card>
      )}
      {weakest && (
        <Card className="flex flex-col gap-3">
          <h2 className="font-semibold">{words.try}</h2>
          <p className="text-sm leading-relaxed text-ink-soft">“{weakest.question}”</p>
          <Retry interviewId={interview.id} position={weakest.position} first />
        </Card>
      )}
    </div>
  );
}

/** The lowest of those with a score; the first that has a next step where there are none. */
function weakestOf(answers: Answer[]): Answer | undefined {
  const scored = answers.filter((each) => each.value !== null);
  const [lowest] = scored.toSorted((one, other) => (one.value ?? 0) - (other.value ?? 0));
  return lowest ?? answers.find((each) => each.next_step) ?? answers[0];
}
