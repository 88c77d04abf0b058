import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { Delivery } from '../../events';
import { acknowledge, type Headers } from '../../hub';
import type { ActiveTrigger } from '../active/activeTrigger';
import type { TriggerId } from '../memory/takenEvents';
import type { TriggerSettings } from '../settings/triggerSettings';
import type { Incoming } from '../share/passOn';
import type { TakeoverAnswer, TakeoverRequest } from '../takeover/takeoverRequest';

/**
 * Where n8n has taken a call of the webhook: in the process with trigger(), in another one, such as a webhook processor
 * of queue mode, or in a test session.
 */
export interface Place {
	readonly settings: TriggerSettings;
	/** Only in the process with trigger(). */
	readonly trigger?: ActiveTrigger;
	/** The URL at which the node is registered; undefined if it is not yet. */
	readonly url?: string;
	/**
	 * The instance of a call: of those that the node listens to the one that the call names. Whether the call really
	 * comes from it is yet to be seen.
	 * @returns empty if the node is about to register, undefined if it listens to no such instance
	 * @throws if the server cannot be asked which instances there are: then it calls again
	 */
	instanceCalled(delivery: Delivery | undefined): Promise<string | undefined>;
	/** Notes a genuine call. @returns false if nobody can take it now */
	admit(headers: Headers): boolean;
	/**
	 * The call is only there so that what was taken is stored.
	 * @param toStore what the process with trigger() says of it, if n8n itself has called for it
	 */
	store(toStore: unknown): void;
	/** A node in another process asks at which chat a person is. @returns undefined if it must not know */
	takeover(request: TakeoverRequest, instance: string): TakeoverAnswer | undefined;
	/** Whose memory tells which events were answers; undefined where nobody may ask. */
	memoryOf(instance: string): TriggerId | undefined;
	/** Starts the workflow with an event, and passes it on to the others. */
	take(incoming: Incoming): Promise<IWebhookResponseData>;
}

/** The server need not send it again. */
export const ACKNOWLEDGED: IWebhookResponseData = {
	webhookResponse: acknowledge('taken'),
};

/** The server sends the event again, and those that have it already are left out. */
export function askAgain(context: IWebhookFunctions): IWebhookResponseData {
	context.getResponseObject().status(503).send('Not everybody has it yet');
	return { noWebhookResponse: true };
}
