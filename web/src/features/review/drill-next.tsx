"use client";

import { useRouter } from "next/navigation";
import { useState, useSyncExternalStore } from "react";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { toProblem } from "@/lib/api/problem";
import { currentDrill, nextOf } from "@/lib/drill";
import { setup } from "@/text/setup";

const words = setup.drill;
const never = () => () => undefined;
const left = () => currentDrill()?.questions.length ?? 0;

/** In the midst of a drill: on to its next question. */
export function DrillNext() {
  const router = useRouter();
  const count = useSyncExternalStore(never, left, () => 0);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  if (count === 0) return null;

  async function go() {
    const drill = currentDrill();
    if (!drill) return;
    setBusy(true);
    try {
      router.push(`/interviews/room/?id=${await nextOf(drill)}`);
    } catch (error) {
      setProblem(toProblem(error).message);
      setBusy(false);
    }
  }

  return (
    <Notice
      action={
        <Button busy={busy} onClick={() => void go()}>
          {words.next}
        </Button>
      }
    >
      {problem || words.left(count)}
    </Notice>
  );
}
