"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { PageTitle } from "@/components/page-title";
import { Notice } from "@/components/ui/notice";
import { post } from "@/lib/api/client";
import { toProblem } from "@/lib/api/problem";
import { text } from "@/text";
import { useEngines } from "./engines";
import { QuickDrill } from "./drill";
import { SetupForm } from "./form";
import { Preflight } from "./preflight";
import { type Scenario, blank, remember, remembered, toRequest } from "./scenario";

const words = text.setup;

/** From nothing to the room: what to be interviewed for, then the sound check. */
export function Setup() {
  const router = useRouter();
  const [scenario, setScenario] = useState<Scenario>(() => ({ ...blank, ...remembered() }));
  const [checking, setChecking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const [errors, setErrors] = useState<Record<string, string>>({});

  async function start({ typing, deviceId }: { typing: boolean; deviceId: string }) {
    setBusy(true);
    setProblem("");
    try {
      const made = await post<{ id: string }>("/interviews", toRequest(scenario));
      remember(scenario);
      const query = new URLSearchParams({ id: made.id });
      if (typing) query.set("text", "1");
      if (deviceId) query.set("microphone", deviceId);
      router.push(`/interviews/room/?${query}`);
    } catch (error) {
      const told = toProblem(error);
      setErrors(told.fields);
      setProblem(told.message);
      if (Object.keys(told.fields).length) setChecking(false);
      setBusy(false);
    }
  }

  return (
    <div className="mx-auto max-w-4xl">
      {checking ? (
        <>
          <PageTitle title={words.preflight.title} />
          <Preflight
            keepAudio={scenario.keep_audio}
            onKeepAudio={(keep_audio) => setScenario({ ...scenario, keep_audio })}
            busy={busy}
            problem={problem}
            onBack={() => setChecking(false)}
            onStart={(how) => void start(how)}
          />
        </>
      ) : (
        <>
          <PageTitle title={words.title} lead={words.lead} />
          {problem && (
            <Notice look="bad" className="mb-6">
              {problem}
            </Notice>
          )}
          <SetupForm
            scenario={scenario}
            onChange={(change) => setScenario((before) => ({ ...before, ...change }))}
            onNext={() => {
              setProblem("");
              setChecking(true);
              window.scrollTo({ top: 0 });
            }}
            errors={errors}
          />
          <QuickDrill scenario={scenario} />
          <FeedbackNote />
        </>
      )}
    </div>
  );
}

function FeedbackNote() {
  const engines = useEngines();
  if (!engines) return null;
  return (
    <Notice className="mt-8" title={words.feedback.title}>
      <p>{engines.can_score ? words.feedback.full : words.feedback.basic}</p>
      {!engines.can_score && (
        <details className="mt-2">
          <summary className="min-h-8 font-medium text-accent">{words.feedback.more}</summary>
          <p className="mt-1">{words.feedback.moreBody}</p>
        </details>
      )}
    </Notice>
  );
}
