import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { BoundedMap } from '../core/values/boundedMap';

// An execution has its answer when n8n has gone on with it, and not before: n8n stores that first, and answers the call with an
// error if it could not. Before 2.41 n8n may answer at once, and then nobody can tell.

/** Marks of questions. */
const REMEMBERED = 5_000;
const resumed = new BoundedMap<true>(REMEMBERED);

/** Whether the execution has gone on with an answer to this question, as far as this process knows. */
const hasResumed = (mark: string): boolean => resumed.get(mark) === true;

/** Calls that are to go on with one question, which n8n has not answered yet. */
interface OpenCalls {
	count: number;
	/** When the last of them came, Unix ms. */
	lastAt: number;
	/** What those do that n8n has refused, if none of the others goes on either. */
	readonly refused: Array<() => void>;
}

/** By mark. */
const openCalls = new BoundedMap<OpenCalls>(REMEMBERED);
/** By then n8n has answered a call, or never will. */
const OPEN_MS = 60_000;

function noteOpen(mark: string): OpenCalls {
	const calls = openCalls.get(mark) ?? { count: 0, lastAt: 0, refused: [] };
	calls.count += 1;
	calls.lastAt = Date.now();
	openCalls.set(mark, calls);
	return calls;
}

/**
 * n8n has refused to go on. While its database is slow it refuses a second call although it goes on with the first, which it has
 * not answered yet: only when none is open any more, the execution still waits.
 */
function noteRefused(mark: string, calls: OpenCalls, failed: () => void): void {
	calls.refused.push(failed);
	if (calls.count > 0 && Date.now() - calls.lastAt < OPEN_MS) return;
	openCalls.delete(mark);
	for (const tell of calls.refused.splice(0)) tell();
}

/** What becomes of the call of an execution that is to go on. */
interface Resuming {
	readonly mark: string;
	/** The execution goes on with it. */
	readonly item: IDataObject;
	/** It goes on, and what is noted of that is noted. */
	readonly done: () => void;
	/** It still waits, and no other call goes on with it. */
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
	const calls = noteOpen(mark);
	response.send = (body) => {
		response.send = send;
		calls.count -= 1;
		const isOwn = response.statusCode < 400;
		if (isOwn) resumed.set(mark, true);
		// Of two calls at the same time n8n lets one go on.
		const isDone = isOwn || hasResumed(mark);
		if (isOwn) done();
		else if (!isDone) noteRefused(mark, calls, failed);
		const answer = respond?.(isDone);
		return answer === undefined ? send(body) : response.status(answer.status).send(answer.body);
	};
	return { workflowData: [[{ json: item }]] };
}
