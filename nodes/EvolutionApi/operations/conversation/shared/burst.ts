import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../../../core/server/answer';
import { secondsOf } from '../../../core/server/messageStore';
import { isAnswer, isFromDevice } from './counted';

// What became of a message in its chat, as a function of the message store alone: every execution sees
// the same order, so that of several messages exactly one is the last.

export interface BurstRules {
	/** Silence that ends a burst, in seconds. */
	readonly quiet: number;
	/** After so many seconds a burst ends anyhow. */
	readonly longest: number;
	/** Whether a record is a message that is waited for. */
	readonly counts: (record: IDataObject) => boolean;
}

interface Burst {
	/** A later message goes on from here: this one is in what that one gives. */
	readonly isOvertaken: boolean;
	/** Somebody has answered it meanwhile, on a device of the account. */
	readonly isAnswered: boolean;
	/** Seconds from the message to the end of the longest wait. */
	readonly left: number;
	/** What was written since our last answer, up to the message, oldest first. */
	readonly messages: readonly IDataObject[];
}

const idOf = ({ key }: IDataObject) => (isRecord(key) ? key.id : undefined);
const isOurs = ({ key }: IDataObject) => isRecord(key) && key.fromMe === true;
const timeOf = ({ messageTimestamp }: IDataObject) => secondsOf(messageTimestamp);

/**
 * @param records of the chat, in order, back to our last answer at least
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
		// An answer that came meanwhile was to the burst before: to give that again would be to answer it twice.
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
