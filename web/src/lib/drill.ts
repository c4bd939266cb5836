import { get, post } from "@/lib/api/client";
import type { components } from "@/lib/api/schema";

export type Suggested = components["schemas"]["SuggestedQuestion"];
export interface Drill {
  role: string;
  industry: string;
  /** What is still to be asked, in order. */
  questions: string[];
}

const KEY = "ihr.drill";

export const questionsFor = (asked: {
  role: string;
  industry: string;
  difficulty: string;
  kind: string;
  count: number;
}) => get<Suggested[]>("/interviews/questions", asked);

/** The drill of this tab, null where there is none. */
export function currentDrill(): Drill | null {
  try {
    return JSON.parse(window.sessionStorage.getItem(KEY) ?? "null") as Drill | null;
  } catch {
    return null;
  }
}

/** Plan an interview of the next question; its id. What is left is kept for this tab. */
export async function nextOf(drill: Drill): Promise<string> {
  const [question = "", ...questions] = drill.questions;
  const { role, industry } = drill;
  const made = await post<{ id: string }>("/interviews", {
    role,
    industry,
    own_questions: question,
    questions: 1,
    mode: "practice",
  });
  if (questions.length) {
    window.sessionStorage.setItem(KEY, JSON.stringify({ role, industry, questions }));
  } else {
    window.sessionStorage.removeItem(KEY);
  }
  return made.id;
}
