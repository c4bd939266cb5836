"use client";

import { ChevronLeft, Mic } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import Markdown from "react-markdown";
import remarkGfm from "remark-gfm";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { post, put, remove } from "@/lib/api/client";
import { toProblem } from "@/lib/api/problem";
import { useSession } from "@/lib/session/session";
import { text } from "@/text";
import { type Guide, useGuide } from "./data";

const words = text.resources;

/** One guide, to be read; then its exercise, to be spoken. */
export function Reading({ slug }: { slug: string }) {
  const { data: guide, error, mutate } = useGuide(slug);
  if (error) {
    return <Notice look="warn">{toProblem(error).status === 404 ? words.missing : toProblem(error).message}</Notice>;
  }
  if (!guide) return <p className="py-16 text-center text-ink-soft">{text.common.loading}</p>;
  return (
    <article className="mx-auto max-w-2xl">
      <Link href="/resources/" className="flex min-h-11 items-center gap-1 text-sm text-accent">
        <ChevronLeft aria-hidden className="size-4" />
        {words.back}
      </Link>
      <p className="mt-4 text-sm text-ink-soft">
        {guide.course_title && guide.step ? `${words.step(guide.step, guide.course_title)} · ` : ""}
        {words.minutes(guide.minutes)}
      </p>
      <h1 className="mt-1 text-3xl font-semibold">{guide.title}</h1>
      <div className="mt-6 text-lg leading-relaxed [&_blockquote]:my-5 [&_blockquote]:border-l-2 [&_blockquote]:border-accent [&_blockquote]:pl-4 [&_blockquote]:text-ink-soft [&_h2]:mt-8 [&_h2]:mb-2 [&_h2]:text-xl [&_h2]:font-semibold [&_h3]:mt-6 [&_h3]:mb-1 [&_h3]:font-semibold [&_li]:my-1 [&_ol]:my-4 [&_ol]:list-decimal [&_ol]:pl-6 [&_p]:my-4 [&_table]:w-full [&_table]:text-base [&_td]:border-t [&_td]:border-line [&_td]:py-2 [&_td]:pr-3 [&_td]:align-top [&_th]:py-2 [&_th]:pr-3 [&_th]:text-left [&_ul]:my-4 [&_ul]:list-disc [&_ul]:pl-6">
        <Markdown remarkPlugins={[remarkGfm]}>{guide.body}</Markdown>
      </div>
      {guide.exercise && <Exercise guide={guide} exercise={guide.exercise} onChange={() => void mutate()} />}
      <Marks guide={guide} onChange={() => void mutate()} />
      <nav className="mt-8 flex flex-wrap justify-between gap-4 text-sm">
        {guide.previous ? (
          <Link href={`/resources/?guide=${guide.previous.slug}`} className="min-h-11 text-accent">
            {words.previous}: {guide.previous.title}
          </Link>
        ) : (
          <span />
        )}
        {guide.next && (
          <Link href={`/resources/?guide=${guide.next.slug}`} className="min-h-11 text-accent">
            {words.next}: {guide.next.title}
          </Link>
        )}
      </nav>
    </article>
  );
}

interface Part {
  guide: Guide;
  onChange: () => void;
}

function Exercise({ guide, exercise, onChange }: Part & { exercise: NonNullable<Guide["exercise"]> }) {
  const router = useRouter();
  const { me } = useSession();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");

  async function practise() {
    setBusy(true);
    setProblem("");
    try {
      const made = await post<{ id: string }>("/interviews", {
        own_questions: exercise.question,
        questions: 1,
        mode: "practice",
      });
      router.push(`/interviews/room/?id=${made.id}`);
    } catch (error) {
      setProblem(toProblem(error).message);
      setBusy(false);
    }
  }

  return (
    <Card className="mt-10 border-accent">
      <h2 className="flex items-center gap-2 text-lg font-semibold text-accent">
        <Mic aria-hidden className="size-5" />
        {words.exercise}
      </h2>
      <p className="mt-2 leading-relaxed">{exercise.say}</p>
      <p className="mt-3 rounded-lg bg-accent-soft p-4 font-medium">{exercise.question}</p>
      <p className="mt-2 text-sm text-ink-soft">{words.seconds(exercise.seconds)}</p>
      {problem && (
        <Notice look="bad" className="mt-3">
          {problem}
        </Notice>
      )}
      {me && (
        <div className="mt-4 flex flex-wrap gap-3">
          <Button busy={busy} onClick={() => void practise()}>
            {busy ? words.practising : words.practise}
          </Button>
          <Mark path={`${guide.slug}/exercise`} done={guide.exercise_done} yes={words.exerciseDone} no={words.exerciseUndone} onChange={onChange} />
        </div>
      )}
    </Card>
  );
}

function Marks({ guide, onChange }: Part) {
  const { me } = useSession();
  if (me === null) return <p className="mt-6 text-sm text-ink-soft">{words.signIn}</p>;
  return (
    <div className="mt-6">
      <Mark path={`${guide.slug}/read`} done={guide.read_at !== null} yes={words.markRead} no={words.unmark} onChange={onChange} />
    </div>
  );
}

interface MarkProps {
  path: string;
  done: boolean;
  yes: string;
  no: string;
  onChange: () => void;
}

function Mark({ path, done, yes, no, onChange }: MarkProps) {
  const [problem, setProblem] = useState("");
  async function toggle() {
    try {
      const url = `/recommendations/resources/${path}`;
      await (done ? remove(url) : put(url));
      setProblem("");
      onChange();
    } catch (error) {
      setProblem(toProblem(error).message);
    }
  }
  return (
    <>
      <Button look="secondary" aria-pressed={done} onClick={() => void toggle()}>
        {done ? no : yes}
      </Button>
      {problem && (
        <p role="alert" className="text-sm text-bad">
          {problem}
        </p>
      )}
    </>
  );
}
