import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { BoundedMap } from '../core/values/boundedMap';

// An execution has its answer when n8n has gone on with it, and not before: n8n stores that first, and answers the call with an
// error if it could not. Before 2.41 n8n may answer at once, and then nobody can tell.

/** Marks of questions. */
const REMEMBERED = 5_000;
const resumed = new BoundedMap<true>(REMEMBERED);

/** Whether the execution has gone on with an answer to this question, as far as this process knows. */
const hasResumed = (mark: string): boolean => resumed.get(mark) === true;

/** What becomes of the call of an execution that is to go on. */
interface Resuming {
	readonly mark: string;
	/** The execution goes on with it. */
	readonly item: IDataObject;
	/** It goes on, and what is noted of that is noted. */
	readonly done: () => void;
	/** n8n has refused that, and to nobody's knowledge the execution has gone on with another call. */
	readonly failed: () => void;
	/** In the place of what n8n answers. @param isDone whether the execution goes on */
	readonly respond?: (isDone: boolean) => { readonly status: number; readonly body: string };
}

/** What n8n is to do with the execution, with a look at whether it can. */
export function resumeWith(
	context: IWebhookFunctions,
	{ mark, item, done, failed, respond }: Resuming,
): IWebhookResponseData {
	const response = context.getResponseObject();
	const send = response.send.bind(response);
	response.send = (body) => {
		response.send = send;
		const isOwn = response.statusCode < 400;
		if (isOwn) resumed.set(mark, true);
		// Of two calls at the same time n8n lets one go on.
		const isDone = isOwn || hasResumed(mark);
		if (isOwn) done();
		else if (!isDone) failed();
		const answer = respond?.(isDone);
		return answer === undefined ? send(body) : response.status(answer.status).send(answer.body);
	};
	return { workflowData: [[{ json: item }]] };
}
