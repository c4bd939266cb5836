"use client";

import { Dices, History } from "lucide-react";
import useSWR from "swr";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Choice } from "@/components/ui/choice";
import { Field, Input, TextArea } from "@/components/ui/field";
import { get } from "@/lib/api/client";
import { text } from "@/text";
import { DocumentField } from "./document-field";
import { type Industry, type Preset, type Role, type Scenario, fromPreset, remembered, surprise } from "./scenario";

const words = text.setup;

const named = <T extends string>(from: Record<T, { name: string; about: string }>) =>
  (Object.entries(from) as [T, { name: string; about: string }][]).map(([value, { name, about }]) => ({
    value,
    label: name,
    about,
  }));
const plain = <T extends string>(from: Record<T, string>) =>
  (Object.entries(from) as [T, string][]).map(([value, label]) => ({ value, label }));

interface Props {
  scenario: Scenario;
  onChange: (change: Partial<Scenario>) => void;
  onNext: () => void;
  errors: Record<string, string>;
}

/** One screen: what to be interviewed for. */
export function SetupForm({ scenario, onChange, onNext, errors }: Props) {
  const { data: roles = [] } = useSWR("/settings/roles", (url: string) => get<Role[]>(url));
  const { data: industries = [] } = useSWR("/settings/industries", (url: string) => get<Industry[]>(url));
  const { data: presets = [] } = useSWR("/settings/scenarios", (url: string) => get<Preset[]>(url));
  const industry = industries.find((each) => each.name === scenario.industry);
  const fitting = roles.filter((role) => !industry || role.industries.includes(industry.id));
  return (
    <form
      noValidate
      className="flex flex-col gap-6"
      onSubmit={(event) => {
        event.preventDefault();
        onNext();
      }}
    >
      <Presets presets={presets} onChange={onChange} onSurprise={() => onChange(surprise(roles, industries))} />
      <Card className="grid gap-6 sm:grid-cols-2">
        <Field label={words.industry} error={errors.industry}>
          {(props) => (
            <Input
              {...props}
              list="industries"
              value={scenario.industry}
              onChange={(event) => onChange({ industry: event.target.value })}
            />
          )}
        </Field>
        <Field label={words.role} hint={words.roleHint} error={errors.role}>
          {(props) => (
            <Input
              {...props}
              list="roles"
              value={scenario.role}
              onChange={(event) => onChange({ role: event.target.value })}
            />
          )}
        </Field>
        <datalist id="industries">
          {industries.map(({ id, name }) => (
            <option key={id} value={name} />
          ))}
        </datalist>
        <datalist id="roles">
          {(fitting.length ? fitting : roles).map(({ id, name }) => (
            <option key={id} value={name} />
          ))}
        </datalist>
        <Choice
          label={words.kind}
          value={scenario.kind}
          options={named(words.kinds)}
          onChange={(kind) => onChange({ kind })}
          className="sm:col-span-2"
        />
        <Choice
          label={words.mode}
          value={scenario.mode}
          options={named(words.modes)}
          onChange={(mode) => onChange({ mode })}
          className="sm:col-span-2"
        />
        <Choice
          label={words.difficulty}
          value={scenario.difficulty}
          options={plain(words.difficulties)}
          onChange={(difficulty) => onChange({ difficulty })}
        />
        <Choice
          label={words.persona}
          value={scenario.persona}
          options={plain(words.personas)}
          onChange={(persona) => onChange({ persona })}
        />
        <Choice
          label={words.format}
          value={scenario.format}
          options={named(words.formats)}
          onChange={(format) => onChange({ format })}
          className="sm:col-span-2"
        />
        <Field label={words.length} hint={words.minutes(scenario.questions)} className="sm:col-span-2">
          {(props) => (
            <div className="flex items-center gap-4">
              <input
                {...props}
                type="range"
                min={1}
                max={12}
                value={scenario.questions}
                onChange={(event) => onChange({ questions: Number(event.target.value) })}
                className="h-11 max-w-md flex-1 accent-accent"
              />
              <output className="w-8 text-lg font-semibold tabular-nums">{scenario.questions}</output>
            </div>
          )}
        </Field>
      </Card>
      <More scenario={scenario} onChange={onChange} errors={errors} />
      <Button type="submit" size="large" className="self-end">
        {words.next}
      </Button>
    </form>
  );
}

function Presets({
  presets,
  onChange,
  onSurprise,
}: {
  presets: Preset[];
  onChange: Props["onChange"];
  onSurprise: () => void;
}) {
  const last = typeof window === "undefined" ? null : remembered();
  return (
    <section aria-label={words.presets}>
      <div className="-mx-4 flex gap-2 overflow-x-auto px-4 pb-2" tabIndex={0} role="group" aria-label={words.presets}>
        {last && (
          <Button look="secondary" className="shrink-0" onClick={() => onChange(last)}>
            <History aria-hidden className="size-4" />
            {words.last}
          </Button>
        )}
        <Button look="secondary" className="shrink-0" onClick={onSurprise}>
          <Dices aria-hidden className="size-4" />
          {words.surprise}
        </Button>
        {presets.map((preset) => (
          <Button
            key={preset.slug}
            look="secondary"
            className="shrink-0"
            title={preset.about}
            onClick={() => onChange(fromPreset(preset))}
          >
            {preset.name}
          </Button>
        ))}
      </div>
    </section>
  );
}

function More({ scenario, onChange, errors }: Omit<Props, "onNext">) {
  return (
    <details className="rounded-card border border-line bg-surface">
      <summary className="min-h-11 px-6 py-4 font-medium">{words.more}</summary>
      <div className="grid gap-6 px-6 pb-6 sm:grid-cols-2">
        <DocumentField kind="cv" label={words.cv} value={scenario.cv} onChange={(cv) => onChange({ cv })} />
        <DocumentField
          kind="job_description"
          label={words.job}
          value={scenario.job_description}
          onChange={(job_description) => onChange({ job_description })}
        />
        <Field label={words.candidate} error={errors.candidate}>
          {(props) => (
            <Input
              {...props}
              maxLength={60}
              autoComplete="given-name"
              value={scenario.candidate}
              onChange={(event) => onChange({ candidate: event.target.value })}
            />
          )}
        </Field>
        <Field label={words.company} error={errors.company}>
          {(props) => (
            <Input
              {...props}
              maxLength={120}
              autoComplete="organization"
              value={scenario.company}
              onChange={(event) => onChange({ company: event.target.value })}
            />
          )}
        </Field>
        <Field label={words.date} error={errors.interview_date}>
          {(props) => (
            <Input
              {...props}
              type="date"
              value={scenario.interview_date}
              onChange={(event) => onChange({ interview_date: event.target.value })}
            />
          )}
        </Field>
        <Field label={words.own} hint={words.ownHint} error={errors.own_questions}>
          {(props) => (
            <TextArea
              {...props}
              rows={3}
              maxLength={8000}
              value={scenario.own_questions}
              onChange={(event) => onChange({ own_questions: event.target.value })}
            />
          )}
        </Field>
      </div>
    </details>
  );
}
