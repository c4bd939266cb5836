"use client";

import { Card } from "@/components/ui/card";
import { text } from "@/text";
import type { Scorecard } from "./data";
import { Quote } from "./quote";

const words = text.review.opening;

/** What to take away, before any number: a strength with its sound, and one thing to change. */
export function Opening({ card }: { card: Scorecard }) {
  const best = card.metrics
    .filter((metric) => metric.value !== null && metric.evidence.length > 0)
    .toSorted((one, other) => (other.value ?? 0) - (one.value ?? 0))[0];
  const answer = card.answers.find((each) => each.strength);
  return (
    <div className="grid gap-4 md:grid-cols-2">
      {(best || answer) && (
        <Card className="border-good">
          <h2 className="font-semibold text-good">{words.strength}</h2>
          {answer && <p className="mt-2 leading-relaxed">{answer.strength}</p>}
          {best?.evidence[0] && (
            <div className="mt-3">
              <Quote evidence={best.evidence[0]} />
            </div>
          )}
        </Card>
      )}
      {card.practise && (
        <Card className="border-accent">
          <h2 className="font-semibold text-accent">{words.change}</h2>
          <p className="mt-2 leading-relaxed">{card.practise.text}</p>
        </Card>
      )}
    </div>
  );
}
