import type { Sent } from './account';
import { readJournal } from './journal';

const TEXT = /^event \d+$/;

/** The messages of a run, as the server has stored them. */
export function sentMessages(file: string): Sent[] {
	const sent = new Map<
		string,
		{ id: string; at: number; attempts: Array<Sent['attempts'][number]> }
	>();
	for (const entry of readJournal(file)) {
		if (entry.kind === 'message' && TEXT.test(String(entry.message.message.conversation))) {
			const { id } = entry.message.key;
			sent.set(id, { id, at: entry.message.at, attempts: [] });
		}
		if (entry.kind === 'delivery') {
			sent.get(entry.delivery.messageId ?? '')?.attempts.push(entry.delivery);
		}
	}
	return [...sent.values()];
}
