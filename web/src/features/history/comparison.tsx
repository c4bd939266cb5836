"use client";

import { X } from "lucide-react";
import Link from "next/link";
import { useEffect, useRef } from "react";
import useSWR from "swr";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { Scale } from "@/components/ui/scale";
import { get } from "@/lib/api/client";
import { toProblem } from "@/lib/api/problem";
import { text } from "@/text";
import { type Pair, type Scorecard, type Valued, paired, sameScorer } from "./compare";

const words = text.history.compare;

export interface Held {
  id: string;
  name: string;
  day: string;
}

/** Two interviews side by side, the earlier one first. */
export function Comparison({ held, onClose }: { held: [Held, Held]; onClose: () => void }) {
  const first = useScorecard(held[0].id);
  const second = useScorecard(held[1].id);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const error: unknown = first.error ?? second.error;
  return (
    <Card aria-labelledby="compared" className="flex flex-col gap-4">
      <div className="flex items-start justify-between gap-4">
        <h2 id="compared" ref={title} tabIndex={-1} className="text-xl font-semibold">
          {words.title}
        </h2>
        <Button look="quiet" size="icon" aria-label={text.common.close} onClick={onClose}>
          <X aria-hidden className="size-4" />
        </Button>
      </div>
      <div className="grid grid-cols-2 gap-4 text-sm">
        {held.map(({ id, name, day }) => (
          <p key={id} className="min-w-0 break-words">
            <Link href={`/review/?id=${id}`} className="font-medium text-accent underline">
              {name}
            </Link>
            <span className="block text-ink-soft">{day}</span>
          </p>
        ))}
      </div>
      {error ? <Notice look="bad">{toProblem(error).message}</Notice> : null}
      {first.data && second.data && <Scores cards={[first.data, second.data]} held={held} />}
    </Card>
  );
}

const useScorecard = (id: string) =>
  useSWR(["scorecard", id], () => get<Scorecard>("/feedback/scorecard", { interview_id: id }));

function Scores({ cards, held }: { cards: [Scorecard, Scorecard]; held: [Held, Held] }) {
  const same = sameScorer(...cards);
  return (
    <>
      {!same && <Notice look="warn">{words.otherScorer}</Notice>}
      <ul className="flex flex-col divide-y divide-line">
        {paired(...cards, text.review.scores.overall).map((pair) => (
          <li key={pair.label} className="py-3">
            <Row pair={pair} held={held} same={same} />
          </li>
        ))}
      </ul>
      {same && <p className="text-sm leading-relaxed text-ink-soft">{words.how}</p>}
    </>
  );
}

function Row({ pair, held, same }: { pair: Pair; held: [Held, Held]; same: boolean }) {
  const { label, first, second, difference } = pair;
  const told = difference
    ? words.difference(difference.by, difference.real)
    : same && words.incomparable(Boolean(first && second));
  return (
    <>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 text-sm">
        <h3 className="font-medium">{label}</h3>
        {told && <p className={difference?.real ? "font-semibold" : "text-ink-soft"}>{told}</p>}
      </div>
      <div className="mt-2 grid grid-cols-2 gap-4">
        <Value valued={first} of={held[0]} />
        <Value valued={second} of={held[1]} />
      </div>
    </>
  );
}

function Value({ valued, of }: { valued: Valued | null; of: Held }) {
  const scores = text.review.scores;
  const whose = <span className="sr-only">{`${of.name}, ${of.day}: `}</span>;
  if (!valued) {
    return (
      <p className="text-sm text-ink-soft">
        {whose}
        {scores.notMade}
      </p>
    );
  }
  const { value, interval } = valued;
  return (
    <div className="flex flex-col gap-1.5 text-sm">
      <p>
        {whose}
        <span className="font-semibold tabular-nums">{value.toFixed(1)}</span>{" "}
        <span className="text-ink-soft">{scores.interval(interval.low.toFixed(1), interval.high.toFixed(1))}</span>
      </p>
      <Scale value={value} low={interval.low} high={interval.high} />
    </div>
  );
}
