// A node's configuration as a file.
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { NodeConfig } from "../server/index.ts";
import { fail } from "./fail.ts";

/** Reads a node's configuration. Files that it names are found from where it lies. */
export function readNodeConfig(path: string): NodeConfig {
  const parsed = NodeConfig.safeParse(jsonIn(path));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = issue?.path.map(String).join(".") ?? "";
    return fail(`The configuration ${path} cannot be taken: ${where}: ${issue?.message ?? ""}`);
  }
  const from = <Name extends string | null>(name: Name) => (name === null ? null : resolve(dirname(path), name));
  const { people_file, frequencies_file, http } = parsed.data;
  const tls = http.tls && { cert_file: from(http.tls.cert_file) ?? "", key_file: from(http.tls.key_file) ?? "" };
  return {
    ...parsed.data,
    people_file: from(people_file),
    frequencies_file: from(frequencies_file),
    http: { ...http, tls },
  };
}

function jsonIn(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return fail(`The configuration ${path} cannot be read.`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    return fail(`The configuration ${path} is not JSON: ${error instanceof Error ? error.message : ""}`);
  }
}
