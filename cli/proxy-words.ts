import { CONNECTION_OPTIONS, longNameOf, type OptionValues, optionValue } from "./options";
import { ownCommand } from "./own-command";

/** The words of a ProxyCommand that goes by the same options; user and port stand in its target. */
export function proxyWords(options: OptionValues): string[] {
    const given = CONNECTION_OPTIONS.flatMap((option) => {
        const name = longNameOf(option);
        const value = optionValue(options, option);
        return value === undefined || name === "--user" || name === "--port" ? [] : [name, String(value)];
    });
    return [...ownCommand(), "proxy", ...given];
}
