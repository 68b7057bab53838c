/** What every command that reaches an instance takes: the name of the input in `provider/inputs`, and the option as commander writes it. */
export interface ConnectionOption {
    readonly input: string;
    readonly flags: string;
    readonly doc: string;
}

export const CONNECTION_OPTIONS: readonly ConnectionOption[] = Object.freeze([
    { input: "region", flags: "--region <name>", doc: "AWS region (default: as the AWS SDK finds it)" },
    { input: "profile", flags: "--profile <name>", doc: "profile in the AWS configuration files" },
    { input: "osUser", flags: "--user <name>", doc: "user to sign in as (default: the image's)" },
    { input: "route", flags: "--route <route>", doc: "auto, public, private, ipv6 or endpoint (default: auto)" },
    { input: "endpointId", flags: "--endpoint-id <id>", doc: "EC2 Instance Connect Endpoint to go through" },
    { input: "port", flags: "--port <number>", doc: "port of sshd (default: 22)" },
    {
        input: "hostKeyPolicy",
        flags: "--host-key-policy <policy>",
        doc: "auto, console, pinned, trust-on-first-use or off (default: auto)",
    },
    { input: "connectTimeout", flags: "--connect-timeout <time>", doc: "such as 30s or 5m (default: 2m)" },
]);

/** The long name of an option, as in `--region`. */
export function longNameOf({ flags }: Pick<ConnectionOption, "flags">): string {
    return flags.split(" ", 1)[0] ?? "";
}

/** Values of options, by the names that commander gives them. */
export type OptionValues = Readonly<Record<string, string | boolean | undefined>>;

/** The value of an option that a connection takes. */
export function optionValue(options: OptionValues, option: ConnectionOption): string | boolean | undefined {
    return options[
        longNameOf(option)
            .slice(2)
            .replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
    ];
}
