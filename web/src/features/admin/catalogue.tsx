"use client";

import { useState } from "react";
import useSWR from "swr";
import { Button } from "@/components/ui/button";
import { Field, Input, Select } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { get, patch, post } from "@/lib/api/client";
import { admin } from "@/text/admin";
import { resources } from "@/text/resources";
import { type Catalogue, type Entry, attempt, keyOf, nameOf } from "./data";

const words = admin.catalogue;

export function CatalogueSection() {
  const [kind, setKind] = useState<Catalogue>("industries");
  const { data, mutate } = useSWR(["catalogue", kind], () => get<Entry[]>(`/admin/${kind}`));
  const [problem, setProblem] = useState("");

  async function act(work: () => Promise<unknown>) {
    setProblem(await attempt(work));
    await mutate();
  }

  const toggle = (entry: Entry) =>
    void act(() => patch(`/admin/${kind}/${keyOf(entry)}`, { active: !entry.active }));
  return (
    <div className="flex flex-col gap-4">
      <Field label={words.kind} className="max-w-xs">
        {(props) => (
          <Select {...props} value={kind} onChange={(event) => setKind(event.target.value as Catalogue)}>
            {Object.entries(words.kinds).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {problem && <Notice look="bad">{problem}</Notice>}
      {kind === "industries" && <AddIndustry onAdd={(values) => act(() => post("/admin/industries", values))} />}
      {kind === "resources" && <AddResource onAdd={(values) => act(() => post("/admin/resources", values))} />}
      <ul className="flex flex-col divide-y divide-line">
        {data?.map((entry) => (
          <li key={keyOf(entry)} className="flex flex-wrap items-center justify-between gap-3 py-1">
            <span className={entry.active ? "" : "text-ink-soft line-through"}>
              {nameOf(entry)}
              {entry.edited && <span className="ml-2 text-xs text-ink-soft">{words.edited}</span>}
              {!entry.active && <span className="sr-only"> ({words.hidden})</span>}
            </span>
            <Button look="quiet" onClick={() => toggle(entry)}>
              {entry.active ? words.hide : words.show}
              <span className="sr-only">: {nameOf(entry)}</span>
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}

type Values = Record<string, string | number>;

function AddForm({ title, onAdd, children }: { title: string; onAdd: (values: Values) => Promise<void>; children: React.ReactNode }) {
  return (
    <details className="rounded-lg border border-line p-4">
      <summary className="min-h-8 font-medium text-accent">{title}</summary>
      <form
        className="mt-4 grid gap-4 sm:grid-cols-2"
        onSubmit={(event) => {
          event.preventDefault();
          const values = [...new FormData(event.currentTarget)].map(([name, value]) => [
            name,
            name === "minutes" ? Number(value) : String(value),
          ]);
          void onAdd(Object.fromEntries(values) as Values);
        }}
      >
        {children}
        <Button type="submit" className="sm:col-span-2 sm:justify-self-end">
          {words.add}
        </Button>
      </form>
    </details>
  );
}

function AddIndustry({ onAdd }: { onAdd: (values: Values) => Promise<void> }) {
  return (
    <AddForm title={words.addIndustry} onAdd={onAdd}>
      <Field label={words.id}>{(props) => <Input {...props} name="id" required pattern="[a-z0-9\-]+" />}</Field>
      <Field label={words.name}>{(props) => <Input {...props} name="name" required maxLength={120} />}</Field>
    </AddForm>
  );
}

function AddResource({ onAdd }: { onAdd: (values: Values) => Promise<void> }) {
  return (
    <AddForm title={words.addResource} onAdd={onAdd}>
      <Field label={words.id}>{(props) => <Input {...props} name="slug" required pattern="[a-z0-9\-]+" />}</Field>
      <Field label={words.name}>{(props) => <Input {...props} name="title" required maxLength={160} />}</Field>
      <Field label={words.address}>{(props) => <Input {...props} name="url" type="url" required />}</Field>
      <Field label={words.about}>{(props) => <Input {...props} name="summary" required />}</Field>
      <Field label={words.kindOf}>
        {(props) => (
          <Select {...props} name="kind">
            <option value="article">{words.article}</option>
            <option value="course">{words.course}</option>
          </Select>
        )}
      </Field>
      <Field label={words.metric}>
        {(props) => (
          <Select {...props} name="metric">
            {Object.entries(resources.metrics).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={words.minutes}>
        {(props) => <Input {...props} name="minutes" type="number" min={1} max={600} defaultValue={5} required />}
      </Field>
    </AddForm>
  );
}
