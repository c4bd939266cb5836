"use client";

import { Award, Circle } from "lucide-react";
import { Card } from "@/components/ui/card";
import { text } from "@/text";
import { useMilestones } from "./data";

const words = text.dashboard;

/** What was done, never how well: practice is what milestones are for. */
export function Milestones() {
  const { data } = useMilestones();
  if (!data) return null;
  const reached = data.milestones.filter((each) => each.reached_at);
  const coming = data.milestones
    .filter((each) => !each.reached_at)
    .toSorted((one, other) => Number(other.key === data.next) - Number(one.key === data.next))
    .slice(0, 3);
  return (
    <Card aria-labelledby="milestones">
      <h2 id="milestones" className="text-lg font-semibold">
        {words.milestones}
      </h2>
      <p className="mt-1 text-sm text-ink-soft">{words.reached(data.reached, data.milestones.length)}</p>
      <ul className="mt-4 flex flex-col gap-3 text-sm">
        {[...coming, ...reached].map((each) => (
          <li key={each.key} className="flex gap-3">
            {each.reached_at ? (
              <Award aria-hidden className="mt-0.5 size-5 shrink-0 text-good" />
            ) : (
              <Circle aria-hidden className="mt-0.5 size-5 shrink-0 text-ink-soft" />
            )}
            <div className="min-w-0 flex-1">
              <p className="font-medium">{each.title}</p>
              {each.reached_at ? (
                <p className="text-ink-soft">
                  {words.on(new Date(each.reached_at).toLocaleDateString(undefined, { dateStyle: "medium" }))}
                </p>
              ) : (
                <>
                  <p className="text-ink-soft">{each.how}</p>
                  <p className="text-ink-soft">{words.of(each.value, each.target)}</p>
                </>
              )}
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}
