"use client";

import { Card } from "@/components/ui/card";
import { text } from "@/text";
import type { Interview } from "./data";
import { type Delivery, deliveryOf, paceOver } from "./delivery-data";
import { usePlayer } from "./player";

const words = text.review.delivery;
/** The bounds of the drawing, in words a minute; what is beyond them is drawn at its edge. */
const SLOWEST = 60;
const FASTEST = 240;
const WIDTH = 600;
const HEIGHT = 150;

/** How the answers were spoken: what was measured, over time and beside one another. */
export function DeliveryCharts({ interview }: { interview: Interview }) {
  const measured = interview.turns.flatMap((turn) => deliveryOf(turn) ?? []);
  if (measured.length === 0) return null;
  return (
    <Card aria-labelledby="delivery" className="flex flex-col gap-6">
      <div>
        <h2 id="delivery" className="text-xl font-semibold">
          {words.title}
        </h2>
        <p className="mt-1 text-sm text-ink-soft">{words.lead}</p>
      </div>
      <Pace interview={interview} />
      <Measures measured={measured} />
      {[...new Set(measured.flatMap((each) => each.missing))].map((why) => (
        <p key={why} className="text-sm text-ink-soft">
          {why}
        </p>
      ))}
    </Card>
  );
}

/** One line for each answer, one after the other as they were given; pressing one plays it. */
function Pace({ interview }: { interview: Interview }) {
  const { play } = usePlayer();
  const answers = interview.turns.filter((turn) => turn.speaker === "candidate" && turn.audio_s && turn.words?.length);
  const total = answers.reduce((sum, turn) => sum + (turn.audio_s ?? 0), 0);
  const y = (wpm: number) => HEIGHT * (1 - (Math.min(FASTEST, Math.max(SLOWEST, wpm)) - SLOWEST) / (FASTEST - SLOWEST));
  const starts = answers.map((_, at) => answers.slice(0, at).reduce((sum, turn) => sum + (turn.audio_s ?? 0), 0));
  const lines = answers.map((turn, at) => ({ turn, from: starts[at] ?? 0, points: paceOver(turn.words ?? []) }));
  if (!lines.some(({ points }) => points.length > 1)) return null;
  return (
    <figure>
      <figcaption className="text-sm font-medium">{words.paceOver}</figcaption>
      <svg viewBox={`-34 -8 ${WIDTH + 40} ${HEIGHT + 30}`} role="img" aria-label={words.paceChart} className="mt-2 w-full max-w-2xl">
        {[80, 120, 160, 200].map((wpm) => (
          <g key={wpm} className="text-line">
            <line x1={0} x2={WIDTH} y1={y(wpm)} y2={y(wpm)} stroke="currentColor" />
            <text x={-6} y={y(wpm) + 4} textAnchor="end" className="fill-ink-soft text-[11px]">
              {wpm}
            </text>
          </g>
        ))}
        {lines.map(({ turn, from, points }, index) => {
          const x = (atS: number) => (WIDTH * (from + atS)) / total;
          return (
            <g key={turn.id} className="cursor-pointer" onClick={() => play(turn.id)}>
              <rect x={x(0)} y={0} width={x(turn.audio_s ?? 0) - x(0)} height={HEIGHT} fill="transparent" />
              {from > 0 && <line x1={x(0)} x2={x(0)} y1={0} y2={HEIGHT} stroke="var(--line)" strokeDasharray="3 4" />}
              <polyline
                points={points.map((point) => `${x(point.atS)},${y(point.wpm)}`).join(" ")}
                fill="none"
                stroke="var(--accent)"
                strokeWidth={2.5}
                strokeLinejoin="round"
              />
              <text x={x((turn.audio_s ?? 0) / 2)} y={HEIGHT + 16} textAnchor="middle" className="fill-ink-soft text-[11px]">
                {words.answer(index + 1)}
              </text>
            </g>
          );
        })}
      </svg>
    </figure>
  );
}

const COLUMNS: { name: keyof typeof words.measures; value: (each: Delivery) => number | null; told: (value: number) => string }[] = [
  { name: "pace", value: (each) => each.pace, told: (value) => String(Math.round(value)) },
  { name: "pauseShare", value: (each) => each.pauseShare, told: (value) => `${Math.round(value * 100)} %` },
  { name: "longestPause", value: (each) => each.longestPause, told: (value) => `${value.toFixed(1)} s` },
  { name: "pitchRange", value: (each) => each.pitchRange, told: (value) => `${value.toFixed(1)} st` },
  { name: "fillers", value: (each) => each.fillers, told: (value) => words.atLeast(value) },
];

/** A table whose cells carry a bar: the same for the eye and for the ear. */
function Measures({ measured }: { measured: Delivery[] }) {
  return (
    <div className="overflow-x-auto" tabIndex={0} role="group" aria-label={words.table}>
      <table className="w-full min-w-120 text-left text-sm">
        <thead className="text-ink-soft">
          <tr>
            <th scope="col" className="py-1.5 pr-3 font-normal">{words.column}</th>
            {COLUMNS.map(({ name }) => (
              <th key={name} scope="col" className="py-1.5 pr-3 align-bottom font-normal">{words.measures[name]}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {measured.map((each, index) => (
            <tr key={each.turnId} className="border-t border-line">
              <th scope="row" className="py-2 pr-3 font-medium whitespace-nowrap">{words.answer(index + 1)}</th>
              {COLUMNS.map(({ name, value, told }) => {
                const mine = value(each);
                const most = Math.max(...measured.map((other) => value(other) ?? 0));
                return (
                  <td key={name} className="py-2 pr-3 tabular-nums">
                    {mine === null ? "–" : told(mine)}
                    <span aria-hidden className="mt-1 block h-1 rounded-full bg-sunken">
                      <span
                        className="block h-1 rounded-full bg-accent"
                        style={{ width: `${mine === null || most === 0 ? 0 : (100 * mine) / most}%` }}
                      />
                    </span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
