"use client";

import useSWR from "swr";
import { Card } from "@/components/ui/card";
import { get } from "@/lib/api/client";
import type { components } from "@/lib/api/schema";
import { text } from "@/text";

const words = text.setup.preflight;
export type EnginesView = components["schemas"]["EnginesView"];

export const useEngines = () =>
  useSWR("/settings/engines", (url: string) => get<EnginesView>(url)).data;

interface Props {
  keepAudio: boolean;
  onKeepAudio: (keep: boolean) => void;
  retentionDays: number | null;
}

export function EnginesAndKeeping({ keepAudio, onKeepAudio, retentionDays }: Props) {
  const engines = useEngines();
  return (
    <Card className="grid gap-6 sm:grid-cols-2">
      <div>
        <h2 className="mb-3 text-lg font-semibold">{words.engines}</h2>
        <dl className="flex flex-col gap-2 text-sm">
          {engines?.engines.map(({ kind, name, where }) => (
            <div key={kind} className="flex flex-wrap justify-between gap-x-4">
              <dt className="text-ink-soft">{words.jobs[kind as keyof typeof words.jobs] ?? kind}</dt>
              <dd>
                {name} · {where}
              </dd>
            </div>
          ))}
        </dl>
      </div>
      <div>
        <h2 className="mb-3 text-lg font-semibold">{words.kept}</h2>
        <p className="text-sm leading-relaxed text-ink-soft">
          {words.keptBody} {retentionDays ? words.keptFor(retentionDays) : words.keptAlways}
        </p>
        <label className="mt-3 flex min-h-11 items-start gap-3 text-sm">
          <input
            type="checkbox"
            checked={!keepAudio}
            onChange={(event) => onKeepAudio(!event.target.checked)}
            className="mt-0.5 size-5 accent-accent"
          />
          <span>
            <span className="font-medium">{words.noAudio}</span>
            <span className="block text-ink-soft">{words.noAudioHint}</span>
          </span>
        </label>
      </div>
    </Card>
  );
}
