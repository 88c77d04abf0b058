// What happened to a message in its chat, as a pure function of what was written there. Every execution sees the same
// order, so exactly one of several messages is the last.

/** A message in a chat, as far as that matters here. */
export interface Written {
	readonly id: string | null;
	/** The account itself has sent it. */
	readonly isOurs: boolean;
	/** When it was sent. */
	readonly seconds: number;
	/** See `isAnswer`. */
	readonly isAnswer: boolean;
	/** It is an answer, and was written on a device of the account. */
	readonly isByPerson: boolean;
	/** False: it may have been answered in a way that nobody knows. It is given with its own burst alone. */
	readonly isOwed?: boolean;
}

export interface BurstRules<Message> {
	/** Seconds without a new message that end a burst. */
	readonly debounceTime: number;
	/** After this many seconds a burst always ends. */
	readonly maxWait: number;
	/** Whether it is a message to wait for. */
	readonly counts: (message: Message) => boolean;
}

interface Burst<Message> {
	/** A later message continues the burst: its execution gives this message, too. */
	readonly isOvertaken: boolean;
	/** Somebody has answered it in the meantime, on a device of the account. */
	readonly isAnswered: boolean;
	/** Seconds from the message until the maximum wait is over. */
	readonly left: number;
	/** What was written after our last answer, up to this message, oldest first. */
	readonly messages: readonly Message[];
}

/**
 * @param written in the chat, in order, at least back to our last answer
 * @returns undefined if the message is not among those that count
 */
export function burstOf<Message extends Written>(
	written: readonly Message[],
	messageId: string,
	{ debounceTime, maxWait, counts }: BurstRules<Message>,
): Burst<Message> | undefined {
	const place = written.findIndex(({ id }) => id === messageId);
	const before = written.slice(0, Math.max(0, place));
	const answer = before.map(({ isAnswer }) => isAnswer).lastIndexOf(true);
	const counted = written.slice(answer + 1).filter((one) => !one.isOurs && counts(one));
	const own = counted.findIndex(({ id }) => id === messageId);
	const firsts = firstOfBursts(
		counted,
		(one, last, first) =>
			one.seconds - last.seconds > debounceTime || one.seconds - first.seconds > maxWait,
	);
	const message = counted[own];
	const first = firsts[own];
	if (message === undefined || first === undefined) return undefined;
	const answers = written.slice(place + 1).filter(({ isAnswer }) => isAnswer);
	const begins = counted.indexOf(first);
	return {
		isOvertaken: firsts[own + 1] === first,
		isAnswered: answers.some(({ isByPerson }) => isByPerson),
		left: maxWait - (message.seconds - first.seconds),
		// An answer in the meantime was to the burst before. If that came out again, it would be answered twice.
		messages: counted
			.slice(0, own + 1)
			.filter(({ isOwed }, index) => index >= begins || (answers.length === 0 && isOwed !== false)),
	};
}

/** For each message the first one of its burst. */
function firstOfBursts<Message>(
	messages: readonly Message[],
	isNew: (one: Message, last: Message, first: Message) => boolean,
): Message[] {
	let burst: { readonly first: Message; readonly last: Message } | undefined;
	return messages.map((one) => {
		const begins = burst === undefined || isNew(one, burst.last, burst.first);
		burst = { first: begins || burst === undefined ? one : burst.first, last: one };
		return burst.first;
	});
}
