import useSWR from "swr";
import { get } from "@/lib/api/client";
import type { components } from "@/lib/api/schema";

export type Insights = components["schemas"]["InsightsView"];
export type Group = Insights["groups"][number];
export type Series = Group["series"][number];
export type Milestones = components["schemas"]["AchievementsView"];
export type HistoryPage = components["schemas"]["HistoryPage"];
export type Recommendations = components["schemas"]["RecommendationsView"];

export const useInsights = () => useSWR("/dashboard/insights", (url: string) => get<Insights>(url));
export const useMilestones = () =>
  useSWR("/dashboard/achievements", (url: string) => get<Milestones>(url));
export const useRecommendations = () =>
  useSWR("/recommendations", (url: string) => get<Recommendations>(url));
export const useRecent = () =>
  useSWR("/interviews/history?limit=20", (url: string) => get<HistoryPage>(url));

/** How many of these fall into the week that `now` is in; a week begins on Monday (ISO 8601). */
export function thisWeek(dates: string[], now = new Date()): number {
  const monday = new Date(now);
  monday.setHours(0, 0, 0, 0);
  monday.setDate(monday.getDate() - ((monday.getDay() + 6) % 7));
  return dates.filter((date) => new Date(date) >= monday).length;
}
