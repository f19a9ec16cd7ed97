// Who is signed in at this browser, as the node says it.
import { useQuery } from "@tanstack/react-query";
import { post, read } from "../api.ts";

export type Session = {
  readonly id: string;
  readonly person: {
    readonly id: string;
    readonly name: string;
    readonly role: string;
    readonly initials: string;
  };
  /** The unit the person works on; null where none is set. */
  readonly unit: string | null;
  readonly idle_minutes: number;
};
export type Me = { readonly session: Session; readonly state?: "open" | "locked" };

export type Person = { readonly id: string; readonly name: string; readonly role: string };

/** Reads the standing session and whether it is locked; a failure with status 401 means nobody is signed in. */
export function useSession() {
  return useQuery({
    queryKey: ["me"],
    queryFn: ({ signal }) => read<Me>("/me", signal),
    staleTime: 60_000,
    retry: false,
  });
}

/** Everyone who may sign in here. */
export function usePeople() {
  return useQuery({
    queryKey: ["people"],
    queryFn: async ({ signal }) => {
      const answer = await read<readonly Person[] | { readonly people: readonly Person[] }>("/people", signal);
      return "people" in answer ? answer.people : answer;
    },
    retry: false,
  });
}

/** Signs a person in by PIN or password; the cookie is the node's. */
export function signIn(person: string, secret: string): Promise<{ session: Session }> {
  return post("/sign-in", { person, secret });
}

/** The two capitals of a name that stand in the round mark. */
export function initials(name: string): string {
  const [family = "", given = ""] = name.split(",").map(part => part.trim());
  return (given.charAt(0) + family.charAt(0)).toUpperCase() || "?";
}
