import { asObject, asString } from '../../simulator/core/values';
import type { Message } from '../../simulator/state/message';
import type { Sent } from './account';
import { readJournal } from './journal';

const TEXT = /^event \d+$/;
/** See answering.ts. */
const ANSWER = /^(\w+): (\S+)$/;

/** Evolution Go sends every text as an extended one. */
const textOf = ({ message }: Message): string =>
	asString(message.conversation ?? asObject(message.extendedTextMessage).text);

/** The messages of a run, as the server has stored them. */
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

/** Counts the answers that the server has stored for each message, by workflow and ID. */
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
