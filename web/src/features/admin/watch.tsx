"use client";

import useSWR from "swr";
import { Notice } from "@/components/ui/notice";
import { get } from "@/lib/api/client";
import { admin } from "@/text/admin";
import type { Engine, Trail } from "./data";

function Table({ label, head, rows }: { label: string; head: string[]; rows: (string | number)[][] }) {
  return (
    <div className="overflow-x-auto" tabIndex={0} role="group" aria-label={label}>
      <table className="w-full min-w-xl text-left text-sm">
        <thead className="text-ink-soft">
          <tr>
            {head.map((each) => (
              <th key={each} scope="col" className="py-2 pr-4 font-normal">
                {each}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index} className="border-t border-line">
              {row.map((cell, column) => (
                <td key={column} className="py-2 pr-4 tabular-nums">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function TrailSection() {
  const words = admin.trail;
  const { data } = useSWR("/admin/audit", (url: string) => get<Trail>(url));
  if (data && data.items.length === 0) return <Notice>{words.none}</Notice>;
  return (
    <Table
      label={admin.sections.trail}
      head={[words.when, words.who, words.what, words.whom]}
      rows={(data?.items ?? []).map((event) => [
        new Date(event.at).toLocaleString(),
        event.actor_name ?? words.server,
        event.action,
        event.subject_name ?? event.subject,
      ])}
    />
  );
}

export function EnginesSection() {
  const words = admin.engines;
  const { data } = useSWR("/admin/engines", (url: string) => get<Engine[]>(url), { refreshInterval: 5000 });
  return (
    <Table
      label={admin.sections.engines}
      head={[words.kind, words.name, words.where, words.state, words.calls, words.failures, words.restarts, words.waiting]}
      rows={(data ?? []).map((each) => [
        each.kind,
        each.name,
        each.where,
        words[each.state],
        each.calls,
        each.failures,
        each.restarts,
        each.waiting,
      ])}
    />
  );
}
