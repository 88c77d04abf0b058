import { Unmet, type Day, type Seen } from './day';

export interface Wish {
	/** What a person asks for. */
	readonly says: { readonly en: string; readonly pt: string; readonly es: string };
	/** What somebody who builds it has to know besides. */
	readonly facts: string;
	/** Of each list, one operation has to be there, as `resource/operation`. */
	readonly contains: readonly string[][];
	/** The day that shows whether it is met. @throws {Unmet} */
	readonly play: (day: Day) => Promise<void>;
}

const quote = (seen: readonly Seen[]) =>
	seen.length === 0 ? 'nothing' : seen.map(({ text }) => `"${text}"`).join(', then ');

/** Exactly one message has gone to the chat, with these texts in it. @returns it */
export function one(day: Day, chat: string, when: string, ...texts: Array<string | RegExp>): Seen {
	const seen = day.sent(chat);
	const [message] = seen;
	if (message === undefined || seen.length > 1)
		throw new Unmet(`${when}, one message should go out, and it was ${quote(seen)}.`);
	const missing = texts.find((text) => message.text.match(text) === null);
	if (missing !== undefined)
		throw new Unmet(
			`${when}, the message should have ${String(missing)}, and it was ${quote(seen)}.`,
		);
	return message;
}

/** Nothing has gone to the chat. */
export function none(day: Day, chat: string, when: string): void {
	const seen = day.sent(chat);
	if (seen.length > 0)
		throw new Unmet(`${when}, nothing should go out, and it was ${quote(seen)}.`);
}
