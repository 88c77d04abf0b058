import type { IDataObject } from 'n8n-workflow';

import { mayHaveArrived, type Failure } from '../../failures/failure';
import { recordOf, textOrNull } from '../../values/answer';
import { dataIn } from './envelope';
import type { Translated } from './goRoute';

/** Nobody waits longer for what most servers cannot tell. */
const PATIENCE_MS = 10_000;

/**
 * Whether a message is out whose answer was lost: `POST /message/status`, by the ID that was chosen for it. A server with
 * DATABASE_SAVE_MESSAGES=true knows it once a phone has got it. That it knows nothing says nothing.
 */
export async function isKnownToBeOut(
	translated: Pick<Translated, 'tryGo'>,
	failure: Failure,
	id: string,
): Promise<boolean> {
	if (!mayHaveArrived(failure)) return false;
	const result = await translated.tryGo({
		method: 'POST',
		path: '/message/status',
		body: { id },
		retry: 'neverAfterSent',
		timeoutMs: PATIENCE_MS,
	});
	if ('failure' in result) return false;
	const found: IDataObject = recordOf(recordOf(dataIn(result.body)).result);
	return textOrNull(found.message_id) === id;
}

/** The failure, with the ID by which the message can be looked for. */
export const namingMessage = (failure: Failure, id: string): Failure =>
	mayHaveArrived(failure)
		? { ...failure, description: `${failure.description} The ID of the message is ${id}.` }
		: failure;
