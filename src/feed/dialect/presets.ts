// What is usual in a version of HL7 v2, as the same data that a hospital writes.
import type { DialectConfig } from "./schema.ts";

/**
 * `2.3`: a code without its event where only one is used (v2.3 §2.24.1.9), and orders of the pharmacy's section without RXO (OBR-24 `PHR`,
 * table 0074). `2.5.1` is what is read without a dialect: it has no rule.
 */
export const PRESETS: Readonly<Record<NonNullable<DialectConfig["base"]>, Omit<DialectConfig, "base">>> = {
  "2.3": {
    types: { ORM: "ORM^O01", ORU: "ORU^R01", RDE: "RDE^O01", RAS: "RAS^O01", RDS: "RDS^O01", RGV: "RGV^O01" },
    drug_orders: [{ at: "OBR-24", is: ["PHR"] }],
  },
  "2.5.1": {},
};
