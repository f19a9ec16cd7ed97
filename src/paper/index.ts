// The face of the paper room.
export { layoutCensus } from "./census.ts";
export { layoutClinic } from "./clinic.ts";
export { SheetPrinted, sheetPrintedKind } from "./entries.ts";
export { type Layout, type LayoutOptions, layoutPacket, type Paper, type Reprint, type Subject } from "./layout.ts";
export { type Numbered, type PrintMeta, packetPages, printLayouts, printPacket } from "./packet.ts";
export { type PrintPool, printPool } from "./print-pool.ts";
export type { PaperError, Result } from "./result.ts";
export { checkLetter, formatSerial, parseSerial, type Serial, type SerialError, verifySerial } from "./serial.ts";
export type { Modules, Page } from "./sheet.ts";
export {
  bedOrder,
  type Laid,
  layoutUnit,
  numberUnit,
  printUnit,
  type UnitMeta,
  type UnitPrint,
  type Unprinted,
} from "./unit.ts";
