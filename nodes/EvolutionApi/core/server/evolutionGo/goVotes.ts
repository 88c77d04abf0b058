import { createHash } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';

import { backoff, retry } from '../../concurrency/retry';
import { recordOf, recordsIn } from '../../values/answer';
import { firstText, textsOf } from '../../values/loose';
import type { Delivery } from '../delivery';
import type { Target } from '../adapter';
import { asResult, tryGo } from './goRequest';

// A vote is delivered as the phone has encrypted it. The server decrypts it, and keeps the newest vote of each person:
// `GET /polls/{id}/results`, with a checksum in the place of each option.

/** The server stores a vote a moment after it has delivered it. */
const ATTEMPTS = 5;
const delay = backoff(350, 2_500);

/** As the server names an option. */
const checksumOf = (option: string) => createHash('sha256').update(option).digest('hex');

/** By checksum. */
export const byChecksum = (options: readonly string[]): ReadonlyMap<string, string> =>
	new Map(options.map((option) => [checksumOf(option), option]));

const voteIn = ({ message }: Delivery): IDataObject =>
	recordOf(recordOf(message?.content).pollUpdateMessage);

/** What the server has counted; undefined if that cannot be known now. */
async function resultsOf(target: Target, poll: string): Promise<IDataObject[] | undefined> {
	const path = `/polls/${encodeURIComponent(poll)}/results`;
	const request = { method: 'GET', path, retry: 'neverAfterSent' } as const;
	const result = await tryGo(target, request).catch(asResult);
	return 'failure' in result ? undefined : recordsIn(recordOf(result.body).votes);
}

/** Only the vote of this very message: a later one of the same person comes by itself. */
async function chosenBy(
	target: Target,
	poll: string,
	messageId: string | null,
): Promise<string[] | undefined> {
	const votes = await resultsOf(target, poll);
	const vote = votes?.find(({ voteMessageId }) => voteMessageId === messageId);
	return vote && textsOf(vote.selectedOptions);
}

export async function readVote(
	target: Target,
	delivery: Delivery,
	choices: readonly string[],
): Promise<Delivery | undefined> {
	const { message } = delivery;
	const vote = voteIn(delivery);
	const poll = firstText(recordOf(vote.pollCreationMessageKey).id);
	if (message === undefined || poll === null) return delivery;
	const checksums = await retry(async () => await chosenBy(target, poll, message.id), {
		attempts: ATTEMPTS,
		delay,
		isRetryable: (found) => found === undefined,
	});
	if (checksums === undefined) return undefined;
	const options = byChecksum(choices);
	const selectedOptions = checksums.map((checksum) => options.get(checksum) ?? checksum);
	const pollUpdateMessage = { ...vote, vote: { ...recordOf(vote.vote), selectedOptions } };
	return { ...delivery, message: { ...message, content: { pollUpdateMessage } } };
}
