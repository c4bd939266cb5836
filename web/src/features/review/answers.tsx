"use client";

import { Card } from "@/components/ui/card";
import { text } from "@/text";
import { type Answer, type Evidence, type Interview, score } from "./data";
import { Quote } from "./quote";
import { RetriesOf } from "./retries";
import { Retry } from "./retry";

const words = text.review;

export function Answers({ answers, interview }: { answers: Answer[]; interview: Interview }) {
  if (answers.length === 0) return null;
  return (
    <section aria-labelledby="answers" className="flex flex-col gap-4">
      <h2 id="answers" className="text-xl font-semibold">
        {words.answers.title}
      </h2>
      {answers.map((answer) => (
        <AnswerCard key={answer.position} answer={answer} interview={interview} />
      ))}
    </section>
  );
}

function AnswerCard({ answer, interview }: { answer: Answer; interview: Interview }) {
  const followUps = interview.turns.filter(
    (turn) => turn.question === answer.position && turn.speaker === "interviewer" && turn.why,
  );
  const scored = answer.scores.filter((each) => each.value !== null);
  return (
    <Card className="flex flex-col gap-4">
      <div>
        <p className="text-sm text-ink-soft">{words.answers.asked(answer.position + 1, answer.competency)}</p>
        <h3 className="mt-1 text-lg font-medium">{answer.question}</h3>
      </div>
      {followUps.map((turn) => (
        <div key={turn.id} className="border-l-2 border-accent pl-3 text-sm">
          <p>{turn.text}</p>
          <p className="text-ink-soft">
            {words.answers.why}: {turn.why}
          </p>
        </div>
      ))}
      {scored.length > 0 && (
        <ul className="flex flex-wrap gap-2 text-sm">
          {scored.map((each) => (
            <li key={each.metric} className="rounded-md bg-sunken px-2.5 py-1">
              {each.label} <span className="font-semibold tabular-nums">{score(each.value ?? 0)}</span>
            </li>
          ))}
        </ul>
      )}
      {heardOnce(scored).map((each, index) => (
        <Quote key={index} evidence={each} />
      ))}
      <div className="grid gap-4 md:grid-cols-2">
        <Note label={words.answers.strength} body={answer.strength} />
        <Note label={words.answers.next} body={answer.next_step} />
      </div>
      {answer.stronger && (
        <blockquote className="rounded-lg bg-accent-soft p-4 text-sm leading-relaxed">
          <p className="font-medium">{words.answers.stronger}</p>
          <p className="mt-1">{answer.stronger}</p>
        </blockquote>
      )}
      <Notes notes={answer.notes} />
      <RetriesOf interviewId={interview.id} position={answer.position} />
      <Retry interviewId={interview.id} position={answer.position} />
    </Card>
  );
}

function Notes({ notes }: { notes: Answer["notes"] }) {
  if (notes.length === 0) return null;
  return (
    <details>
      <summary className="min-h-8 text-sm font-medium text-accent">{words.answers.notes}</summary>
      <ul className="mt-2 flex flex-col gap-2">
        {notes.map((note, index) => (
          <li key={index}>
            {note.turn_id ? (
              <Quote
                evidence={{
                  turn_id: note.turn_id,
                  quote: note.quote,
                  start_s: note.start_s,
                  end_s: note.end_s,
                  why: note.text,
                }}
              />
            ) : (
              <p className="text-sm">{note.text}</p>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Each quote once, with all that it is quoted for. */
function heardOnce(scores: Answer["scores"]): Evidence[] {
  const found = new Map<string, Evidence>();
  for (const each of scores.flatMap((score) => score.evidence)) {
    const key = `${each.turn_id} ${each.start_s} ${each.quote}`;
    const known = found.get(key);
    if (!known) found.set(key, each);
    else if (!known.why.includes(each.why)) found.set(key, { ...known, why: `${known.why} ${each.why}` });
  }
  return [...found.values()];
}

function Note({ label, body }: { label: string; body: string }) {
  if (!body) return null;
  return (
    <div className="text-sm leading-relaxed">
      <p className="font-medium">{label}</p>
      <p className="text-ink-soft">{body}</p>
    </div>
  );
}
