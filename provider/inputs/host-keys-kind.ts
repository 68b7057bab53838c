import { listKind } from "./list-kind";
import { textKind } from "./text-kind";
import { HOST_KEY } from "./text-rules";
import { valueKind } from "./value-kind";

const list = listKind({
    expected: "a list of host keys",
    example: '["ssh-ed25519 AAAAC3Nza…"]',
    mayBeEmpty: true,
    entry: textKind(HOST_KEY),
});

/** Host keys, each without the white space around it. */
export const hostKeysKind = valueKind<readonly string[]>({
    ...list,
    parse: (value, name) => {
        const keys = list.parse(value, name);
        return keys === undefined ? undefined : Object.freeze(keys.map((key) => key.trim()));
    },
});
