import { asObject, asString } from '../../simulator/core/values';
import type { Message } from '../../simulator/state/message';
import type { Sent } from './account';
import { readJournal } from './journal';

const TEXT = /^event \d+$/;
/** Matches the answers that the workflow in answering.ts sends. */
const ANSWER = /^(\w+): (\S+)$/;

/** Evolution Go sends every text as an `extendedTextMessage`. */
const textOf = ({ message }: Message): string =>
	asString(message.conversation ?? asObject(message.extendedTextMessage).text);

export function sentMessages(file: string): Sent[] {
	const sent = new Map<
		string,
		{ id: string; at: number; attempts: Array<Sent['attempts'][number]> }
	>();
	for (const entry of readJournal(file)) {
		if (entry.kind === 'message' && TEXT.test(textOf(entry.message))) {
			const { id } = entry.message.key;
			sent.set(id, { id, at: entry.message.at, attempts: [] });
		}
		if (entry.kind === 'delivery') {
			sent.get(entry.delivery.messageId ?? '')?.attempts.push(entry.delivery);
		}
	}
	return [...sent.values()];
}

/** Returns how many answers the server has stored, by workflow and by the ID of the answered message. */
export function storedAnswers(file: string): Map<string, Map<string, number>> {
	const answers = new Map<string, Map<string, number>>();
	const seen = new Set<string>();
	for (const entry of readJournal(file)) {
		if (entry.kind !== 'message' || seen.has(entry.message.key.id)) continue;
		const { key } = entry.message;
		const [, name, id] = ANSWER.exec(textOf(entry.message)) ?? [];
		if (id === undefined || !key.fromMe) continue;
		seen.add(key.id);
		const counts = answers.get(name) ?? new Map<string, number>();
		answers.set(name, counts.set(id, (counts.get(id) ?? 0) + 1));
	}
	return answers;
}
