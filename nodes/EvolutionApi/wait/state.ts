import {
	jsonParse,
	type IDataObject,
	type IExecuteFunctions,
	type IWebhookFunctions,
} from 'n8n-workflow';

import type { Authentication } from '../core/server/connection';
import type { Question } from './question';

/**
 * What an execution knows of its question while it waits. n8n stores it with the execution; it holds no
 * secret.
 */
export interface WaitState {
	readonly instance: string;
	readonly authentication: Authentication;
	/** In the `comparable` spelling. */
	readonly chat: string;
	readonly question: Question;
	readonly message: string;
	/** Of the question; null where the server did not say. */
	readonly messageId: string | null;
	/** By the server's clock, in seconds. */
	readonly askedAt: number;
	/** How far the server's clock was ahead of ours then, in seconds. */
	readonly serverLead: number;
	/** The address at which the server reaches n8n, where it is not n8n's own. */
	readonly webhookBaseUrl?: string;
}

const KEY = 'wait';

export function storeState(context: IExecuteFunctions, state: WaitState): void {
	context.getContext('node')[KEY] = JSON.stringify(state);
}

/** @returns undefined where the execution waits for nothing */
export function readState(context: IWebhookFunctions): WaitState | undefined {
	// In webhook() only an expression reaches it. A name may have anything in it.
	const name = JSON.stringify(context.getNode().name).replace(/[{}]/g, (brace) =>
		brace === '{' ? '\\u007b' : '\\u007d',
	);
	const stored = context.evaluateExpression(`{{ $node[${name}].context["${KEY}"] }}`);
	return typeof stored === 'string'
		? jsonParse<WaitState | undefined>(stored, { errorMessage: 'The stored wait cannot be read' })
		: undefined;
}

interface Resumable {
	getSignedResumeUrl?: () => string;
	setSignatureValidationRequired?: () => void;
}

/** 2.0 looks at signatures only after this; 2.41 has no such thing, and always does. */
export const requireSignature = (context: Resumable) => context.setSignatureValidationRequired?.();

/** The address of the execution; undefined before n8n 1.105, which has no signed ones. */
export const resumeUrl = (context: Resumable, webhookBaseUrl?: string): string | undefined => {
	const url = context.getSignedResumeUrl?.();
	if (url === undefined || webhookBaseUrl === undefined) return url;
	const { pathname, search } = new URL(url);
	return webhookBaseUrl.trim().replace(/\/+$/, '') + pathname + search;
};

/** The item that the execution goes on with when its time is over: n8n then gives out the node's input. */
export function setTimedOutItem(context: IExecuteFunctions, json: IDataObject): void {
	const [item] = context.getInputData();
	if (item === undefined) return;
	item.json = json;
	delete item.binary;
}
