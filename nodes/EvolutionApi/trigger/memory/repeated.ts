import { eventIdOf } from '../../events/eventItems';
import type { Delivery } from '../../core/server/delivery';
import { kept } from './kept';
import { SERVERS } from '../../core/server/connection';

// Some events of Evolution Go have no mark of their own: that somebody types, or that the instance is connected. Only the
// time when they came tells one from the next. What nobody has taken the server sends again, half a minute later each time:
// that is the same event, and not one more.

/** Five tries, half a minute apart, with time for each answer. */
const PATIENCE_MS = 180_000;

/** A proxy in between may have given up on a later answer, and the server then sends the event again. */
const IN_TIME_MS = 20_000;

/** More of them at a time are a flood: then the oldest are forgotten. */
const MOST = 2_000;

/** The ID of such an event has its time, in steps of so long. */
const STEP_MS = 5_000;

interface Try {
	readonly at: number;
	readonly dateTime: string | null;
	isOver: boolean;
}

/** By node that was called, and content. */
const tries = kept<Try>();

/** When this process began: it does not know what was under way before, Unix ms. */
const startedAt = Date.now();

const atTime = (delivery: Delivery, time: number): Delivery => ({
	...delivery,
	dateTime: new Date(time).toISOString(),
});

const keyOf = (nodeId: string, delivery: Delivery): string =>
	`${nodeId}/${eventIdOf(atTime(delivery, 0))}`;

const isUnmarked = (delivery: Delivery): boolean =>
	SERVERS[delivery.kind].deliveries.isUnmarked?.(delivery) === true;

/**
 * The delivery, as of its first try.
 * @param nodeId that was called
 * @param wasTaken whether an event of this ID is known, from before n8n was started, too
 */
export function asFirstTry(
	delivery: Delivery,
	nodeId: string,
	wasTaken: (eventId: string) => boolean,
): Delivery {
	if (!isUnmarked(delivery)) return delivery;
	const now = Date.now();
	const key = keyOf(nodeId, delivery);
	const before = tries.get(key);
	if (before !== undefined && !before.isOver && now - before.at < PATIENCE_MS)
		return { ...delivery, dateTime: before.dateTime };
	const isNew = now - startedAt < PATIENCE_MS && before === undefined;
	const first = (isNew ? takenBefore(delivery, now, wasTaken) : undefined) ?? delivery;
	forgetOld(now);
	tries.delete(key);
	tries.set(key, { at: now, dateTime: first.dateTime, isOver: false });
	return first;
}

/** n8n may have been killed before it answered. */
function takenBefore(
	delivery: Delivery,
	now: number,
	wasTaken: (eventId: string) => boolean,
): Delivery | undefined {
	for (let time = now; time > now - PATIENCE_MS; time -= STEP_MS) {
		const earlier = atTime(delivery, time);
		if (wasTaken(eventIdOf(earlier))) return earlier;
	}
	return undefined;
}

function forgetOld(now: number): void {
	for (const [key, { at }] of tries) {
		if (tries.size < MOST && now - at < PATIENCE_MS) return;
		tries.delete(key);
	}
}

/** The server was told that the event is taken. @param begun when it came, Unix ms */
export function noteAnswered(delivery: Delivery, nodeId: string, begun: number): void {
	if (!isUnmarked(delivery) || Date.now() - begun > IN_TIME_MS) return;
	const known = tries.get(keyOf(nodeId, delivery));
	if (known !== undefined) known.isOver = true;
}
