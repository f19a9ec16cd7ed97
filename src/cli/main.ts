// The command line. Each command is a file of its own and is loaded when it is called.
import { Command } from "commander";
import { withFolder } from "./folder.ts";

const program = new Command("tideover")
  .description("Keeps a hospital network caring for its patients while its computers are dark.")
  .showHelpAfterError();

const json = ["--json", "one line of JSON instead of words"] as const;

const included = ["--include-marked", "also what is marked (docs/decisions/marked-items.md); needs --reason"] as const;
const because = ["--reason <TEXT>", "why what is marked is included: it is recorded"] as const;

withFolder(program.command("start").description("run a node; without --config a simulated hospital"))
  .option("--config <FILE>", "the node's configuration (docs/operations.md)")
  .option("--port <PORT>", "the demo's port, or the next free one")
  .option("--pace <N>", "how many simulated minutes a minute holds")
  .option("--no-sim", "without the simulated EHR")
  .action(async options => (await import("./start.ts")).start(options));

withFolder(program.command("init").description("make the keys of a real node's empty folder (default: data/node)"))
  .option("--passphrase", "also a passphrase: TIDEOVER_NEW_PASSPHRASE, or asked for")
  .option(...json)
  .action(async options => (await import("./init.ts")).init(options));

withFolder(program.command("verify").description("prove every byte of the store, and the views against a fresh fold"))
  .option(...json)
  .action(async options => (await import("./verify.ts")).verify(options));

withFolder(program.command("dump").description("print the entries: headers, and with --bodies what they hold"))
  .option("--bodies", "the bodies too: they name patients")
  .option("--after <ROW>", "from after this row", "0")
  .action(async options => (await import("./dump.ts")).dump(options));

withFolder(program.command("rebuild").description("fold all views anew beside the old ones, and swap")).action(
  async options => (await import("./rebuild.ts")).rebuild(options),
);

const key = program.command("key").description("the slots that open a data folder");
withFolder(key.command("list").description("which slots there are")).action(async options =>
  (await import("./key.ts")).list(options),
);
withFolder(key.command("add").description("add or replace a slot"))
  .argument("<slot>", "passphrase, key-file or recovery")
  .option("--out <FILE>", "where a new key file goes; outside the data folder")
  .action(async (slot, options) => (await import("./key.ts")).add(slot, options));

const segment = program.command("segment").description("entries as a file: for a backup, a stick, another node");
withFolder(segment.command("give").description("write all entries to a file"))
  .argument("<file>")
  .requiredOption("--for <RECIPIENT...>", "enrolled nodes by name, or age recipients, that may read it")
  .action(async (file, options) => (await import("./segment.ts")).give(file, options));
withFolder(segment.command("take").description("take the entries of a file"))
  .argument("<file>")
  .option(
    "--identity <FILE>",
    "a key file that it was encrypted for (default: this node's own identity, and the folder's key file)",
  )
  .option("--trust", "trust the signing keys in it: for a restore of a folder's own backup")
  .action(async (file, options) => (await import("./segment.ts")).take(file, options));

const checkpoint = program.command("checkpoint").description("the views as a file that a node can begin from");
withFolder(checkpoint.command("make").description("make one of the views as they stand"))
  .option("--keep <N>", "how many stay, beside those that a cut names (default: 3)")
  .option(...json)
  .action(async options => (await import("./checkpoint.ts")).make(options));
withFolder(checkpoint.command("list").description("every one that was made, and whether its file is here"))
  .option(...json)
  .action(async options => (await import("./checkpoint.ts")).list(options));
withFolder(checkpoint.command("verify").description("prove each file that is here against its entry")).action(
  async options => (await import("./checkpoint.ts")).verify(options),
);
withFolder(checkpoint.command("give").description("write one, and the entries, into an empty folder: for a restore"))
  .argument("<dir>")
  .requiredOption("--for <RECIPIENT...>", "enrolled nodes by name, or age recipients, that may read it")
  .option("--checkpoint <ID>", "which (default: the newest that a cut names, else the newest)")
  .action(async (dir, options) => (await import("./checkpoint.ts")).give(dir, options));
withFolder(checkpoint.command("take").description("take what give wrote, into a folder that has entries"))
  .argument("<dir>")
  .option("--identity <FILE>", "a key file that it was encrypted for")
  .option("--trust", "trust the signing keys in it: for a folder's own backup")
  .action(async (dir, options) => (await import("./checkpoint.ts")).take(dir, options));

withFolder(
  program.command("restore").description("a node from a checkpoint and its entries, into a folder with keys alone"),
)
  .requiredOption("--from <DIR>", "what `checkpoint give` wrote, or segments")
  .option("--identity <FILE>", "a key file that it was encrypted for")
  .option("--trust", "trust the signing keys in it: for a folder's own backup")
  .action(async options => (await import("./restore.ts")).restore(options));

withFolder(
  program.command("prune").description("cut old messages' content off behind a checkpoint; without --yes says what"),
)
  .option("--before <DATE>", "messages taken before this day, in the facility's time")
  .option("--keep-days <N>", "messages older than so many days")
  .requiredOption("--by <PERSON>", "who prunes")
  .option("--heard <NODE...>", "nodes that were not heard, of which you know that nothing is lacking")
  .option("--yes", "do it")
  .option(...json)
  .action(async options => (await import("./prune.ts")).prune(options));

withFolder(
  program.command("erase").description("lawfully erase one entry's content, here and on every node that hears of it"),
)
  .argument("<entry>", "its id, as dump and a source show it")
  .requiredOption("--why <TEXT>", "the ground: it is recorded, and says nothing of what is erased")
  .requiredOption("--by <PERSON>", "who erases")
  .option("--header", "its header too: kind, actor, key")
  .action(async (entry, options) => (await import("./erase.ts")).erase(entry, options));

withFolder(program.command("print").description("packets in bed order, or a clinic's day, as one PDF"))
  .option("--unit <UNIT>", "all who lie on this unit in the copy")
  .option("--patient <MRN...>", "these patients")
  .option("--clinic [PLACE]", "the appointments of a place, with phones; without PLACE of all")
  .option("--date <DAY>", "of which day, 2026-11-24 (default: today)")
  .option("--out <FILE>", "where the PDF goes (default: here, named by the time)")
  .option(...included)
  .option(...because)
  .action(async options => (await import("./print.ts")).print(options));

withFolder(program.command("asof").description("the units, or one unit's census, as of an earlier moment"))
  .requiredOption("--at <TIME>", "2026-11-24T03:12 in the facility's time, or with a zone")
  .option("--unit <UNIT>", "who lay there: a look")
  .option(...json)
  .action(async options => (await import("./as-of.ts")).asOf(options));

withFolder(program.command("looks").description("who looked at a patient, over all her linked records; itself a look"))
  .requiredOption("--patient <MRN|RECORD>", "her number, or the id of a record of hers")
  .option("--from <TIME>", "from this day or time on: 2026-11-24 or 2026-11-24T03:12-05:00")
  .option("--to <TIME>", "until this day or time")
  .option("--audit-event", "FHIR R4 AuditEvents, one a line")
  .option(...json)
  .action(async options => (await import("./looks.ts")).looks(options));

const enrol = program.command("enrol").description("make another folder a node of the same network, by files");
withFolder(
  enrol
    .command("request")
    .description("the new node: make its keys in an empty folder (default: data/node), and say who it is"),
)
  .requiredOption("--name <NAME>", "what the node is called")
  .requiredOption("--out <FILE>", "where the request goes")
  .action(async options => (await import("./enrol.ts")).request(options));
withFolder(enrol.command("grant").description("a node of the network: enrol the node that asks"))
  .argument("<request>")
  .requiredOption("--out <FILE>", "where the grant goes")
  .option("--check <NUMBER>", "the check number that the new node's people read to you")
  .action(async (file, options) => (await import("./enrol.ts")).grant(file, options));
withFolder(enrol.command("accept").description("the new node: take the grant"))
  .argument("<grant>")
  .action(async (file, options) => (await import("./enrol.ts")).accept(file, options));

const imports = program.command("import").description("the hospital's own tables, and charts from files");
withFolder(imports.command("kept").description("the files of imports: which are kept, or one of them as it was"))
  .argument("[file]", "its SHA-256, as the list shows it")
  .option("--out <PATH>", "where it goes")
  .option(...json)
  .action(async (file, options) => (await import("./import-kept.ts")).kept(file, options));
withFolder(imports.command("frequencies").description("the times of each frequency, from a CSV (docs/api.md)"))
  .argument("<file>")
  .option(...json)
  .action(async (file, options) => (await import("./import-frequencies.ts")).frequencies(file, options));

withFolder(imports.command("hl7").description("HL7 v2 files, as if their feed had brought them"))
  .argument("<files...>", "files or folders, also .gz")
  .option("--feed <FEED>", "whose configuration maps them (default: the only one)")
  .option(...json)
  .action(async (files, options) => (await import("./import-hl7.ts")).hl7(files, options));

withFolder(imports.command("fhir").description("FHIR R4: Bundles, resources, and folders of NDJSON (Bulk Data)"))
  .argument("<files...>", "files or folders, also .gz; what belongs together in one call")
  .option("--own <SYSTEM...>", "systems whose numbers are the hospital's own record numbers, beside those of its feeds")
  .option(...json)
  .action(async (files, options) => (await import("./import-fhir.ts")).fhir(files, options));

withFolder(imports.command("appointments").description("the appointment book, from a CSV (docs/api.md)"))
  .argument("<file>", "also .gz")
  .option("--facility <ID>", "which facility's (default: the one that is served)")
  .option("--own <AUTHORITY...>", "whose record numbers these are, beside those of its feeds")
  .option("--authority <NAME>", "whose appointment numbers these are (default: the facility's own)")
  .option("--dates <ORDER>", "mdy or dmy: what stands first in 3/4/2026")
  .option("--as-of <TIME>", "when the book was so (default: the file's own time)")
  .option(...json)
  .action(async (file, options) => (await import("./import-appointments.ts")).appointments(file, options));

const facilities = program
  .command("facilities")
  .description("the directory of hospitals around, from public files (docs/operations.md)");
withFolder(facilities.command("import").description("take HIFLD's or CMS's file; the same again changes nothing"))
  .argument("<file>", "also .gz")
  .option(...json)
  .action(async (file, options) => (await import("./facilities.ts")).importFacilities(file, options));
withFolder(facilities.command("matches").description("rows of the two files that may be one place, and why"))
  .option("--state <STATE>", "of one state: CT")
  .option(...json)
  .action(async options => (await import("./facilities.ts")).matches(options));
withFolder(facilities.command("confirm").description("say that a CMS row and a HIFLD row are one place"))
  .argument("<cms>", "its id at CMS")
  .argument("<hifld>", "its id at HIFLD")
  .option("--not", "that they are two places")
  .option(...json)
  .action(async (cms, hifld, options) => (await import("./facilities.ts")).confirm(cms, hifld, options));

const exports = program
  .command("export")
  .description("what leaves the house: charts, each of them recorded, and what facilities can do");
withFolder(exports.command("ndjson").description("all charts as FHIR R4, a file a type, into an empty folder"))
  .argument("<folder>")
  .option(...included)
  .option(...because)
  .option(...json)
  .action(async (folder, options) => (await import("./export-ndjson.ts")).ndjson(folder, options));

for (const [name, what] of [
  ["have", "what facilities can do, as EDXL-HAVE 1.0"],
  ["cap", "the newest diversion alert as CAP 1.2; with --to, all of them"],
  ["fhir", "what facilities can do, as a FHIR R4 Bundle"],
  ["atom", "what facilities can do, as an Atom feed"],
  ["json", "what facilities can do, as JSON"],
] as const)
  withFolder(exports.command(name).description(what))
    .option("--to <DIR>", "into this folder instead of the output")
    .action(async options => (await import("./export-board.ts")).board(name, options));

const feed = program.command("feed").description("what a feed's messages say");
feed
  .command("try")
  .description(
    "--json FILE…: one line a message; --chart FILE…: what a copy then holds. Stores nothing. --zone ZONE, --config FILE; with --against FILE only messages whose outcome differs",
  )
  .argument("[files...]")
  .allowUnknownOption()
  .helpOption(false)
  .action(async () => (await import("./feed-try.ts")).feedTryHere(process.argv.slice(process.argv.indexOf("try") + 1)));

const config = program.command("config").description("how feeds are read: what is recorded, and taking a file's");
const file = ["--config <FILE>", "the node's configuration (docs/operations.md)"] as const;
withFolder(config.command("show").description("the feeds as they stand")).action(async options =>
  (await import("./config.ts")).show(options),
);
withFolder(config.command("diff").description("where a file says otherwise; exits 2 where it does"))
  .requiredOption(...file)
  .option(...json)
  .action(async options => (await import("./config.ts")).diff(options));
withFolder(config.command("apply").description("take a file's feeds: messages that its dialects change are re-taken"))
  .requiredOption(...file)
  .option(...json)
  .action(async options => (await import("./config.ts")).apply(options));

const token = program.command("token").description("bearer tokens for programs");
withFolder(token.command("create").description("print a new token; it cannot be read again"))
  .requiredOption("--role <ROLE>", "board, monitor, reader or marked reader")
  .option("--name <NAME>", "what the program is called in entries", "program")
  .action(async options => (await import("./token.ts")).create(options));

program
  .command("bench")
  .description("measure one thing beside what is asked of it; without a NAME, which there are (docs/benchmarks.md)")
  .argument("[name]")
  .option("--quick", "smaller sizes: ends within 50 s")
  .option(...json)
  .action(async (name: string | undefined, { quick, json }: { quick?: true; json?: true }) =>
    (await import("./bench.ts")).bench([
      ...(name === undefined ? [] : [name]),
      ...(quick === undefined ? [] : ["--quick"]),
      ...(json === undefined ? [] : ["--json"]),
    ]),
  );

await program.parseAsync();
