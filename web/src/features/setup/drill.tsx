"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { toProblem } from "@/lib/api/problem";
import { type Suggested, nextOf, questionsFor } from "@/lib/drill";
import { setup } from "@/text/setup";
import type { Scenario } from "./scenario";

const words = setup.drill;
const COUNT = 5;

/** Questions one by one, each with its feedback, for who has five minutes. */
export function QuickDrill({ scenario }: { scenario: Scenario }) {
  const router = useRouter();
  const [questions, setQuestions] = useState<Suggested[]>([]);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const { role, industry, difficulty, kind } = scenario;

  async function work(task: () => Promise<void>) {
    setBusy(true);
    setProblem("");
    try {
      await task();
    } catch (error) {
      setProblem(toProblem(error).message);
    } finally {
      setBusy(false);
    }
  }

  const find = () =>
    work(async () => setQuestions(await questionsFor({ role, industry, difficulty, kind, count: COUNT })));
  const begin = (from: number) =>
    work(async () => {
      const texts = questions.slice(from).map((each) => each.text);
      const id = await nextOf({ role, industry, questions: texts });
      router.push(`/interviews/room/?id=${id}`);
    });

  return (
    <Card className="mt-8">
      <h2 className="text-lg font-semibold">{words.title}</h2>
      <p className="mt-1 text-sm leading-relaxed text-ink-soft">{words.body}</p>
      {questions.length > 0 && (
        <ol className="mt-4 flex flex-col gap-3">
          {questions.map((question, index) => (
            <li key={question.id} className="flex flex-wrap items-center justify-between gap-3 border-t border-line pt-3">
              <div className="min-w-48 flex-1 text-sm">
                <p>{question.text}</p>
                <p className="text-ink-soft">
                  {question.competency} · {words.sources[question.source]}
                </p>
              </div>
              <Button look="secondary" busy={busy} onClick={() => void begin(index)}>
                {words.answer}
              </Button>
            </li>
          ))}
        </ol>
      )}
      {problem && (
        <Notice look="bad" className="mt-3">
          {problem}
        </Notice>
      )}
      <Button look="secondary" className="mt-4" busy={busy} onClick={() => void find()}>
        {busy ? words.finding : questions.length ? words.others : words.find}
      </Button>
    </Card>
  );
}
