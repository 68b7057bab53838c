// The page: choose an instance, then a terminal on it. All that it knows comes over one websocket from the command that serves it.
import type { News } from "../messages";
import { makeChooser } from "./chooser";
import { element } from "./elements";
import { type Link, openLink } from "./link";
import { makeScreen } from "./screen";

allowStyles(document.body.dataset.nonce ?? "");

const [title, detail, status, notice, reason, again, back] = [
    element("title"),
    element("detail"),
    element("status"),
    element("notice"),
    element("reason"),
    element<HTMLButtonElement>("again"),
    element<HTMLButtonElement>("back"),
];
let link: Link | undefined;
let chosenId: string | undefined;
let isChooser = false;
/** Whether a terminal is open. What comes from one that was left is not shown. */
let isOpen = false;
let region = "";

const screen = makeScreen({
    onTyped: (data) => link?.type(data),
    onResize: (size) => link?.wish({ type: "resize", size }),
    onLeave: () => back.hidden || choose(),
});
const chooser = makeChooser(({ instanceId }) => connect(instanceId));

function connect(instanceId: string): void {
    chosenId = instanceId;
    isOpen = false;
    chooser.hide();
    notice.hidden = true;
    screen.open();
    link?.wish({ type: "open", instanceId, size: screen.size() });
}

function choose(): void {
    chosenId = undefined;
    isOpen = false;
    link?.wish({ type: "leave" });
    screen.hide();
    notice.hidden = true;
    back.hidden = true;
    name("EC2 Instance Connect", region);
    status.textContent = "Looking up the instances …";
    link?.wish({ type: "list" });
}

function name(text: string, more: string): void {
    title.textContent = text;
    document.title = text;
    detail.textContent = more;
}

function onNews(news: News): void {
    switch (news.type) {
        case "welcome":
            isChooser = news.instanceId === undefined;
            region = news.region;
            detail.textContent = region;
            if (news.instanceId === undefined) {
                choose();
            } else {
                connect(news.instanceId);
            }
            break;
        case "instances":
            status.textContent = "";
            chooser.show(news.instances);
            break;
        case "status":
            status.textContent = news.text;
            break;
        case "opened":
            isOpen = true;
            // A warning stays to be read.
            status.textContent = status.textContent?.startsWith("Warning") ? status.textContent : "";
            name(news.title, news.detail);
            back.hidden = !isChooser;
            screen.focus();
            break;
        case "ended":
            isOpen = false;
            status.textContent = "";
            say(news.text, news.isFailure, chosenId === undefined ? "Look again" : "Connect again");
            back.hidden = !isChooser;
            break;
    }
}

/** Shows why something is over, with what can be done about it: Enter does it. */
function say(text: string, isFailure: boolean, action: string | undefined): void {
    reason.textContent = text;
    notice.classList.toggle("failure", isFailure);
    notice.hidden = false;
    again.hidden = action === undefined;
    again.textContent = action ?? "";
    again.focus();
}

again.addEventListener("click", () => {
    if (chosenId === undefined) {
        choose();
    } else {
        connect(chosenId);
    }
});
back.addEventListener("click", choose);
element("anew").addEventListener("click", choose);

// The page can't be had again, and Ctrl-W, which takes back a word in a shell, closes it.
addEventListener("beforeunload", (event) => isOpen && event.preventDefault());

openLink({
    onNews,
    onOutput: (data) => isOpen && screen.write(data, () => isOpen && link?.wish({ type: "shown", bytes: data.length })),
    onGone: () => {
        link = undefined;
        isOpen = false;
        status.textContent = "";
        say("The command ec2-instance-connect has ended. Start it again for another page.", true, undefined);
    },
}).then(
    (opened) => {
        link = opened;
        if (opened === undefined) {
            status.textContent = "";
            say(
                "This page was opened before, or loaded again: its address works once. Run ec2-instance-connect browser again.",
                true,
                undefined,
            );
        }
    },
    () => say("The command ec2-instance-connect does not answer. Start it again.", true, undefined),
);

/** The terminal makes style elements, which the page's policy allows with this word only. */
function allowStyles(nonce: string): void {
    const create = document.createElement.bind(document);
    document.createElement = (tag: string, options?: ElementCreationOptions) => {
        const made = create(tag, options);
        if (made instanceof HTMLStyleElement) {
            made.nonce = nonce;
        }
        return made;
    };
}
