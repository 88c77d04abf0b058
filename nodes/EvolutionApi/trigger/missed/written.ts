import { eventIdOf, type Delivery } from '../../events';
import type { ActiveTrigger } from '../active/activeTrigger';
import { isWritten, type Event } from '../memory/deliveredEvent';
import { messageTime } from '../memory/messageClock';

/** The first time window. The next ones are longer if little was written, or shorter if too much. */
const FIRST_MS = 60_000;
/** The times of messages are whole seconds. */
const SHORTEST_MS = 1_000;
/** No more messages than this are in memory at once, unless one second has more. A page has a hundred. */
const MANY = 500;
const FEW = 100;

/**
 * What others wrote since then, or the owner on the phone, oldest first and as the server delivers it. In parts,
 * because all of it may not fit into memory.
 * @throws {RequestFailure} if the store cannot be read
 */
export async function* writtenSince(
	{ context, connection, instance }: ActiveTrigger,
	since: number,
): AsyncGenerator<Event[], void> {
	const { store } = connection.server;
	if (store === undefined) return;
	let lengthMs = FIRST_MS;
	let before = new Set<string>();
	for (let from = since; ; ) {
		const end = from + lengthMs;
		const isLast = end >= messageTime(connection, Date.now());
		let count = 0;
		const isTooMuch = (page: readonly unknown[]) => {
			count += page.length;
			return count > MANY && lengthMs > SHORTEST_MS;
		};
		const time = { from: new Date(from), to: isLast ? undefined : new Date(end) };
		const found = await store.between({ context, connection, instance }, time, isTooMuch);
		if (isTooMuch([])) {
			lengthMs = Math.max(SHORTEST_MS, lengthMs / 2);
			continue;
		}
		const events = found
			.filter((delivery) => isWritten(delivery) && timeOf(delivery) >= since)
			.map(storedEvent);
		// Both parts contain the second between them.
		yield events.filter(({ eventId }) => !before.has(eventId));
		before = new Set(events.map(({ eventId }) => eventId));
		if (isLast) return;
		from = end;
		if (count < FEW) lengthMs *= 2;
	}
}

const timeOf = ({ message }: Delivery) => (message?.seconds ?? NaN) * 1000;

/** The event that the server has told, or should have told, of a message in its store. */
export const storedEvent = (delivery: Delivery): Event => ({
	delivery,
	eventId: eventIdOf(delivery),
	sentAt: timeOf(delivery),
});
