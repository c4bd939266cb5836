"use client";

import { Card } from "@/components/ui/card";
import { Scale } from "@/components/ui/scale";
import { text } from "@/text";
import { type Metric, type Scorecard, score } from "./data";
import { Quote } from "./quote";

const words = text.review.scores;

export function Scores({ card }: { card: Scorecard }) {
  return (
    <Card aria-labelledby="scores" className="flex flex-col gap-6">
      <div>
        <h2 id="scores" className="text-xl font-semibold">
          {words.title}
        </h2>
        {card.overall && <Overall overall={card.overall} />}
      </div>
      <ul className="flex flex-col divide-y divide-line">
        {card.metrics.map((metric) => (
          <li key={metric.metric} className="py-4 first:pt-0 last:pb-0">
            <MetricRow metric={metric} />
          </li>
        ))}
      </ul>
      <How card={card} />
    </Card>
  );
}

function Overall({ overall }: { overall: NonNullable<Scorecard["overall"]> }) {
  const { value, interval, trend } = overall;
  return (
    <div className="mt-3 flex flex-col gap-2">
      <p className="text-sm">
        <span className="mr-2 text-3xl font-semibold tabular-nums">{score(value)}</span>
        {words.overall}, {words.interval(score(interval.low), score(interval.high))}
      </p>
      <Scale value={value} low={interval.low} high={interval.high} />
      <p className="text-sm text-ink-soft">{trend.text}</p>
    </div>
  );
}

/** How the numbers came about, for whoever doubts them. */
function How({ card }: { card: Scorecard }) {
  const { overall, engine, version, comparison } = card;
  return (
    <details className="border-t border-line pt-4 text-sm">
      <summary className="min-h-8 font-medium text-accent">{words.how}</summary>
      <ul className="mt-2 flex list-disc flex-col gap-2 pl-5 leading-relaxed text-ink-soft">
        {overall && <li>{overall.how}</li>}
        <li>{words.howScale}</li>
        <li>{words.howInterval}</li>
        <li>{words.howBasis}</li>
        <li>{words.howNull}</li>
        {comparison.text && <li>{comparison.text}</li>}
        {engine && <li>{words.madeBy(engine, version)}</li>}
      </ul>
    </details>
  );
}

function MetricRow({ metric }: { metric: Metric }) {
  const { label, state, value, interval, basis, why, evidence, trend, practise } = metric;
  if (value === null || interval === null) {
    return (
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 text-sm">
        <h3 className="font-medium">{label}</h3>
        <p className="text-ink-soft">{state === "not_called_for" ? words.notCalledFor : words.notMade}</p>
        {why && <p className="w-full text-ink-soft">{why}</p>}
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 text-sm">
        <h3 className="font-medium">{label}</h3>
        <p>
          <span className="font-semibold tabular-nums">{words.of(score(value))}</span>{" "}
          <span className="text-ink-soft">
            {words.interval(score(interval.low), score(interval.high))}
            {basis && `, ${words.basis[basis]}`}
          </span>
        </p>
      </div>
      <Scale value={value} low={interval.low} high={interval.high} />
      {trend && trend.text && <p className="text-sm text-ink-soft">{trend.text}</p>}
      {evidence.map((each, index) => (
        <Quote key={index} evidence={each} />
      ))}
      {practise && (
        <p className="rounded-lg bg-accent-soft px-3 py-2 text-sm">
          <span className="font-medium">{words.practise}: </span>
          {practise}
        </p>
      )}
    </div>
  );
}
