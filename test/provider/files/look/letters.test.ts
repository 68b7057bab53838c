import { expect, it } from "vitest";
import { lettersOf } from "../../../../provider/files/look/letters";

it("letters of a report are as they are, or one that is repeated, or none", () => {
    expect([
        lettersOf("f-d"),
        lettersOf("f*4"),
        lettersOf("1*1"),
        lettersOf("f*0"),
        lettersOf(),
        lettersOf("*"),
    ]).toEqual(["f-d", "ffff", "1", "", "", "*"]);
});
