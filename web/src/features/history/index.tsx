"use client";

import { Search, Trash2, Undo2 } from "lucide-react";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useState } from "react";
import useSWR from "swr";
import useSWRInfinite from "swr/infinite";
import { PageTitle } from "@/components/page-title";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Field, Input, Select } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { get, post, remove } from "@/lib/api/client";
import { toProblem } from "@/lib/api/problem";
import type { components } from "@/lib/api/schema";
import { text } from "@/text";
import { type Choice, Chooser, useChoice } from "./choice";
import { Comparison } from "./comparison";
import { type Item, dayOf, nameOf } from "./item";

const words = text.history;
type HistoryPage = components["schemas"]["HistoryPage"];
type FoundPage = components["schemas"]["FoundPage"];
/** An interview that was just deleted, and can be brought back. */
interface Gone {
  id: string;
  name: string;
}

/** A review that was deleted leads here, and says so in the address. */
function goneBefore(asked: URLSearchParams): Gone | null {
  const id = asked.get("deleted");
  return id ? { id, name: asked.get("name") ?? "" } : null;
}

interface Filter {
  kind: string;
  mode: string;
}

export function History() {
  const [filter, setFilter] = useState<Filter>({ kind: "", mode: "" });
  const [asked, setAsked] = useState("");
  return (
    <>
      <PageTitle title={words.title} lead={words.lead} />
      <Controls filter={filter} onFilter={setFilter} asked={asked} onAsk={setAsked} />
      {asked ? <Found asked={asked} /> : <List filter={filter} />}
    </>
  );
}

interface ControlsProps {
  filter: Filter;
  onFilter: (filter: Filter) => void;
  asked: string;
  onAsk: (words: string) => void;
}

function Controls({ filter, onFilter, asked, onAsk }: ControlsProps) {
  const kinds = Object.entries(text.setup.kinds).map(([value, { name }]) => ({ value, name }));
  const modes = Object.entries(text.setup.modes).map(([value, { name }]) => ({ value, name }));
  return (
    <div className="mb-6 flex flex-wrap items-end gap-4">
      <form
        role="search"
        className="flex min-w-64 flex-1 items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          onAsk(String(new FormData(event.currentTarget).get("q") ?? "").trim());
        }}
      >
        <Field label={words.search} className="flex-1">
          {(props) => <Input {...props} name="q" type="search" defaultValue={asked} placeholder={words.searchHint} />}
        </Field>
        <Button type="submit" look="secondary">
          <Search aria-hidden className="size-4" />
          {words.find}
        </Button>
        {asked && (
          <Button look="quiet" onClick={() => onAsk("")}>
            {words.clear}
          </Button>
        )}
      </form>
      {[
        { label: words.kind, name: "kind" as const, options: kinds },
        { label: words.mode, name: "mode" as const, options: modes },
      ].map(({ label, name, options }) => (
        <Field key={name} label={label}>
          {(props) => (
            <Select
              {...props}
              value={filter[name]}
              onChange={(event) => onFilter({ ...filter, [name]: event.target.value })}
            >
              <option value="">{words.all}</option>
              {options.map((option) => (
                <option key={option.value} value={option.value}>
                  {option.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      ))}
    </div>
  );
}

function List({ filter }: { filter: Filter }) {
  const chosen = Object.fromEntries(Object.entries(filter).filter(([, value]) => value));
  const { data, error, size, setSize, mutate, isLoading } = useSWRInfinite<HistoryPage>(
    (index, before: HistoryPage | null) =>
      before && !before.next ? null : ["history", filter.kind, filter.mode, index ? (before?.next ?? "") : ""],
    ([, , , cursor]: [string, string, string, string]) =>
      get<HistoryPage>("/interviews/history", { ...chosen, ...(cursor ? { cursor } : {}) }),
  );
  const asked = useSearchParams();
  const [gone, setGone] = useState<Gone | null>(() => goneBefore(asked));
  const [problem, setProblem] = useState("");
  const items = data?.flatMap((page) => page.items) ?? [];
  const choice = useChoice(items);

  async function act(work: () => Promise<unknown>, after: Gone | null) {
    setProblem("");
    try {
      await work();
      setGone(after);
      await mutate();
    } catch (error) {
      setProblem(toProblem(error).message);
    }
  }

  if (error) return <Notice look="bad">{toProblem(error).message}</Notice>;
  if (isLoading) return <p className="py-12 text-center text-ink-soft">{text.common.loading}</p>;
  return (
    <div className="flex flex-col gap-3">
      {problem && <Notice look="bad">{problem}</Notice>}
      {gone && (
        <Notice
          action={
            <Button
              look="secondary"
              onClick={() => void act(() => post(`/interviews/${gone.id}/restore`), null)}
            >
              <Undo2 aria-hidden className="size-4" />
              {text.common.undo}
            </Button>
          }
        >
          {words.deleted(gone.name)}
        </Notice>
      )}
      {items.length === 0 && (Object.keys(chosen).length ? <Notice>{words.nothing}</Notice> : <Empty />)}
      {choice.pair && <Comparison key={choice.pair.map((each) => each.id).join()} held={choice.pair} onClose={choice.close} />}
      <p role="status" className={choice.chosen.length === 1 ? "text-sm text-ink-soft" : "sr-only"}>
        {choice.chosen.length === 1 && words.compare.one}
      </p>
      <ul className="flex flex-col gap-3">
        {items.map((item) => (
          <li key={item.id}>
            <Row item={item} choice={choice} onDelete={() => void act(() => remove(`/interviews/${item.id}`), { id: item.id, name: nameOf(item) })} />
          </li>
        ))}
      </ul>
      {data?.at(-1)?.next && (
        <Button look="secondary" className="self-center" onClick={() => void setSize(size + 1)}>
          {words.more}
        </Button>
      )}
    </div>
  );
}

function Empty() {
  return (
    <Card className="py-14 text-center">
      <h2 className="text-lg font-semibold">{words.empty.title}</h2>
      <p className="mt-2 mb-6 text-ink-soft">{words.empty.body}</p>
      <Button asChild>
        <Link href="/interviews/">{words.empty.start}</Link>
      </Button>
    </Card>
  );
}

interface RowProps {
  item: Item;
  choice: Choice;
  onDelete: () => void;
}

function Row({ item, choice, onDelete }: RowProps) {
  const over = item.status === "completed";
  const day = dayOf(item);
  const details = [
    text.setup.kinds[item.kind as "mixed"]?.name ?? item.kind,
    text.setup.modes[item.mode as "real"]?.name ?? item.mode,
    words.answered(item.answered, item.length),
    ...(item.duration_s === null ? [] : [words.minutes(Math.round(item.duration_s / 60))]),
  ];
  const goal = over ? `/review/?id=${item.id}` : `/interviews/room/?id=${item.id}`;
  const name = nameOf(item);
  return (
    <Card className="flex flex-wrap items-center gap-4 py-4">
      <div className="min-w-48 flex-1">
        <h2 className="font-medium">
          <Link href={goal} className="hover:underline">
            {name}
          </Link>
        </h2>
        <p className="mt-0.5 text-sm text-ink-soft">
          {day} · {details.join(" · ")}
        </p>
      </div>
      {item.score !== null && (
        <p className="text-lg font-semibold tabular-nums">{item.score.toFixed(1)}</p>
      )}
      {!over && <p className="rounded-md bg-warn-soft px-2 py-1 text-sm text-warn">{words.status[item.status]}</p>}
      {over && item.score === null && item.feedback && item.feedback !== "ready" && item.feedback !== "failed" && (
        <p className="text-sm text-ink-soft">{words.working}</p>
      )}
      <div className="flex flex-wrap gap-1">
        {item.score !== null && <Chooser item={item} choice={choice} />}
        <Button look="secondary" asChild>
          <Link href={goal}>{over ? words.open : item.status === "active" ? words.goOn : words.begin}</Link>
        </Button>
        <Button look="quiet" size="icon" aria-label={`${words.delete}: ${name}, ${day}`} onClick={onDelete}>
          <Trash2 aria-hidden className="size-4" />
        </Button>
      </div>
    </Card>
  );
}

function Found({ asked }: { asked: string }) {
  const { data, error } = useSWR(["search", asked], () => get<FoundPage>("/interviews/search", { q: asked }));
  if (error) return <Notice look="bad">{toProblem(error).message}</Notice>;
  if (!data) return <p className="py-12 text-center text-ink-soft">{text.common.loading}</p>;
  if (data.items.length === 0) return <Notice>{words.nothingFound}</Notice>;
  return (
    <ul className="flex flex-col gap-3">
      {data.items.map((found) => (
        <li key={found.turn_id}>
          <Card className="py-4">
            <Link href={`/review/?id=${found.interview_id}`} className="font-medium hover:underline">
              {found.title || found.role}
            </Link>
            <p className="mt-1 text-sm leading-relaxed">
              <span className="text-ink-soft">
                {found.speaker === "candidate" ? words.you : words.interviewer}:{" "}
              </span>
              <Marked snippet={found.snippet} marks={found.marks} />
            </p>
          </Card>
        </li>
      ))}
    </ul>
  );
}

function Marked({ snippet, marks }: { snippet: string; marks: components["schemas"]["Mark"][] }) {
  const pieces: React.ReactNode[] = [];
  let at = 0;
  for (const { start, end } of marks) {
    pieces.push(snippet.slice(at, start), <mark key={start} className="bg-warn-soft text-inherit">{snippet.slice(start, end)}</mark>);
    at = end;
  }
  return (
    <>
      {pieces}
      {snippet.slice(at)}
    </>
  );
}
