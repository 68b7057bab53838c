import { describe, expect, test } from "vitest";
import { withBlock } from "../../cli/commands/config";
import { knownHostsCommandValue, printCommandLine, proxyCommandValue } from "../../cli/quoting";
import { splitSftpArguments, splitSshArguments } from "../../cli/split-ssh-arguments";
import { parseTarget } from "../../cli/target";

const ID = "i-0123456789abcdef0";

function split(line: string) {
    return splitSshArguments(line.split(" "));
}

describe("the command line of ssh", () => {
    test("has options of both kinds in any order before the command", () => {
        expect(
            split(`-L 80:x:80 --region eu-west-1 -tt ${ID} -vN --route=endpoint -oBatchMode=yes ls -l --user`),
        ).toEqual({
            ours: ["--region", "eu-west-1", "--route=endpoint"],
            ssh: ["-L", "80:x:80", "-t", "-t", "-v", "-N", "-o", "BatchMode=yes"],
            loginName: undefined,
            port: undefined,
            target: ID,
            command: ["ls", "-l", "--user"],
        });
    });

    test("ends options at --, before the instance and after it", () => {
        expect(split(`-- ${ID} -x y`)).toMatchObject({ target: ID, command: ["-x", "y"] });
        expect(split(`${ID} -- -x y`)).toMatchObject({ target: ID, command: ["-x", "y"] });
    });

    test.each([
        [`-l admin -p 2222 ${ID}`, "admin", "2222"],
        [`-ladmin -vp2222 ${ID}`, "admin", "2222"],
        [`-o User=admin -oPort=2222 ${ID}`, "admin", "2222"],
        [`-l admin -l other ${ID}`, "admin", undefined],
    ])("%s tells the user and the port", (line, loginName, port) => {
        expect(split(line)).toMatchObject({ loginName, port });
    });

    test("with an option that ssh does not have, or without its value, is refused", () => {
        expect(() => split(`-Z ${ID}`)).toThrow("ssh has no option -Z");
        expect(() => split(`${ID} -L`)).toThrow("the option -L needs a value");
        expect(() => split(`${ID} --region`)).toThrow("the option --region needs a value");
    });
});

describe("the command line of sftp", () => {
    test("has its own options, in any order, and what follows the instance", () => {
        expect(
            splitSftpArguments(`-pr -l 100 --route endpoint ${ID}:a -b x -P2222 local -oUser=admin`.split(" ")),
        ).toEqual({
            ours: ["--route", "endpoint"],
            ssh: ["-p", "-r", "-l", "100", "-b", "x"],
            loginName: "admin",
            port: "2222",
            target: `${ID}:a`,
            command: ["local"],
        });
        expect(splitSftpArguments([ID, "--", "-local"])).toMatchObject({ target: ID, command: ["-local"] });
        expect(() => splitSftpArguments(["-t", ID])).toThrow("sftp has no option -t");
    });
});

describe("the target", () => {
    test.each([
        [ID, undefined, undefined],
        [`ubuntu@${ID}`, "ubuntu", undefined],
        [`a@b@${ID}:2222`, "a@b", "2222"],
    ])("%s is read", (text, osUser, port) => {
        expect(parseTarget(text)).toEqual({ instanceId: ID, osUser, port });
    });

    test.each(["", "host", `@${ID}`, `${ID}:`, `${ID}:1:2`, "mi-0123456789abcdef0", `-oProxyCommand=x@host`])(
        "%j is refused",
        (text) => {
            expect(() => parseTarget(text)).toThrow("expected an instance ID");
        },
    );
});

describe("quoting", () => {
    test("leaves plain words, and quotes the others for a shell", () => {
        expect(printCommandLine(["ssh", "-o", "A=b c", "it's", "$(x)", ""])).toBe(
            "ssh -o 'A=b c' 'it'\\''s' '$(x)' ''",
        );
    });

    test("of a ProxyCommand hides % from ssh, and the rest from the shell", () => {
        expect(proxyCommandValue(["/a b/100%", "$x"], ["%r@%h:%p"])).toBe("'/a b/100%%' '$x' %r@%h:%p");
    });

    test("of a KnownHostsCommand is that of ssh, without a shell", () => {
        expect(knownHostsCommandValue(['/a "b"\\c', "50%"], ["%H"])).toBe('"/a \\"b\\"\\\\c" "50%%" %H');
    });
});

describe("the block in ssh_config", () => {
    const block = "# Begin of ec2-instance-connect\nHost i-*\n# End of ec2-instance-connect\n";

    test("is alone, goes before what there is, and takes its own place again", () => {
        expect(withBlock("", block)).toBe(block);
        const added = withBlock("User me\n", block);
        expect(added).toBe(`${block}Match all\n\nUser me\n`);
        expect(withBlock(added, block)).toBe(added);
        const other = block.replace("i-*", "i-* j-*");
        expect(withBlock(added, other)).toBe(`${other}Match all\n\nUser me\n`);
    });
});
