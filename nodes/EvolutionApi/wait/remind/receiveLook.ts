import type { IWebhookFunctions } from 'n8n-workflow';

import { recordOf } from '../../core/values/answer';
import { LOOK_EVENT, lookAnswer, offerIn, OVER, WAIT_HEADER } from '../../hub';
import type { WaitState } from '../state';
import { sendWhatIsDue } from './sendDue';

/**
 * Somebody calls because something may be due.
 * @returns what to answer; undefined if the request is something else
 */
export async function receiveLook(
	context: IWebhookFunctions,
	state: WaitState | undefined,
): Promise<string | undefined> {
	if (recordOf(context.getBodyData()).event !== LOOK_EVENT) return undefined;
	// An earlier wait of this execution may have had the same URL.
	const { mark } = offerIn(context.getHeaderData()[WAIT_HEADER]);
	if (state === undefined || mark !== state.question.mark) return OVER;
	return lookAnswer(await sendWhatIsDue(context, state));
}
