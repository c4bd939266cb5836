"use client";

import Link from "next/link";
import { Card } from "@/components/ui/card";
import { text } from "@/text";
import { useRecommendations } from "./data";

const words = text.dashboard;

export function Next() {
  const { data } = useRecommendations();
  if (!data) return null;
  return (
    <Card aria-labelledby="next">
      <h2 id="next" className="text-xl font-semibold">
        {words.next}
      </h2>
      <p className="mt-1 text-sm text-ink-soft">{data.basis}</p>
      <ul className="mt-4 flex flex-col gap-3">
        {data.practise.slice(0, 2).map((each, index) => (
          <li key={index} className="rounded-lg bg-sunken p-4 text-sm leading-relaxed">
            <Link href="/interviews/" className="hover:underline">
              {each.why}
            </Link>
          </li>
        ))}
        {data.guides.slice(0, 3).map((guide) => (
          <li key={guide.slug} className="rounded-lg border border-line p-4 text-sm leading-relaxed">
            <Link href={`/resources/?guide=${guide.slug}`} className="font-medium hover:underline">
              {guide.title}
            </Link>
            <p className="text-ink-soft">{guide.why}</p>
          </li>
        ))}
      </ul>
    </Card>
  );
}
