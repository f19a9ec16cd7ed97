export { assemble, type FieldFact } from "./field-facts.ts";
