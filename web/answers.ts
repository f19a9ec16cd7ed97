// The answers on screen: in memory only, asked again when the node says that something moved.
import { QueryCache, QueryClient } from "@tanstack/react-query";
import { NotAnswered } from "./api.ts";

export const answers = new QueryClient({
  queryCache: new QueryCache({
    // A screen that was locked meanwhile: who is signed in is asked, and the frame leaves the page.
    onError(error, query) {
      const status = error instanceof NotAnswered ? error.failure.status : 0;
      if ((status === 401 || status === 423) && query.queryKey[0] !== "me")
        void answers.invalidateQueries({ queryKey: ["me"] });
    },
  }),
  defaultOptions: {
    queries: {
      // What is on screen is asked again by positions, not by age.
      staleTime: 10_000,
      gcTime: 5 * 60_000,
      networkMode: "always",
      refetchOnWindowFocus: true,
      retry: (count, error) => count < 2 && error instanceof NotAnswered && error.failure.status === 0,
      retryDelay: 1_500,
      // What failed is asked again until it is answered; what may not be read, or is not there, is not.
      refetchInterval: ({ state: { error } }) =>
        error instanceof NotAnswered && (error.failure.status === 0 || error.failure.status >= 500) ? 10_000 : false,
    },
    mutations: { networkMode: "always" },
  },
});

/** The next person never sees the last one's work. What the sign-in page itself asks goes on. */
export function forgetPatients(): void {
  answers.removeQueries({ predicate: query => query.queryKey[0] !== "health" && query.queryKey[0] !== "people" });
}
