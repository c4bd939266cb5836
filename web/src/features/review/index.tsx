"use client";

import Link from "next/link";
import { PageTitle } from "@/components/page-title";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { toProblem } from "@/lib/api/problem";
import { text } from "@/text";
import { Actions } from "./actions";
import { Answers } from "./answers";
import { ConfidencePanel } from "./confidence";
import { type Interview, type Scorecard, useInterview, useScorecard } from "./data";
import { DeliveryCharts } from "./delivery";
import { DrillNext } from "./drill-next";
import { Opening } from "./opening";
import { PlayerProvider, usePlayer } from "./player";
import { Scores } from "./scores";
import { Status } from "./status";
import { Transcript } from "./transcript";

const words = text.review;

/** An interview afterwards: what to take away, then the numbers, then every word. */
export function Review({ id }: { id: string }) {
  const { data: interview, error, mutate: readAgain } = useInterview(id);
  const completed = interview?.status === "completed";
  const { data: card, error: noCard, mutate: askAgain } = useScorecard(id, completed);
  if (error || !id) {
    const missing = !id || toProblem(error).status === 404;
    return (
      <Notice look="warn" title={missing ? words.none.title : toProblem(error).message}>
        <Link href="/history/" className="text-accent underline">
          {words.none.back}
        </Link>
      </Notice>
    );
  }
  // The scores stand above the words: without them, the words would be pushed away a moment later.
  const waiting = completed && !card && !noCard;
  if (!interview || waiting) return <p className="py-16 text-center text-ink-soft">{words.loading}</p>;
  return (
    <PlayerProvider interviewId={id}>
      <Loaded
        interview={interview}
        card={card}
        onChanged={() => {
          void readAgain();
          void askAgain();
        }}
      />
    </PlayerProvider>
  );
}

interface LoadedProps {
  interview: Interview;
  card: Scorecard | undefined;
  onChanged: () => void;
}

function Loaded({ interview, card, onChanged }: LoadedProps) {
  const { problem } = usePlayer();
  const name = interview.title || interview.role;
  const day = new Date(interview.ended_at ?? interview.created_at).toLocaleDateString(undefined, {
    dateStyle: "long",
  });
  return (
    <>
      <PageTitle title={name} lead={`${interview.industry} · ${text.setup.difficulties[interview.difficulty as "easy"] ?? interview.difficulty} · ${day}`}>
        <Actions id={interview.id} name={name} />
      </PageTitle>
      <div className="flex flex-col gap-6">
        {problem && <Notice look="bad">{problem}</Notice>}
        <DrillNext />
        {interview.status !== "completed" && (
          <Notice
            action={
              <Button asChild>
                <Link href={`/interviews/room/?id=${interview.id}`}>{words.open.go}</Link>
              </Button>
            }
          >
            {words.open.body}
          </Notice>
        )}
        {card && <Status card={card} onAsked={onChanged} />}
        {card && <Opening card={card} interview={interview} />}
        {card && (
          <div className="grid items-start gap-6 lg:grid-cols-2">
            <Scores card={card} />
            <div className="flex min-w-0 flex-col gap-6">
              <ConfidencePanel confidence={card.confidence} />
              <DeliveryCharts interview={interview} />
            </div>
          </div>
        )}
        {card && <Answers answers={card.answers} interview={interview} />}
        <Transcript interview={interview} card={card} onCorrected={onChanged} />
      </div>
    </>
  );
}
