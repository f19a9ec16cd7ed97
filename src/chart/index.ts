// The face of the chart room to other rooms.

export type * from "./routes.ts";
export { KINDS_OF_DATA } from "./routes.ts";
