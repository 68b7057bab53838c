import { integerKind } from "./integer-kind";
import { listKind } from "./list-kind";
import { argumentRow, requiredNumberRow } from "./property-row";
import { durationKind } from "./unit-kinds";

/** The properties of `retry`. */
export const retryRows = Object.freeze([
    requiredNumberRow({
        name: "tries",
        kind: integerKind({ what: "a number of tries", least: 2, most: 20, example: 3 }),
        doc: "How many times the script runs at most, from 2 to 20, the first time included.",
        change: "record",
    }),
    argumentRow({
        name: "delay",
        field: "delayMs",
        kind: durationKind,
        defaultValue: "10s",
        doc: "Pause between the end of a try and the beginning of the next one.",
        change: "record",
    }),
    argumentRow({
        name: "onExitCodes",
        kind: listKind({
            expected: "a list of exit codes",
            example: "[75, 100]",
            mayBeEmpty: false,
            entry: integerKind({ what: "an exit code", least: 0, most: 255, example: 75 }),
        }),
        defaultText: "every exit code that is not in `acceptedExitCodes`",
        doc: "Exit codes after which the script runs again, each from 0 to 255. After any other one it does not.",
        change: "record",
    }),
]);
