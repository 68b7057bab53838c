// A program with ssh2 as people write it: connects, checks the host's key, and runs one command after the other.
// Arguments: address, port, the key's path, the host's key, how many commands.
import { readFileSync } from "node:fs";
import { Client } from "ssh2";

const [address = "", port = "", keyPath = "", hostKey = "", count = ""] = process.argv.slice(2);
const expected = Buffer.from(hostKey.split(" ")[1] ?? "", "base64");
const client = new Client();

function runOne(index: number): void {
    if (index === Number(count)) {
        client.end();
        return;
    }
    client.exec(`echo output ${index}`, (error, channel) => {
        if (error) throw error;
        channel.pipe(process.stdout, { end: false });
        channel.on("exit", (exitCode) => {
            if (exitCode !== 0) process.exitCode = 1;
        });
        channel.on("close", () => runOne(index + 1));
    });
}

client.on("ready", () => runOne(0));
client.connect({
    host: address,
    port: Number(port),
    username: "ec2-user",
    privateKey: readFileSync(keyPath),
    algorithms: { serverHostKey: ["ssh-ed25519"] },
    hostVerifier: (key: Buffer) => key.equals(expected),
});
