"use client";

import { Mic, Shuffle } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { toProblem } from "@/lib/api/problem";
import { text } from "@/text";
import { retry } from "./data";

const words = text.review.retry;

interface Props {
  interviewId: string;
  position: number;
  /** The page's main invitation, and not one of many. */
  first?: boolean;
}

/** Answer it again, or another one like it: in a room of its own, with one question. */
export function Retry({ interviewId, position, first }: Props) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");

  async function go(question: "same" | "sibling") {
    setBusy(true);
    setProblem("");
    try {
      router.push(`/interviews/room/?id=${await retry(interviewId, position, question)}`);
    } catch (error) {
      setProblem(toProblem(error).message);
      setBusy(false);
    }
  }

  return (
    <div className="flex flex-wrap gap-2">
      <Button look={first ? "primary" : "secondary"} busy={busy} onClick={() => void go("same")}>
        <Mic aria-hidden className="size-4" />
        {words.same}
      </Button>
      <Button look="quiet" busy={busy} onClick={() => void go("sibling")}>
        <Shuffle aria-hidden className="size-4" />
        {words.sibling}
      </Button>
      {problem && (
        <p role="alert" className="w-full text-sm text-bad">
          {problem}
        </p>
      )}
    </div>
  );
}
