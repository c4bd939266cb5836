"use client";

import { useEffect, useRef } from "react";
import { cn } from "@/lib/cn";
import { text } from "@/text";
import type { Line } from "./realtime/state";

const words = text.room;

/** Both sides in writing. A screen reader is told whole lines of the interviewer where they are
 * not spoken aloud anyway. */
export function Captions({ lines, announce }: { lines: Line[]; announce: boolean }) {
  const end = useRef<HTMLDivElement>(null);
  const last = lines.at(-1);
  useEffect(() => {
    end.current?.scrollIntoView({ block: "nearest" });
  }, [last?.id, last?.text]);
  const said = lines.filter((line) => line.text);
  return (
    <section aria-label={words.captions} className="min-h-0 flex-1 overflow-y-auto" tabIndex={0}>
      <ol className="mx-auto flex max-w-2xl flex-col gap-4 px-4 py-4">
        {said.length === 0 && <li className="text-center text-ink-soft">{words.empty}</li>}
        {said.map((line) => (
          <li key={line.id} className={cn("max-w-[90%]", line.role === "user" && "self-end")}>
            <p className={cn("mb-1 text-xs font-medium text-ink-soft", line.role === "user" && "text-right")}>
              {line.role === "user" ? words.you : words.interviewer}
            </p>
            <p
              className={cn(
                "rounded-2xl px-4 py-2.5 leading-relaxed",
                line.role === "user" ? "rounded-br-sm bg-accent-soft" : "rounded-bl-sm border border-line bg-surface",
                line.interim && "text-ink-soft",
              )}
            >
              {line.text}
              {line.cut && <span className="sr-only"> ({words.cutOff})</span>}
            </p>
          </li>
        ))}
      </ol>
      <div ref={end} />
      <p aria-live={announce ? "polite" : "off"} className="sr-only">
        {said.findLast((line) => line.role === "assistant" && !line.interim)?.text}
      </p>
    </section>
  );
}
