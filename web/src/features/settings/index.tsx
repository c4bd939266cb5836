"use client";

import { useState } from "react";
import { PageTitle } from "@/components/page-title";
import { Card } from "@/components/ui/card";
import { Field, Select } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { Toggle } from "@/components/ui/toggle";
import { toProblem } from "@/lib/api/problem";
import { text } from "@/text";
import { Account } from "./account";
import { type Change, type Preferences, useIndustries, usePreferences, useRoles } from "./data";
import { Privacy } from "./privacy";
import { VoiceAndCaptions } from "./voice";

const words = text.settings;

/** Every choice is kept as it is made, but for the voice: a notice says that it was. */
export function Settings() {
  const { preferences, error, change } = usePreferences();
  const [saved, setSaved] = useState(false);
  const [problem, setProblem] = useState("");

  async function keep(part: Change) {
    setSaved(false);
    setProblem("");
    try {
      await change(part);
      setSaved(true);
    } catch (failure) {
      setProblem(toProblem(failure).message);
    }
  }

  if (error) return <Notice look="bad">{toProblem(error).message}</Notice>;
  if (!preferences) return <p className="py-16 text-center text-ink-soft">{text.common.loading}</p>;
  const onChange = (part: Change) => void keep(part);
  return (
    <div className="mx-auto max-w-2xl">
      <PageTitle title={words.title}>
        <p role="status" className="text-sm text-good">
          {saved && words.saved}
        </p>
      </PageTitle>
      {problem && (
        <Notice look="bad" className="mb-4">
          {problem}
        </Notice>
      )}
      <div className="flex flex-col gap-6">
        <NextInterview preferences={preferences} onChange={onChange} />
        <VoiceAndCaptions preferences={preferences} onChange={onChange} />
        <HowISpeak preferences={preferences} onChange={onChange} />
        <Privacy preferences={preferences} onChange={onChange} />
        <Account />
      </div>
    </div>
  );
}

type Difficulty = NonNullable<Preferences["scenario"]["difficulty"]>;

interface Props {
  preferences: Preferences;
  onChange: (change: Change) => void;
}

function NextInterview({ preferences, onChange }: Props) {
  const { data: roles = [] } = useRoles();
  const { data: industries = [] } = useIndustries();
  const { scenario } = preferences;
  const choices = [
    { name: "industry" as const, label: words.interview.industry, options: industries },
    { name: "role" as const, label: words.interview.role, options: roles },
  ];
  return (
    <Card aria-labelledby="interview" className="flex flex-col gap-4">
      <div>
        <h2 id="interview" className="text-lg font-semibold">
          {words.interview.title}
        </h2>
        <p className="text-sm text-ink-soft">{words.interview.body}</p>
      </div>
      {choices.map(({ name, label, options }) => (
        <Field key={name} label={label}>
          {(props) => (
            <Select
              {...props}
              value={scenario[name] ?? ""}
              onChange={(event) =>
                onChange({ scenario: { ...scenario, [name]: event.target.value || null } })
              }
            >
              <option value="">{words.interview.none}</option>
              {options.map((option) => (
                <option key={option.id} value={option.name}>
                  {option.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      ))}
      <Field label={text.setup.difficulty}>
        {(props) => (
          <Select
            {...props}
            value={scenario.difficulty ?? ""}
            onChange={(event) =>
              onChange({
                scenario: {
                  ...scenario,
                  difficulty: (event.target.value || null) as Difficulty | null,
                },
              })
            }
          >
            <option value="">{words.interview.none}</option>
            {Object.entries(text.setup.difficulties).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </Card>
  );
}

function HowISpeak({ preferences, onChange }: Props) {
  const { how_i_speak } = preferences;
  const set = (part: Partial<typeof how_i_speak>) =>
    onChange({ how_i_speak: { ...how_i_speak, ...part } });
  return (
    <Card aria-labelledby="speak" className="flex flex-col gap-3">
      <div>
        <h2 id="speak" className="text-lg font-semibold">
          {words.speak.title}
        </h2>
        <p className="text-sm leading-relaxed text-ink-soft">{words.speak.body}</p>
      </div>
      <Toggle
        label={words.speak.second}
        checked={how_i_speak.second_language ?? false}
        onChange={(second_language) => set({ second_language })}
      />
      <Toggle
        label={words.speak.pauses}
        checked={how_i_speak.longer_pauses ?? false}
        onChange={(longer_pauses) => set({ longer_pauses })}
      />
      <Toggle
        label={words.speak.rate}
        checked={how_i_speak.rate_delivery ?? true}
        onChange={(rate_delivery) => set({ rate_delivery })}
      />
    </Card>
  );
}
