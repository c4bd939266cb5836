"use client";

import Link from "next/link";
import { Card } from "@/components/ui/card";
import { text } from "@/text";
import { countedIn, useRecent } from "./data";

const words = text.dashboard;
const SHOWN = 5;

/** The latest interviews, and what can be counted of all of them: true whatever the scores say. */
export function Recent() {
  const { data } = useRecent();
  const held = (data?.items ?? []).filter((each) => each.status === "completed");
  if (held.length === 0) return null;
  const { interviews, answers, minutes } = countedIn(held);
  return (
    <Card aria-labelledby="recent" className="flex flex-col gap-3">
      <div>
        <h2 id="recent" className="text-lg font-semibold">
          {words.recent}
        </h2>
        <p className="mt-1 text-sm text-ink-soft">{words.counted(interviews, answers, minutes)}</p>
      </div>
      <ul className="flex flex-col gap-1 text-sm">
        {held.slice(0, SHOWN).map((each) => (
          <li key={each.id} className="flex items-baseline justify-between gap-4">
            <Link href={`/review/?id=${each.id}`} className="min-h-8 min-w-0 truncate py-1 hover:underline">
              {each.title || each.role}
            </Link>
            <span className="whitespace-nowrap text-ink-soft tabular-nums">
              {new Date(each.ended_at ?? each.created_at).toLocaleDateString(undefined, { day: "numeric", month: "short" })}
              {each.score !== null && ` · ${each.score.toFixed(1)}`}
            </span>
          </li>
        ))}
      </ul>
      <Link href="/history/" className="min-h-8 text-sm text-accent underline">
        {words.seeAll}
      </Link>
    </Card>
  );
}
