// An outside judge of XML for tests: xmllint, many documents in one run, and nothing from the network.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const EDXL = join(import.meta.dirname, "../../../../shared/data/edxl");
const CAP = join(EDXL, "cap/schema/cap12.xsd");
const HAVE = join(EDXL, "have1/em/xmlbeans-have/src/main/xsd/external/edxl-have/1.0");
const CIQ = join(EDXL, "have1/em/xmlbeans-edxl_rm/src/main/xsd/external/edxl-rm/1.0");

const NO_XMLLINT = spawnSync("xmllint", ["--version"]).status === 0 ? null : "no xmllint: install libxml2-utils";

/** For a test's `skip`: why it cannot run, or false. */
export const SKIP_XMLLINT = NO_XMLLINT ?? false;
export const SKIP_SCHEMAS = NO_XMLLINT ?? (existsSync(CAP) && existsSync(HAVE) ? false : "no schemas of OASIS here");

/** What xmllint finds wrong, a line each. `schema`: also against that of OASIS. */
export function xmlFaults(documents: readonly string[], schema: "cap" | "have" | null = null): string[] {
  const folder = mkdtempSync(join(tmpdir(), "tideover-feeds-"));
  try {
    const files = documents.map((text, n) => {
      const file = join(folder, `${n}.xml`);
      writeFileSync(file, text);
      return file;
    });
    const against = schema === null ? [] : ["--schema", schema === "cap" ? CAP : haveSchema(folder)];
    const { status, stderr } = spawnSync("xmllint", ["--nonet", "--noout", ...against, ...files], { encoding: "utf8" });
    const lines = stderr.split("\n").filter(line => line !== "" && !line.endsWith(" validates"));
    return status === 0 || lines.length > 0 ? lines : [`xmllint ended with ${status}`];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * What the published schemas import and the corpus lacks, as far as they name it: CIQ's common types and the XLink of GML.
 * Strings and open attributes, so they judge nothing that HAVE itself says.
 */
const COMMON_TYPES = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:oasis:names:tc:ciq:ct:3">
  <xs:simpleType name="String"><xs:restriction base="xs:normalizedString"/></xs:simpleType>
  <xs:simpleType name="StatusList"><xs:restriction base="xs:normalizedString"/></xs:simpleType>
  ${["grAbbreviation", "grDataQuality", "grLanguageCode", "grValidityDate"].map(name => `<xs:attributeGroup name="${name}"/>`).join("\n  ")}
</xs:schema>`;
const XLINKS = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.w3.org/1999/xlink">
  <xs:attributeGroup name="simpleLink"/>
</xs:schema>`;

function haveSchema(folder: string): string {
  const schemas = join(folder, "schemas/edxl/1.0");
  mkdirSync(join(folder, "schemas/xlink/1.0.0"), { recursive: true });
  cpSync(CIQ, schemas, { recursive: true });
  cpSync(HAVE, schemas, { recursive: true });
  writeFileSync(join(schemas, "CommonTypes.xsd"), COMMON_TYPES);
  writeFileSync(join(folder, "schemas/xlink/1.0.0/xlinks.xsd"), XLINKS);
  return join(schemas, "edxl-have.xsd");
}

/** The texts of all elements of a name, in order, as a reader has them; for documents that xmllint takes. */
export function textsOf(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}(?: [^>]*)?>([^<]*)</${name}>`, "g"))].map(([, text = ""]) =>
    text
      .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&quot;", '"')
      .replaceAll("&apos;", "'")
      .replaceAll("&amp;", "&"),
  );
}
