// Tables that are given as files: what other rooms may use.
export { type CsvBroken, type CsvLine, readCsv, tableText } from "./csv.ts";
