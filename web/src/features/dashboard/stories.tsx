"use client";

import Link from "next/link";
import { Card } from "@/components/ui/card";
import { text } from "@/text";
import { type Preparation, type Shelf, type Story, usePreparation } from "./data";

const words = text.dashboard.stories;

/** One's best answers by what they show, what is still missing, and what was told too often. */
export function Stories() {
  const { data } = usePreparation();
  if (!data || data.shelves.length === 0) return null;
  const gaps = data.shelves.filter((shelf) => shelf.gap && shelf.wanted);
  const told = data.shelves.filter((shelf) => !gaps.includes(shelf));
  return (
    <Card aria-labelledby="stories" className="flex flex-col gap-4">
      <div>
        <h2 id="stories" className="text-xl font-semibold">
          {words.title}
        </h2>
        <p className="mt-1 text-sm text-ink-soft">{data.text}</p>
      </div>
      {gaps.length > 0 && (
        <div>
          <h3 className="text-sm font-medium">{words.gaps}</h3>
          <ul className="mt-2 flex flex-wrap gap-2 text-sm">
            {gaps.map((shelf) => (
              <li key={shelf.competency} className="rounded-md bg-warn-soft px-2.5 py-1 text-warn">
                {shelf.competency}
              </li>
            ))}
          </ul>
        </div>
      )}
      <ul className="flex flex-col divide-y divide-line">
        {told.map((shelf) => (
          <li key={shelf.competency} className="py-2">
            <Told shelf={shelf} />
          </li>
        ))}
      </ul>
      <Overused overused={data.overused} />
    </Card>
  );
}

function Told({ shelf }: { shelf: Shelf }) {
  const { competency, answers, best } = shelf;
  if (!best) return null;
  return (
    <details>
      <summary className="min-h-8 text-sm">
        <span className="font-medium">{competency}</span>{" "}
        <span className="text-ink-soft">
          {words.best(best.value.toFixed(1), answers)}
        </span>
      </summary>
      <p className="mt-2 text-sm text-ink-soft">{best.question}</p>
      <blockquote className="mt-1 border-l-2 border-accent pl-3 text-sm leading-relaxed">{best.text}</blockquote>
      <Hear story={best} />
    </details>
  );
}

function Overused({ overused }: { overused: Preparation["overused"] }) {
  if (overused.length === 0) return null;
  return (
    <div>
      <h3 className="text-sm font-medium">{words.overused}</h3>
      <p className="mt-1 text-sm text-ink-soft">{words.overusedWhy}</p>
      <ul className="mt-2 flex flex-col gap-3 text-sm">
        {overused.map(({ best, questions }) => (
          <li key={best.turn_id}>
            <p>“{beginning(best.text)}”</p>
            <p className="text-ink-soft">{words.toldFor(questions.length)}</p>
            <Hear story={best} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Hear({ story }: { story: Story }) {
  return (
    <Link
      href={`/review/?id=${story.interview_id}&turn=${story.turn_id}`}
      className="inline-flex min-h-8 items-center text-sm text-accent underline"
    >
      {words.hear}
    </Link>
  );
}

/** The first words of a text, whole. */
export function beginning(told: string, most = 120): string {
  if (told.length <= most) return told;
  return `${told.slice(0, told.lastIndexOf(" ", most))} …`;
}
