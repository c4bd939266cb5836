"use client";

import { BookOpen, Check, ExternalLink } from "lucide-react";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useDeferredValue, useState } from "react";
import { PageTitle } from "@/components/page-title";
import { Card } from "@/components/ui/card";
import { Field, Input, Select } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { toProblem } from "@/lib/api/problem";
import { useSession } from "@/lib/session/session";
import { text } from "@/text";
import { type Item, useCourses, useGuides, useRecommended } from "./data";
import { Reading } from "./reading";

const words = text.resources;

export function Resources() {
  const slug = useSearchParams().get("guide");
  return slug ? <Reading slug={slug} /> : <Shelf />;
}

function Shelf() {
  const { me } = useSession();
  const [metric, setMetric] = useState("");
  const [q, setQ] = useState("");
  const asked = useDeferredValue(q.trim());
  const filter = { ...(metric ? { metric } : {}), ...(asked ? { q: asked } : {}) };
  const { data: guides, error } = useGuides(filter);
  const { data: recommended } = useRecommended(Boolean(me));
  return (
    <>
      <PageTitle title={words.title} lead={words.lead} />
      <div className="flex flex-col gap-10">
        {recommended && recommended.guides.length > 0 && (
          <section aria-labelledby="recommended">
            <h2 id="recommended" className="text-xl font-semibold">
              {words.recommended}
            </h2>
            <p className="mt-1 mb-4 text-sm text-ink-soft">{recommended.basis}</p>
            <Grid items={recommended.guides} reasons={recommended.guides.map((guide) => guide.why)} />
          </section>
        )}
        <Courses />
        <section aria-labelledby="all">
          <h2 id="all" className="mb-4 text-xl font-semibold">
            {words.all}
          </h2>
          <div className="mb-4 flex flex-wrap gap-4">
            <Field label={words.find} className="min-w-56 flex-1">
              {(props) => (
                <Input {...props} type="search" value={q} onChange={(event) => setQ(event.target.value)} />
              )}
            </Field>
            <Field label={words.metric}>
              {(props) => (
                <Select {...props} value={metric} onChange={(event) => setMetric(event.target.value)}>
                  <option value="">{words.any}</option>
                  {Object.entries(words.metrics).map(([value, label]) => (
                    <option key={value} value={value}>
                      {label}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          </div>
          {error && <Notice look="bad">{toProblem(error).message}</Notice>}
          {guides && guides.length === 0 && <Notice>{words.none}</Notice>}
          {guides && <Grid items={guides} />}
        </section>
      </div>
    </>
  );
}

function Grid({ items, reasons }: { items: Item[]; reasons?: string[] }) {
  return (
    <ul className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
      {items.map((item, index) => (
        <li key={item.slug}>
          <GuideCard item={item} reason={reasons?.[index] ?? ""} />
        </li>
      ))}
    </ul>
  );
}

function GuideCard({ item, reason }: { item: Item; reason: string }) {
  const metric = words.metrics[item.metric as keyof typeof words.metrics] ?? item.metric;
  return (
    <Card className="relative flex h-full flex-col gap-2 hover:border-accent">
      <p className="flex items-center gap-2 text-xs text-ink-soft">
        <BookOpen aria-hidden className="size-4" />
        {metric} · {words.minutes(item.minutes)}
        {item.read_at && (
          <span className="ml-auto flex items-center gap-1 text-good">
            <Check aria-hidden className="size-4" />
            {words.read}
          </span>
        )}
      </p>
      <h3 className="font-medium">
        {item.external ? (
          <a href={item.url ?? ""} target="_blank" rel="noreferrer" className="after:absolute after:inset-0">
            {item.title}
          </a>
        ) : (
          <Link href={`/resources/?guide=${item.slug}`} className="after:absolute after:inset-0">
            {item.title}
          </Link>
        )}
      </h3>
      <p className="text-sm leading-relaxed text-ink-soft">{reason || item.summary}</p>
      {item.external && (
        <p className="mt-auto flex items-center gap-1 text-xs text-ink-soft">
          <ExternalLink aria-hidden className="size-4" />
          {words.external}
        </p>
      )}
    </Card>
  );
}

function Courses() {
  const { data: courses } = useCourses();
  if (!courses?.length) return null;
  return (
    <section aria-labelledby="courses">
      <h2 id="courses" className="mb-4 text-xl font-semibold">
        {words.courses}
      </h2>
      <ul className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {courses.map((course) => {
          const done = course.steps.filter((step) => step.exercise_done).length;
          const next = course.steps.find((step) => step.slug === course.next) ?? course.steps[0];
          return (
            <li key={course.id}>
              <Card className="relative h-full hover:border-accent">
                <h3 className="font-medium">
                  <Link href={`/resources/?guide=${next?.slug ?? ""}`} className="after:absolute after:inset-0">
                    {course.title}
                  </Link>
                </h3>
                <p className="mt-1 text-sm leading-relaxed text-ink-soft">{course.summary}</p>
                <progress value={done} max={course.steps.length} aria-hidden className="mt-3 h-1.5 w-full accent-accent" />
                <p className="mt-1 text-xs text-ink-soft">{words.steps(done, course.steps.length)}</p>
              </Card>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
