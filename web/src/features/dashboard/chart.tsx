"use client";

import { Area, CartesianGrid, ComposedChart, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { text } from "@/text";
import type { Group, Series } from "./data";

const words = text.dashboard;

interface Props {
  group: Group;
  series: Series;
  window: number;
}

/** A score for each interview in the band of its doubt; the moving average as a line. The same stands below
 * it as a table, for whoever can't see it. */
export function ProgressChart({ group, series, window: size }: Props) {
  const name = series.metric;
  const rows = group.points
    .filter((point) => name in point.values)
    .map((point) => {
      const value = point.values[name] ?? 0;
      const [low, high] = point.ranges[name] ?? [value, value];
      return {
        id: point.interview_id,
        day: new Date(point.date).toLocaleDateString(undefined, { day: "numeric", month: "short" }),
        role: point.role,
        value,
        doubt: [low, high] as [number, number],
        low,
        high,
        moving: point.moving[name] ?? null,
      };
    });
  return (
    <figure>
      <div aria-hidden className="h-72">
        <ResponsiveContainer width="100%" height="100%">
          <ComposedChart data={rows} accessibilityLayer={false} margin={{ top: 8, right: 8, bottom: 0, left: -24 }}>
            <CartesianGrid stroke="var(--line)" vertical={false} />
            <XAxis dataKey="day" stroke="var(--ink-soft)" tickLine={false} fontSize={12} />
            <YAxis domain={[1, 5]} ticks={[1, 2, 3, 4, 5]} stroke="var(--ink-soft)" tickLine={false} axisLine={false} fontSize={12} />
            <Tooltip
              contentStyle={{ background: "var(--surface)", border: "1px solid var(--line)", borderRadius: 8 }}
              labelStyle={{ color: "var(--ink-soft)" }}
              itemStyle={{ color: "var(--ink)" }}
            />
            <Area
              name={words.interval}
              dataKey="doubt"
              type="linear"
              stroke="none"
              fill="var(--accent)"
              fillOpacity={0.15}
              dot={false}
              activeDot={false}
              isAnimationActive={false}
            />
            <Line
              name={words.moving(size)}
              dataKey="moving"
              stroke="var(--accent)"
              strokeWidth={2}
              dot={false}
              isAnimationActive={false}
              connectNulls
            />
            <Line
              name={words.score}
              dataKey="value"
              stroke="none"
              dot={{ r: 4, fill: "var(--accent)", stroke: "none" }}
              isAnimationActive={false}
            />
          </ComposedChart>
        </ResponsiveContainer>
      </div>
      <figcaption className="sr-only">{words.chart(series.label)}</figcaption>
      <details className="mt-2">
        <summary className="min-h-8 text-sm text-accent">{words.table}</summary>
        <table className="mt-2 w-full text-left text-sm">
          <thead className="text-ink-soft">
            <tr>
              <th scope="col" className="py-1.5 font-normal">{words.date}</th>
              <th scope="col" className="py-1.5 font-normal">{words.role}</th>
              <th scope="col" className="py-1.5 font-normal">{words.score}</th>
              <th scope="col" className="py-1.5 font-normal">{words.interval}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id} className="border-t border-line tabular-nums">
                <td className="py-1.5">{row.day}</td>
                <td className="py-1.5">{row.role}</td>
                <td className="py-1.5">{row.value.toFixed(1)}</td>
                <td className="py-1.5">
                  {row.low.toFixed(1)}–{row.high.toFixed(1)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
