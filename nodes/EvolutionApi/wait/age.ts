// Decides whether a message is older than the question that it seems to answer. WhatsApp dates what people write,
// the server dates the question, and any clock may be wrong: WhatsApp's, the server's and ours.

/** Times in seconds. */
export interface Age {
	/** When the question was asked, by the server's clock. */
	readonly askedAt: number;
	/** When the message was sent, by WhatsApp's clock. */
	readonly sentAt: number;
	/** When the server delivered the message, by its own clock: as it has signed it, otherwise our estimate. */
	readonly deliveredAt: number;
	readonly isSigned: boolean;
	/** How far the server's clock is ahead of ours. */
	readonly serverLead: number;
}

/** A message in the server's store. Times in seconds. */
export interface StoredMessage {
	/** When it was stored, by the server's clock. */
	readonly storedAt: number;
	/** How much later that is than the time at which it was sent, by WhatsApp's clock. */
	readonly delay: number;
}

/** Times are whole seconds, and some channels round up. */
const ROUNDING_S = 1;
/** Two clocks that are right may still differ by this much. */
const TOLERANCE_S = 2;
/** Most messages take no longer than this. */
const USUAL_DELAY_S = 15;
/**
 * If messages have nearly the same delay although some time passed between them, a clock is wrong. Messages that
 * were held up have different delays, or arrive together.
 */
const SAME_DELAY_S = 5;
const APART_S = 10;

/** Whether the server delivered the message before it asked: then nothing else matters. */
export const isDeliveredBefore = ({ askedAt, deliveredAt, isSigned }: Age) =>
	isSigned && deliveredAt < askedAt - ROUNDING_S;

/** Whether all clocks seem right, and the message is newer than the question. */
export function isClearlyLater({ askedAt, sentAt, deliveredAt, serverLead }: Age): boolean {
	const delay = deliveredAt - sentAt;
	const areClocksRight =
		Math.abs(serverLead) <= TOLERANCE_S && delay >= -TOLERANCE_S && delay <= USUAL_DELAY_S;
	return areClocksRight && sentAt >= askedAt - ROUNDING_S;
}

/** @param stored the latest messages; this one may be among them */
export function isOlderThanQuestion(age: Age, stored: readonly StoredMessage[]): boolean {
	return age.sentAt < age.askedAt - leadOverWhatsApp(age, stored) - ROUNDING_S;
}

/** How far the server's clock is ahead of WhatsApp's. */
function leadOverWhatsApp(
	{ sentAt, deliveredAt, serverLead }: Age,
	stored: readonly StoredMessage[],
): number {
	const all = [...stored, { storedAt: deliveredAt, delay: deliveredAt - sentAt }];
	// Every message takes some time, so the clocks differ by no more than the shortest delay.
	const shortest = Math.min(...all.map(({ delay }) => delay));
	const times = all
		.filter(({ delay }) => delay <= shortest + SAME_DELAY_S)
		.map(({ storedAt }) => storedAt);
	if (Math.max(...times) - Math.min(...times) >= APART_S) return shortest;
	// A message that was held up looks the same as a wrong clock. We assume that WhatsApp's clock is right, and the
	// server's or ours as well: of the two, the one with the shorter delay, unless that is a wild guess.
	const likely = [0, serverLead].filter(
		(lead) => lead <= shortest + TOLERANCE_S && (lead <= 0 || shortest - lead <= USUAL_DELAY_S),
	);
	return likely.length === 0 ? shortest : Math.max(...likely);
}
