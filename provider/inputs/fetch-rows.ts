import { booleanKind } from "./boolean-kind";
import { choiceKind } from "./choice-kind";
import { argumentRow, requiredRow } from "./property-row";
import { textKind } from "./text-kind";
import { FILE_PATH, OUTPUT_SIZE } from "./text-rules";
import { sizeKind } from "./unit-kinds";

/** The properties of an entry of `fetch`. */
export const fetchRows = Object.freeze([
    requiredRow({
        name: "path",
        kind: textKind({ ...FILE_PATH, expected: "an absolute path of a file on the instance" }),
        doc: "Absolute path on the instance of a regular file. Links are followed. It is read as the user that runs the script; as root only through directories that no other user can change, otherwise as the owner of the first one that another user can.",
        change: "record",
    }),
    argumentRow({
        name: "encoding",
        kind: choiceKind(["utf8", "base64"]),
        defaultValue: "utf8",
        doc: "How the content becomes a string. With `utf8`, a file with other bytes fails the resource.",
        change: "record",
    }),
    argumentRow({
        name: "maxSize",
        field: "maxBytes",
        kind: sizeKind(OUTPUT_SIZE),
        defaultValue: "1MiB",
        doc: "How long the file may be, at most `4MiB`. Of a longer one nothing is sent, and the resource fails.",
        change: "record",
    }),
    argumentRow({
        name: "optional",
        kind: booleanKind,
        defaultValue: false,
        doc: "Whether the file may be missing. Then its name is absent in the output.",
        change: "record",
    }),
    argumentRow({
        name: "secret",
        kind: booleanKind,
        defaultValue: true,
        doc: "Whether the content goes to the output `secrets.fetched`, or to `fetched`.",
        change: "record",
    }),
]);
