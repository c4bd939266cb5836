"use client";

import { Notice } from "@/components/ui/notice";
import { text } from "@/text";
import type { Scorecard } from "./data";

const words = text.review.status;

/** How far the feedback is, as long as there is more to come; nothing once it is complete. */
export function Status({ card }: { card: Scorecard }) {
  if (card.status === "ready") return null;

  const failed = card.status === "failed";
  return (
    <Notice
      look={failed ? "bad" : "info"}
    >
      <p>{card.message}</p>
      {!failed && card.steps && card.steps.total > 0 && (
        <div className="mt-2 flex items-center gap-3">
          <progress
            value={card.steps.done}
            max={card.steps.total}
            aria-label={words.progress}
            className="h-2 w-full max-w-xs accent-accent"
          />
          <span className="tabular-nums">{words.working(card.steps.done, card.steps.total)}</span>
        </div>
      )}
    </Notice>
  );
}
