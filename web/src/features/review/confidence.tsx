"use client";

import { Card } from "@/components/ui/card";
import { cn } from "@/lib/cn";
import { text } from "@/text";
import type { Confidence } from "./data";

const words = text.review.confidence;
type Contribution = Confidence["contributions"][number];
/** A fifth of a standard deviation is called small (Cohen 1988): less isn't worth a word. */
const SMALL = 0.2;

function effectOf({ z, weight }: Contribution): string {
  if (weight === 0) return words.weightless;
  if (z === null) return words.notMeasured;
  if (Math.abs(z) < SMALL) return words.neutral;
  return z > 0 ? words.raises : words.lowers;
}

export function ConfidencePanel({ confidence }: { confidence: Confidence }) {
  const { title, meaning, band, interval, norms, contributions, baseline, why } = confidence;
  return (
    <Card aria-labelledby="confidence" className="flex flex-col gap-5">
      <div>
        <h2 id="confidence" className="text-xl font-semibold">
          {title}
        </h2>
        <p className="mt-1 text-sm leading-relaxed text-ink-soft">{meaning}</p>
      </div>
      {band === null ? (
        <p className="text-sm">{why}</p>
      ) : (
        <div>
          <Bands band={band} low={interval?.low ?? band} high={interval?.high ?? band} />
          <p className="mt-2 text-sm">
            <span className="font-semibold">{words.band(band)}</span>: {words.bands[band - 1]} {words.middle} {norms}.{" "}
            {interval && words.interval(interval.low, interval.high)}
          </p>
          <p className="mt-1 text-sm text-ink-soft">{words.from(confidence.answers, Math.round(confidence.speech_s))}</p>
        </div>
      )}
      {contributions.length > 0 && <Contributions contributions={contributions} />}
      <div>
        <h3 className="font-medium">{words.own}</h3>
        <p className="mt-1 text-sm text-ink-soft">{baseline.text}</p>
        {baseline.features.length > 0 && <Own features={baseline.features} />}
      </div>
      <details className="text-sm">
        <summary className="min-h-8 font-medium text-accent">{text.review.scores.how}</summary>
        <ul className="mt-2 flex list-disc flex-col gap-2 pl-5 leading-relaxed text-ink-soft">
          {words.how.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </details>
    </Card>
  );
}

function Own({ features }: { features: Confidence["baseline"]["features"] }) {
  return (
    <ul className="mt-2 flex flex-col gap-1 text-sm">
      {features.map((each) => (
        <li key={each.feature} className="flex flex-wrap justify-between gap-x-4">
          <span>{each.label}</span>
          <span className={cn("tabular-nums", each.differs && "font-semibold")}>
            {Number(each.value.toFixed(2))} {each.unit}{" "}
            <span className="font-normal text-ink-soft">
              {words.usual(Number(each.interval.low.toFixed(2)), Number(each.interval.high.toFixed(2)))}
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}

function Bands({ band, low, high }: { band: number; low: number; high: number }) {
  return (
    <div aria-hidden className="flex gap-1">
      {[1, 2, 3, 4, 5].map((each) => (
        <div
          key={each}
          className={cn(
            "h-3 flex-1 rounded-sm bg-sunken",
            each >= Math.floor(low) && each <= Math.ceil(high) && "bg-accent/30",
            each === band && "bg-accent",
          )}
        />
      ))}
    </div>
  );
}

function Contributions({ contributions }: { contributions: Contribution[] }) {
  return (
    <div className="overflow-x-auto" tabIndex={0} role="group" aria-label={words.contributions}>
      <table className="w-full text-left text-sm">
        <caption className="mb-2 text-left font-medium">{words.contributions}</caption>
        <thead className="text-ink-soft">
          <tr>
            <th scope="col" className="py-1.5 pr-4 font-normal">{words.feature}</th>
            <th scope="col" className="py-1.5 pr-4 font-normal">{words.value}</th>
            <th scope="col" className="py-1.5 font-normal">{words.effect}</th>
          </tr>
        </thead>
        <tbody>
          {contributions.map((each) => (
            <tr key={each.feature} className="border-t border-line align-top">
              <th scope="row" className="py-2 pr-4 font-medium">
                {each.label}
              </th>
              <td className="py-2 pr-4 tabular-nums">
                {each.value === null ? "–" : `${Number(each.value.toFixed(2))} ${each.unit}`}
              </td>
              <td className="py-2">
                {effectOf(each)}
                {each.why && <span className="block text-ink-soft">{each.why}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
