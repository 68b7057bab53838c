/** A program that registers so many resources of a kind. */
export interface ProgramOrder {
    /**
     * `ours`: InstanceConnectCommand. `plugin`: the same through the plugin. `trivial`: a dynamic resource that does nothing, the
     * engine's floor. `command`: pulumi-command.
     */
    readonly kind: "ours" | "plugin" | "trivial" | "command";
    readonly resources: readonly ResourceOrder[];
}

/** One resource. Its script prints `output N`, unless it is given. */
export interface ResourceOrder {
    readonly instanceId: string;
    readonly address: string;
    readonly port: number;
    readonly hostKeyLines: readonly string[];
    readonly script: string | undefined;
    /** A file of this machine to be put in place, for ours. */
    readonly file?: { readonly source: string; readonly remotePath: string } | undefined;
    /** Nothing of its output goes to the engine while it runs. */
    readonly isQuiet?: boolean | undefined;
    /** Through the endpoint of its VPC. */
    readonly viaEndpoint?: boolean | undefined;
    /** For pulumi-command: the private key. */
    readonly keyPath: string;
}

/** What a process of `up-process` is told. */
export interface UpOrder {
    readonly program: ProgramOrder;
    readonly environment: Readonly<Record<string, string>>;
    readonly cliRoot: string;
    /** The files of a stack that has just been made. */
    readonly freshStack: readonly (readonly [path: string, content: string])[];
    readonly parallel?: number | undefined;
    /** `up`, or `up` and after it one that changes nothing, which is timed. */
    readonly operation: "up" | "no-op";
    readonly watchMemory: boolean;
}

/** What it answers. */
export interface UpResult {
    readonly seconds: number;
    /** Of the timed operation: what the engine did with the resources. */
    readonly changes: Readonly<Record<string, number>>;
    /** Outputs of each resource in state. */
    readonly resources: readonly ResourceOutputs[];
    /** Most memory that the provider's process has had. */
    readonly peakMib: number | undefined;
    /** When the operation began and ended, in milliseconds since 1970. */
    readonly startedAt: number;
    readonly endedAt: number;
    /** When the program was called. */
    readonly programAt: number;
}

export interface ResourceOutputs {
    readonly exitCode?: number;
    readonly stdout?: string;
    readonly fileHashes?: Readonly<Record<string, string>>;
    readonly run?: { readonly stdoutBytes?: number };
}
