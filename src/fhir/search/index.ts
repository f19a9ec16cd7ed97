export { type DateTest, stretchOf } from "./dates.ts";
export { fold, wordsIn } from "./fold.ts";
export { matches } from "./match.ts";
export {
  isServed,
  parametersOf,
  SEARCH,
  type ServedType,
  SHARED,
  WITHOUT_PATIENT,
} from "./parameters.ts";
export { type Asked, type Criterion, named, type Query, readQuery } from "./query.ts";
