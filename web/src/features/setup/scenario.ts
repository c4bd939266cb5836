import type { components } from "@/lib/api/schema";

export type InterviewRequest = components["schemas"]["InterviewRequest"];
export type Role = components["schemas"]["RoleView"];
export type Industry = components["schemas"]["IndustryView"];
export type Preset = components["schemas"]["ScenarioView"];
type Choices = Required<
  Pick<
    InterviewRequest,
    "role" | "industry" | "difficulty" | "kind" | "persona" | "mode" | "format" | "questions" | "company" | "candidate" | "own_questions"
  >
>;

/** What the form holds. */
export interface Scenario extends Choices {
  interview_date: string;
  cv: string;
  job_description: string;
  keep_audio: boolean;
}

export const blank: Scenario = {
  role: "Software engineer",
  industry: "Technology",
  difficulty: "medium",
  kind: "mixed",
  persona: "neutral",
  mode: "practice",
  format: "live",
  questions: 5,
  company: "",
  candidate: "",
  own_questions: "",
  interview_date: "",
  cv: "",
  job_description: "",
  keep_audio: true,
};

const KEY = "ihr.last-scenario";
/** What is remembered in this browser: choices, never what somebody wrote about themselves. */
const REMEMBERED = [
  "role", "industry", "difficulty", "kind", "persona", "mode", "format", "questions",
] as const;

export function remember(scenario: Scenario): void {
  const kept = Object.fromEntries(REMEMBERED.map((name) => [name, scenario[name]]));
  window.localStorage.setItem(KEY, JSON.stringify(kept));
}

export function remembered(): Partial<Scenario> | null {
  try {
    const kept: unknown = JSON.parse(window.localStorage.getItem(KEY) ?? "null");
    return kept && typeof kept === "object" ? (kept as Partial<Scenario>) : null;
  } catch {
    return null;
  }
}

export function fromPreset(preset: Preset): Partial<Scenario> {
  const { role, industry, difficulty, kind, persona, mode, format, questions } = preset;
  return { role, industry, difficulty, kind, persona, mode, format, questions };
}

/** What is sent: what was left empty is left out. */
export function toRequest(scenario: Scenario): InterviewRequest {
  const { interview_date, keep_audio, ...rest } = scenario;
  return {
    ...rest,
    ...(interview_date ? { interview_date } : {}),
    ...(keep_audio ? {} : { keep_audio: false }),
  };
}

export function surprise(roles: Role[], industries: Industry[], random = Math.random): Partial<Scenario> {
  const pick = <T,>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];
  const role = pick(roles);
  const industry = industries.find((each) => each.id === pick(role?.industries ?? []));
  return {
    ...(role ? { role: role.name } : {}),
    ...(industry ? { industry: industry.name } : {}),
    kind: pick(["mixed", "behavioural", "technical", "case", "hr_screen"] as const) ?? "mixed",
    difficulty: pick(["easy", "medium", "hard"] as const) ?? "medium",
  };
}
