// The public face of patients: which records are one person.
export {
  type ChartGroup,
  chartGroup,
  type End,
  type Link,
  type LinkEvent,
  type Links,
  personOf,
  standingLinks,
  type Unlink,
  visitNow,
  visitsOf,
} from "./links.ts";
