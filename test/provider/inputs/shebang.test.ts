import { describe, expect, it } from "vitest";
import { interpreterOf } from "../../../provider/inputs";

describe("the interpreter of a script's first line", () => {
    it.each([
        ["#!/bin/bash\ntrue", ["/bin/bash", "-e"]],
        ["#!/bin/sh", ["/bin/sh", "-e"]],
        ["#! /bin/dash\n", ["/bin/dash", "-e"]],
        ["#!\t/usr/bin/ksh \n", ["/usr/bin/ksh", "-e"]],
        ["#!/bin/bash -eux\n", ["/bin/bash", "-eux"]],
        ["#!/bin/bash -e -u\n", ["/bin/bash", "-e -u"]],
        ["#!/bin/sh -\n", ["/bin/sh", "-"]],
        ["#!/usr/bin/python3\n", ["/usr/bin/python3"]],
        ["#!/usr/bin/awk -f\n", ["/usr/bin/awk", "-f"]],
        ["#!/usr/bin/zsh\n", ["/usr/bin/zsh"]],
        ["#!/usr/bin/env python3\n", ["python3"]],
        ["#!/usr/bin/env bash\n", ["bash", "-e"]],
        ["#!/bin/env  node  \n", ["node"]],
        ["#!/usr/bin/env bash -x\n", ["bash", "-x"]],
        ["#!/usr/bin/env -S bash -eux\n", ["bash", "-eux"]],
        ["#!/usr/bin/env -Sbash\n", ["bash", "-e"]],
        ["#!/usr/bin/env -vS node --no-warnings\n", ["node", "--no-warnings"]],
        ["#!/usr/bin/env --split-string=perl -w\n", ["perl", "-w"]],
        ["#!/usr/bin/env -S awk -v 'OFS=a b' -f\n", ["awk", "-v", "OFS=a b", "-f"]],
        ['#!/usr/bin/env -S sh -c "echo \\"it\\""\n', ["sh", "-c", 'echo "it"']],
        ["#!/usr/bin/env -S LANG=C bash\n", ["/usr/bin/env", "LANG=C", "bash", "-e"]],
        ["#!/usr/bin/env -S A=1 B=2 python3 -u\n", ["/usr/bin/env", "A=1", "B=2", "python3", "-u"]],
        ["#!/usr/bin/env -S -i PATH=/bin sh\n", ["/usr/bin/env", "-i", "PATH=/bin", "sh"]],
    ])("of %j is %j", (script, expected) => {
        expect(interpreterOf(script)).toEqual(expected);
    });

    it.each(["true", "", "\n#!/bin/bash", " #!/bin/bash", "#!", "#!\n/bin/bash", "# !/bin/bash"])(
        "is not there in %j",
        (script) => {
            expect(interpreterOf(script)).toBeUndefined();
        },
    );
});
