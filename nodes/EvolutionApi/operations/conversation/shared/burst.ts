import type { IDataObject } from 'n8n-workflow';

import { secondsOf } from '../../../core/server/evolutionApi/messageStore';
import { recordOf } from '../../../core/values/answer';
import { isAnswer, isFromDevice } from './counted';

// What happened to a message in its chat, as a pure function of the message store. Every execution sees the same
// order, so exactly one of several messages is the last.

export interface BurstRules {
	/** Silence that ends a burst, in seconds. */
	readonly quiet: number;
	/** After this many seconds a burst always ends. */
	readonly longest: number;
	/** Whether a record is a message to wait for. */
	readonly counts: (record: IDataObject) => boolean;
}

interface Burst {
	/** A later message continues the burst: its execution gives this message, too. */
	readonly isOvertaken: boolean;
	/** Somebody has answered it in the meantime, on a device of the account. */
	readonly isAnswered: boolean;
	/** Seconds from the message until the longest wait is over. */
	readonly left: number;
	/** What was written after our last answer, up to this message, oldest first. */
	readonly messages: readonly IDataObject[];
}

const idOf = ({ key }: IDataObject) => recordOf(key).id;
const isOurs = ({ key }: IDataObject) => recordOf(key).fromMe === true;
const timeOf = ({ messageTimestamp }: IDataObject) => secondsOf(messageTimestamp);

/**
 * @param records of the chat, in order, at least back to our last answer
 * @returns undefined if the message is not among those that count
 */
export function burstOf(
	records: readonly IDataObject[],
	messageId: string,
	{ quiet, longest, counts }: BurstRules,
): Burst | undefined {
	const place = records.findIndex((record) => idOf(record) === messageId);
	const answer = records.slice(0, Math.max(0, place)).map(isAnswer).lastIndexOf(true);
	const counted = records.slice(answer + 1).filter((record) => !isOurs(record) && counts(record));
	const own = counted.findIndex((record) => idOf(record) === messageId);
	const firsts = firstOfBursts(
		counted,
		(record, before, first) =>
			timeOf(record) - timeOf(before) > quiet || timeOf(record) - timeOf(first) > longest,
	);
	const message = counted[own];
	const first = firsts[own];
	if (message === undefined || first === undefined) return undefined;
	const answers = records.slice(place + 1).filter(isAnswer);
	return {
		isOvertaken: firsts[own + 1] === first,
		isAnswered: answers.some(isFromDevice),
		left: longest - (timeOf(message) - timeOf(first)),
		// An answer in the meantime was to the burst before. If that came out again, it would be answered twice.
		messages: counted.slice(answers.length > 0 ? counted.indexOf(first) : 0, own + 1),
	};
}

/** For each record the first one of its burst. */
function firstOfBursts(
	records: readonly IDataObject[],
	isNew: (record: IDataObject, before: IDataObject, first: IDataObject) => boolean,
): IDataObject[] {
	let burst: { readonly first: IDataObject; readonly last: IDataObject } | undefined;
	return records.map((record) => {
		const begins = burst === undefined || isNew(record, burst.last, burst.first);
		burst = { first: begins || burst === undefined ? record : burst.first, last: record };
		return burst.first;
	});
}
