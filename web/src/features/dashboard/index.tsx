"use client";

import dynamic from "next/dynamic";
import Link from "next/link";
import { useState, useSyncExternalStore } from "react";
import { PageTitle } from "@/components/page-title";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Field, Input, Select } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { Progress as ProgressBar } from "@/components/ui/progress";
import { toProblem } from "@/lib/api/problem";
import { text } from "@/text";
import { type Group, type Insights, thisWeek, useInsights, usePreparation, useRecent, useSettled } from "./data";
import { Milestones } from "./milestones";
import { Next } from "./next";
import { hasSheet, Plan } from "./plan";
import { Recent } from "./recent";
import { Sheet } from "./sheet";
import { Stories } from "./stories";

const words = text.dashboard;
/** Recharts is two thirds of this page's script: it comes after the words. */
const ProgressChart = dynamic(() => import("./chart").then((module) => module.ProgressChart), {
  ssr: false,
  // As tall as the chart with the line below it, so that nothing moves when it comes.
  loading: () => <div className="h-82 rounded-lg bg-sunken" />,
});

export function Dashboard() {
  const { data: insights, error } = useInsights();
  const { data: preparation } = usePreparation();
  const settled = useSettled();
  if (error) return <Notice look="bad">{toProblem(error).message}</Notice>;
  return (
    <>
      <Sheet />
      <div className={preparation && hasSheet(preparation) ? "print:hidden" : undefined}>
        <PageTitle title={words.title} lead={words.lead}>
          <Button asChild>
            <Link href="/interviews/">{text.home.setUp}</Link>
          </Button>
        </PageTitle>
        {settled ? <Cards insights={insights} /> : <p className="py-16 text-center text-ink-soft">{text.common.loading}</p>}
      </div>
    </>
  );
}

function Cards({ insights }: { insights: Insights | undefined }) {
  return (
    <>
      {insights?.interviews === 0 && <Empty text={insights.text} />}
      <div className="grid items-start gap-6 lg:grid-cols-3">
        <div className="flex flex-col gap-6 lg:col-span-2">
          {insights && insights.groups.length > 0 && <Progress insights={insights} />}
          <Stories />
          {insights && insights.interviews > 0 && <Pressure pressure={insights.pressure} />}
          <Next />
        </div>
        <div className="flex flex-col gap-6">
          <Plan />
          <Week />
          <Recent />
          <Milestones />
        </div>
      </div>
    </>
  );
}

function Empty({ text: missing }: { text: string }) {
  return (
    <Card className="mb-6 py-12 text-center">
      <h2 className="text-lg font-semibold">{words.empty.title}</h2>
      <p className="mx-auto mt-2 mb-6 max-w-lg text-ink-soft">{missing || words.empty.body}</p>
      <Button asChild>
        <Link href="/interviews/">{words.empty.start}</Link>
      </Button>
    </Card>
  );
}

function Progress({ insights }: { insights: Insights }) {
  const [chosen, setChosen] = useState(0);
  const group = insights.groups[chosen] ?? insights.groups[0];
  const [metric, setMetric] = useState<string>("");
  if (!group) return null;
  const series = group.series.find((each) => each.metric === metric) ?? group.series[0];
  return (
    <Card aria-labelledby="progress">
      <h2 id="progress" className="text-xl font-semibold">
        {words.progress}
      </h2>
      <p className="mt-1 text-sm text-ink-soft">{insights.text}</p>
      <div className="my-4 flex flex-wrap gap-4">
        <Field label={words.group} className="min-w-52 flex-1">
          {(props) => (
            <Select {...props} value={chosen} onChange={(event) => setChosen(Number(event.target.value))}>
              {insights.groups.map((each, index) => (
                <option key={index} value={index}>
                  {each.label} ({each.interviews})
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={words.metric} className="min-w-40">
          {(props) => (
            <Select {...props} value={series?.metric} onChange={(event) => setMetric(event.target.value)}>
              {group.series.map((each) => (
                <option key={each.metric} value={each.metric}>
                  {each.label}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      {series && <ProgressChart group={group} series={series} window={insights.window} />}
      {series && <p className="mt-3 text-sm">{series.trend.text}</p>}
      <Averages group={group} />
    </Card>
  );
}

function Averages({ group }: { group: Group }) {
  if (group.by_role.length < 2) return null;
  return (
    <div className="mt-5">
      <h3 className="text-sm font-medium">{words.byRole}</h3>
      <ul className="mt-2 flex flex-col gap-1 text-sm">
        {group.by_role.map((each) => (
          <li key={each.role} className="flex justify-between gap-4">
            <span>
              {each.role} <span className="text-ink-soft">({words.interviews(each.interviews)})</span>
            </span>
            <span className="tabular-nums">
              {each.average.toFixed(1)}{" "}
              <span className="text-ink-soft">
                {each.interval[0].toFixed(1)}–{each.interval[1].toFixed(1)}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Pressure({ pressure }: { pressure: Insights["pressure"] }) {
  return (
    <Card aria-labelledby="pressure">
      <h2 id="pressure" className="text-xl font-semibold">
        {words.pressure}
      </h2>
      <p className="mt-2 leading-relaxed">{pressure.text}</p>
      {pressure.difference !== null && <p className="mt-1 text-sm text-ink-soft">{pressure.caution}</p>}
    </Card>
  );
}

const GOAL_KEY = "ihr.weekly-goal";
const goalListeners = new Set<() => void>();
const readGoal = () => Number(window.localStorage.getItem(GOAL_KEY) ?? 2);
const watchGoal = (listener: () => void) => {
  goalListeners.add(listener);
  return () => goalListeners.delete(listener);
};

function Week() {
  const { data } = useRecent();
  const goal = useSyncExternalStore(watchGoal, readGoal, () => 2);
  const held = (data?.items ?? []).filter((each) => each.status === "completed");
  const done = thisWeek(held.map((each) => each.ended_at ?? each.created_at));
  return (
    <Card aria-labelledby="week">
      <h2 id="week" className="text-lg font-semibold">
        {words.goal.title}
      </h2>
      <p className="mt-2 text-sm">{words.goal.done(done, goal)}</p>
      <div className="mt-2">
        <ProgressBar label={words.goal.title} value={done} max={goal} />
      </div>
      <Field label={words.goal.label} hint={words.goal.kept} className="mt-3">
        {(props) => (
          <Input
            {...props}
            type="number"
            min={1}
            max={21}
            value={goal}
            onChange={(event) => {
              window.localStorage.setItem(GOAL_KEY, String(Math.max(1, Number(event.target.value))));
              goalListeners.forEach((listener) => listener());
            }}
          />
        )}
      </Field>
    </Card>
  );
}
