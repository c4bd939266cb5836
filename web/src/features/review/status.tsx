"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Progress } from "@/components/ui/progress";
import { toProblem } from "@/lib/api/problem";
import { text } from "@/text";
import { type Scorecard, makeAgain } from "./data";

const words = text.review.status;

interface Props {
  card: Scorecard;
  onAsked: () => void;
}

/** How far the feedback is, as long as there is more to come; nothing once it is complete. */
export function Status({ card, onAsked }: Props) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  if (card.status === "ready") return null;

  async function again() {
    setBusy(true);
    setProblem("");
    try {
      await makeAgain(card.interview.id);
      onAsked();
    } catch (error) {
      setProblem(toProblem(error).message);
    } finally {
      setBusy(false);
    }
  }

  const failed = card.status === "failed";
  return (
    <Notice
      look={failed ? "bad" : "info"}
      action={
        failed && (
          <Button look="secondary" busy={busy} onClick={() => void again()}>
            {words.again}
          </Button>
        )
      }
    >
      <p>{problem || card.message}</p>
      {!failed && card.steps && card.steps.total > 0 && (
        <div className="mt-2 flex items-center gap-3">
          <div className="w-full max-w-xs">
            <Progress label={words.progress} value={card.steps.done} max={card.steps.total} />
          </div>
          <span className="tabular-nums">{words.working(card.steps.done, card.steps.total)}</span>
        </div>
      )}
    </Notice>
  );
}
