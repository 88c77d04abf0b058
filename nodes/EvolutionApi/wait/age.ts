// Whether a message is older than the question that it seems to answer. WhatsApp dates the messages of people, the
// server its question, and any clock may be wrong: theirs and ours.

/** Times in seconds. */
export interface Age {
	/** When the question was asked, by the server's clock. */
	readonly askedAt: number;
	/** When the message was sent, by WhatsApp's clock. */
	readonly sentAt: number;
	/** When the server told of the message, by its own clock: signed by it, else as we reckon. */
	readonly toldAt: number;
	readonly isSigned: boolean;
	/** How far the server's clock is ahead of ours. */
	readonly serverLead: number;
}

/** A message that the server has stored. Times in seconds. */
export interface Stored {
	/** When that was, by the server's clock. */
	readonly at: number;
	/** By how much that is later than WhatsApp's clock said when the message was sent. */
	readonly lead: number;
}

/** Times are whole seconds, which some channels round up. */
const ROUNDED_S = 1;
/** Between two clocks that are right. */
const RIGHT_S = 2;
/** A message is underway for so long, mostly. */
const PROMPT_S = 15;
/** So alike, and so far from each other, messages are late because of a clock, and not because they were held up. */
const ALIKE_S = 5;
const APART_S = 10;

/** Whether the server told of the message before it asked: nothing else need be known then. */
export const isToldBefore = ({ askedAt, toldAt, isSigned }: Age) =>
	isSigned && toldAt < askedAt - ROUNDED_S;

/** Whether there is nothing to see of a wrong clock, and the message is younger than the question. */
export function isClearlyLater({ askedAt, sentAt, toldAt, serverLead }: Age): boolean {
	const late = toldAt - sentAt;
	const isRight = Math.abs(serverLead) <= RIGHT_S && late >= -RIGHT_S && late <= PROMPT_S;
	return isRight && sentAt >= askedAt - ROUNDED_S;
}

/** @param stored messages that came in lately, with this one or without it */
export function isOlderThanQuestion(age: Age, stored: readonly Stored[]): boolean {
	return age.sentAt < age.askedAt - leadOf(age, stored) - ROUNDED_S;
}

/** How far the server's clock is ahead of WhatsApp's. */
function leadOf({ sentAt, toldAt, serverLead }: Age, stored: readonly Stored[]): number {
	const all = [...stored, { at: toldAt, lead: toldAt - sentAt }];
	// Every message was underway for a while: none can be later by less than the clocks are apart.
	const most = Math.min(...all.map(({ lead }) => lead));
	const times = all.filter(({ lead }) => lead <= most + ALIKE_S).map(({ at }) => at);
	if (Math.max(...times) - Math.min(...times) >= APART_S) return most;
	// One that was held up looks like one of a clock that is wrong. WhatsApp's is right, and so is the server's or
	// ours: whichever makes it come the sooner, but not for a wild guess.
	const likely = [0, serverLead].filter(
		(lead) => lead <= most + RIGHT_S && (lead <= 0 || most - lead <= PROMPT_S),
	);
	return likely.length === 0 ? most : Math.max(...likely);
}
