"use client";

import { Printer } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { text } from "@/text";
import { type Preparation, usePreparation } from "./data";

const words = text.dashboard.plan;

/** The days until the interview that was named, each with one thing to do. */
export function Plan() {
  const { data } = usePreparation();
  if (!data) return null;
  const { target, plan } = data;
  return (
    <Card aria-labelledby="plan" className="flex flex-col gap-3">
      <h2 id="plan" className="text-lg font-semibold">
        {words.title}
      </h2>
      {target ? (
        <>
          <p className="text-sm">{words.until(target.days_left, [target.role, target.company].filter(Boolean).join(", "))}</p>
          <ol className="flex flex-col gap-2 text-sm">
            {plan.map((each) => (
              <li key={each.day} className="flex gap-3">
                <span className="w-16 shrink-0 font-medium tabular-nums">{dayOf(each.day)}</span>
                <span>{each.what}</span>
              </li>
            ))}
          </ol>
        </>
      ) : (
        <p className="text-sm text-ink-soft">{words.none}</p>
      )}
      {hasSheet(data) && (
        <Button look="secondary" onClick={() => window.print()}>
          <Printer aria-hidden className="size-4" />
          {words.print}
        </Button>
      )}
    </Card>
  );
}

/** A day without a time is one everywhere: it isn't moved to where the browser is. */
export function dayOf(day: string): string {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString(undefined, { weekday: "short", day: "numeric", timeZone: "UTC" });
}

export function hasSheet(preparation: Preparation): boolean {
  return preparation.target !== null || preparation.shelves.some((shelf) => shelf.best);
}
