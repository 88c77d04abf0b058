import {
	jsonParse,
	type IDataObject,
	type IExecuteFunctions,
	type IWebhookFunctions,
} from 'n8n-workflow';
import { createHash } from 'node:crypto';

import { behindBaseUrl } from '../core/input/baseUrl';
import { asRecord } from '../core/values/answer';
import { decrypt, encrypt } from '../core/values/encrypt';
import type { Authentication } from '../server/adapter';
import type { Answerers } from './acceptedAnswers';
import type { FormField } from './form';
import type { Question } from './question';

/**
 * Data about the question of an execution that waits. n8n stores it with the execution, with the credential encrypted.
 */
export interface WaitState {
	readonly instance: string;
	readonly authentication: Authentication;
	/** The credential at the time of the question, encrypted. */
	readonly credential?: string;
	/** Address of the chat, as returned by `comparable()`. */
	readonly chat: string;
	readonly question: Question;
	readonly message: string;
	readonly fields?: readonly FormField[];
	readonly page?: PageTexts;
	/** People whose answers count; undefined for anyone. */
	readonly answerers?: Answerers;
	/** Number or JID of the recipient. */
	readonly recipient?: string;
	readonly startedBy?: readonly string[];
	/** ID of the question; null if the server didn't return it. */
	readonly messageId: string | null;
	readonly pollSecret?: string;
	/** When the question was sent, Unix seconds, by the server's clock. */
	readonly askedAt: number;
	/** Time just before the question was sent, Unix seconds, by this machine's clock. */
	readonly askedAtHere: number;
	/** Base URL of links to the execution, if it isn't n8n's own. */
	readonly baseUrl?: string;
	/** An answer must quote the question, or press one of its buttons. */
	readonly requiresQuote?: boolean;
	readonly reprompt?: Reprompt;
}

interface PageTexts {
	readonly title?: string;
	/** Shown on the question's web page instead of the question's message. */
	readonly description?: string;
	readonly buttonLabel?: string;
	readonly confirmationText?: string;
}

export interface Reprompt {
	readonly message: string;
	readonly maxAttempts: number;
	/** Whether the execution resumes, with `answered: false`, after more than `maxAttempts` invalid answers. */
	readonly continues?: boolean;
}

const KEY = 'wait';
/** Query parameter of the link to a question's web page. Its value is the question's mark (an ID). */
const QUESTION = 'question';

export const readNamedQuestion = (context: IWebhookFunctions): unknown =>
	asRecord(context.getQueryData())[QUESTION];

export function storeState(context: IExecuteFunctions, state: WaitState): void {
	context.getContext('node')[KEY] = JSON.stringify(state);
}

export function readWaitState(context: IWebhookFunctions): WaitState | undefined {
	// In webhook(), only an expression can read the node's context. Braces in the node's name would end the expression.
	const name = JSON.stringify(context.getNode().name).replace(/[{}]/g, (brace) =>
		brace === '{' ? '\\u007b' : '\\u007d',
	);
	const text = context.evaluateExpression(`{{ $node[${name}].context["${KEY}"] }}`);
	return typeof text === 'string'
		? jsonParse<WaitState | undefined>(text, { errorMessage: 'The stored wait cannot be read' })
		: undefined;
}

type Signing = Pick<IExecuteFunctions, 'getSignedResumeUrl'>;

/**
 * Without a question's ID, the URL is the same for all questions of a node.
 * @param mark the question's ID, for the link to its web page. n8n signs the URL's query, but otherwise ignores it
 */
export const resumeUrl = (context: Signing, baseUrl?: string, mark?: string): string => {
	const url = context.getSignedResumeUrl(mark === undefined ? {} : { [QUESTION]: mark });
	// 2, because two segments of the path identify the webhook: `webhook-waiting/<execution>/<node>`.
	return baseUrl === undefined ? url : behindBaseUrl(baseUrl, url, 2);
};

/** After a time-out, n8n outputs the node's input, so this replaces the input. */
export function setTimedOutItem(context: IExecuteFunctions, json: IDataObject): void {
	const [item] = context.getInputData();
	if (item === undefined) return;
	item.json = json;
	delete item.binary;
}

// The state contains the credential: if the credential has expressions that read the item, n8n doesn't evaluate them for a
// webhook call. n8n stores the state in plain text, so the credential is encrypted. The encryption key is derived from a
// signature that n8n computes with its own secret, and isn't stored anywhere.

/** Query of a URL that no one calls. n8n signs the URL, and `deriveKey()` makes a key from the signature. */
const PURPOSE = { purpose: 'evolution-credential' };

function deriveKey(context: Signing): Buffer {
	const url = context.getSignedResumeUrl(PURPOSE);
	const signature = new URL(url).searchParams.get('signature') ?? '';
	return createHash('sha256').update(signature).digest();
}

export const seal = (context: Signing, value: object): string => encrypt(deriveKey(context), value);

/** @returns undefined if another execution encrypted it, or n8n's secret has changed */
export const unseal = <Value extends object>(context: Signing, text: string): Value | undefined =>
	decrypt(deriveKey(context), text) as Value | undefined;
