import { expect, it } from "vitest";
import { checkInputs } from "../../../provider/inputs";
import { failuresForEngine } from "../../../provider/process/failures-for-engine";

it("gives the engine no property whose value it would print, and the user the path", () => {
    const failures = checkInputs({ instanceId: "i-0123456789abcdef0", create: "x\0", connection: { port: 0 } });
    expect(failuresForEngine(failures)).toEqual([
        { property: "", reason: expect.stringMatching(/^create: expected a script without NUL characters/) },
        { property: "", reason: expect.stringMatching(/^connection\.port: expected a port/) },
    ]);
});
