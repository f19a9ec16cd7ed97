// The shape of the answer about what was said of a downtime. All instants are integer milliseconds.

/** One entry that stands, and who recorded it where. */
export type Said = {
  readonly id: string;
  readonly kind: "downtime.declared" | "downtime.ended" | "charting.begun" | "charting.ended";
  /** From when on it says so. */
  readonly from: number;
  readonly cause: string;
  readonly planned: boolean;
  readonly exercise: boolean;
  readonly on: "screen" | "paper" | null;
  /** Name null = nobody of that id is enrolled here. */
  readonly by: { readonly id: string; readonly name: string | null };
  /** When it was recorded, by the clock of its node. */
  readonly at: number;
  /** First 8 hex digits of the node that recorded it. */
  readonly node: string;
  /** Recorded on the node that answers. */
  readonly here: boolean;
};

/** Two or more entries of one key, none of which replaced the other: a person settles it (DESIGN §2). */
export type Conflict = {
  readonly key: string;
  /** Null = the whole house. */
  readonly unit: string | null;
  /** Kind of data; null = all. */
  readonly kind: string | null;
  readonly said: readonly Said[];
};

export type DowntimeAnswer = {
  readonly at: number;
  /** Ids of what stands for the whole house: an act names them as seen. */
  readonly seen: readonly string[];
  readonly conflicts: readonly Conflict[];
};
