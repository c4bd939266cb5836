import useSWR from "swr";
import { get } from "@/lib/api/client";
import type { components } from "@/lib/api/schema";

export type Item = components["schemas"]["ResourceItem"];
export type Guide = components["schemas"]["ResourceView"];
export type Course = components["schemas"]["CourseView"];
export type Recommended = components["schemas"]["RecommendationsView"];

export const useGuides = (filter: Record<string, string>) =>
  useSWR(["guides", filter], () => get<Item[]>("/recommendations/resources", filter), {
    keepPreviousData: true,
  });
export const useCourses = () =>
  useSWR("/recommendations/courses", (url: string) => get<Course[]>(url));
export const useGuide = (slug: string) =>
  useSWR(["guide", slug], () => get<Guide>(`/recommendations/resources/${slug}`));
export const useRecommended = (signedIn: boolean) =>
  useSWR(signedIn && "/recommendations", (url: string) => get<Recommended>(url));
