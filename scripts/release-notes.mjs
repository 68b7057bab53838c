// Prints the notes of a release, by its tag (1st argument): that version's section of CHANGELOG.md in this folder. A prerelease without a section
// has that of the version that it leads to.
import { readFileSync } from "node:fs";
import { fail, SetUpError } from "./set-up/say.mjs";

function notesOf(tag) {
    const version = tag.replace(/^v/, "");
    const [final] = version.split(/[-+]/);
    const sections = readFileSync("CHANGELOG.md", "utf8").split(/^## /m).slice(1);
    const sectionOf = (wanted) => sections.find((section) => section.split(/\s/, 1)[0] === wanted);
    const section = sectionOf(version) ?? sectionOf(final);
    if (section === undefined) {
        throw new SetUpError(`CHANGELOG.md has no section for ${version}`);
    }
    const [heading = "", ...lines] = section.split("\n");
    if (version === final && heading.includes("unreleased")) {
        throw new SetUpError(`CHANGELOG.md calls ${version} unreleased: write the date there`);
    }
    return `${lines.join("\n").trim()}\n`;
}

/** Links to files of the repository lead to those of the tag: the page of a release has another path. */
function withWholeLinks(notes, tag) {
    const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = process.env;
    const base = `${server}/${repository}/blob/${tag}/`;
    return repository ? notes.replaceAll(/\]\((?!\w+:|#)/g, `](${base}`) : notes;
}

function main([tag = ""]) {
    process.stdout.write(withWholeLinks(notesOf(tag), tag));
}

try {
    main(process.argv.slice(2));
} catch (error) {
    fail(error);
}
