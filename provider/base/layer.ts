/** The part of the way to the command at which something failed. */
export type Layer =
    | "inputs"
    | "credentials"
    | "aws"
    | "instance"
    | "network"
    | "tunnel"
    | "ssh"
    | "host-key"
    | "authentication"
    | "files"
    | "command"
    | "state"
    | "internal";
