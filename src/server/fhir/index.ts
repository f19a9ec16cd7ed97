export { type FhirParts, fhirRoutes } from "./routes.ts";
