"use client";

import { text } from "@/text";
import { usePreparation, useRecommendations } from "./data";
import { hasSheet } from "./plan";
import { beginning } from "./stories";

const words = text.dashboard.sheet;
/** What fits on one page beside the rest. */
const STORIES = 6;

/** One page to take along: seen on paper only. */
export function Sheet() {
  const { data } = usePreparation();
  const { data: advice } = useRecommendations();
  if (!data || !hasSheet(data)) return null;
  const { target, shelves } = data;
  const stories = shelves.filter((shelf) => shelf.best && !shelf.gap).slice(0, STORIES);
  const focus = advice?.focus[0]?.label;
  return (
    <div className="hidden text-sm leading-snug print:block">
      <h1 className="text-xl font-semibold">{[target?.role ?? data.role, target?.company].filter(Boolean).join(", ")}</h1>
      {target && <p>{new Date(`${target.day}T00:00:00Z`).toLocaleDateString(undefined, { dateStyle: "full", timeZone: "UTC" })}</p>}
      {stories.length > 0 && <h2 className="mt-4 font-semibold">{words.stories}</h2>}
      <ul>
        {stories.map(({ competency, best }) => (
          <li key={competency} className="mt-2">
            <span className="font-semibold">{competency}:</span> {beginning(best?.text ?? "", 240)}
          </li>
        ))}
      </ul>
      {focus && (
        <p className="mt-4">
          <span className="font-semibold">{words.focus}</span> {focus}
        </p>
      )}
      {[
        { title: words.asks, lines: words.questions },
        { title: words.before, lines: words.checks },
      ].map(({ title, lines }) => (
        <div key={title}>
          <h2 className="mt-4 font-semibold">{title}</h2>
          <ul className="list-disc pl-5">
            {lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  );
}
