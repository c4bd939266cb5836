"use client";

import { useEffect, useRef, useState } from "react";
import useSWR from "swr";
import { Button } from "@/components/ui/button";
import { get } from "@/lib/api/client";
import type { components } from "@/lib/api/schema";
import { cn } from "@/lib/cn";
import { text } from "@/text";
import type { Line } from "./realtime/state";

const words = text.room;
type Preferences = components["schemas"]["PreferencesView"];

/** Both sides in writing, or the own one alone for who would rather only hear the interviewer.
 * Where the interviewer isn't `heard`, whole lines are there and told to a screen reader. */
export function Captions({ lines, heard }: { lines: Line[]; heard: boolean }) {
  const wanted = useWanted();
  const [asked, setAsked] = useState(false);
  const hidden = heard && !wanted && !asked;
  const said = lines.filter((line) => line.text && !(hidden && line.role === "assistant"));
  const end = useRef<HTMLDivElement>(null);
  const last = said.at(-1);
  useEffect(() => {
    end.current?.scrollIntoView({ block: "nearest" });
  }, [last?.id, last?.text]);
  return (
    <>
      {heard && wanted === false && (
        <Button look="quiet" className="self-center" onClick={() => setAsked(!asked)}>
          {asked ? words.captionsHide : words.captionsShow}
        </Button>
      )}
      <section aria-label={words.captions} className="min-h-0 flex-1 overflow-y-auto" tabIndex={0}>
        <ol className="mx-auto flex max-w-2xl flex-col gap-4 px-4 py-4">
          {!lines.some((line) => line.text) && <li className="text-center text-ink-soft">{words.empty}</li>}
          {said.map((line) => (
            <Said key={line.id} line={line} />
          ))}
        </ol>
        <div ref={end} />
        <p aria-live={heard ? "off" : "polite"} className="sr-only">
          {said.findLast((line) => line.role === "assistant" && !line.interim)?.text}
        </p>
      </section>
    </>
  );
}

/** Whether one wants to read along; undefined until that is known. */
function useWanted(): boolean | undefined {
  const { data, error } = useSWR("/settings/preferences", (url: string) => get<Preferences>(url));
  return data?.captions ?? (error ? true : undefined);
}

function Said({ line }: { line: Line }) {
  const own = line.role === "user";
  return (
    <li className={cn("max-w-[90%]", own && "self-end")}>
      <p className={cn("mb-1 text-xs font-medium text-ink-soft", own && "text-right")}>
        {own ? words.you : words.interviewer}
      </p>
      <p
        className={cn(
          "rounded-2xl px-4 py-2.5 leading-relaxed",
          own ? "rounded-br-sm bg-accent-soft" : "rounded-bl-sm border border-line bg-surface",
          line.interim && "text-ink-soft",
        )}
      >
        {line.text}
        {line.cut && <span className="sr-only"> ({words.cutOff})</span>}
      </p>
    </li>
  );
}
