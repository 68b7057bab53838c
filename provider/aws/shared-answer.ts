/** Makes a function that loads the answer for each name once and gives it to all who ask; a failed load is forgotten. */
export function makeSharedAnswer<Answer, Extra>(
    load: (name: string, extra: Extra) => Promise<Answer>,
): (name: string, extra: Extra) => Promise<Answer> {
    const answers = new Map<string, Promise<Answer>>();
    return (name, extra) => {
        const known = answers.get(name);
        if (known !== undefined) {
            return known;
        }
        const answer = load(name, extra);
        answers.set(name, answer);
        answer.catch(() => answers.delete(name));
        return answer;
    };
}
