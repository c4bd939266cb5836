"use client";

import Link from "next/link";
import { cn } from "@/lib/cn";
import { text } from "@/text";
import { type Retries, score, useRetries } from "./data";

const words = text.review.retry;
type Again = Retries["retries"][number];
type Difference = Again["differences"][number];

/** The tries at one question beside the first answer, score by score. */
export function RetriesOf({ interviewId, position }: { interviewId: string; position: number }) {
  const { data } = useRetries(interviewId, position);
  if (!data || data.retries.length === 0) return null;
  return (
    <div className="rounded-lg bg-sunken p-4 text-sm">
      <p className="font-medium">{words.title(data.retries.length)}</p>
      <p className="mt-1 text-ink-soft">{data.text}</p>
      <ul className="mt-3 flex flex-col gap-4">
        {data.retries.map((each) => (
          <li key={each.interview_id}>
            <p>
              <Link href={`/review/?id=${each.interview_id}`} className="font-medium text-accent underline">
                {each.sibling ? words.siblingOn(dayOf(each.held_at)) : words.sameOn(dayOf(each.held_at))}
              </Link>
            </p>
            <p className="text-ink-soft">{each.text}</p>
            {each.differences.length > 0 && <Differences differences={each.differences} />}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Differences({ differences }: { differences: Difference[] }) {
  return (
    <table className="mt-2 w-full max-w-md text-left">
      <thead className="text-ink-soft">
        <tr>
          <th scope="col" className="py-1 font-normal">{words.score}</th>
          <th scope="col" className="py-1 font-normal">{words.first}</th>
          <th scope="col" className="py-1 font-normal">{words.again}</th>
          <th scope="col" className="py-1 font-normal">{words.difference}</th>
        </tr>
      </thead>
      <tbody className="tabular-nums">
        {differences.map((each) => (
          <tr key={each.metric} className="border-t border-line">
            <th scope="row" className="py-1 font-medium">{each.label}</th>
            <td className="py-1">{score(each.first)}</td>
            <td className="py-1">{score(each.again)}</td>
            <td className={cn("py-1", each.beyond_noise && "font-semibold")}>
              {each.difference > 0 ? "+" : ""}
              {score(each.difference)} {!each.beyond_noise && <span className="text-ink-soft">{words.noise}</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function dayOf(moment: string): string {
  return new Date(moment).toLocaleDateString(undefined, { dateStyle: "medium" });
}
