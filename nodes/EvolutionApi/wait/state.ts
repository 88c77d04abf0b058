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
 * What an execution knows about its question while it waits. n8n stores it with the execution. It contains no
 * secret in clear.
 */
export interface WaitState {
	readonly instance: string;
	readonly authentication: Authentication;
	/** As it was when the question was asked, encrypted. */
	readonly credential?: string;
	/** In the `comparable` spelling. */
	readonly chat: string;
	readonly question: Question;
	readonly message: string;
	/** Of a custom form. */
	readonly fields?: readonly FormField[];
	/** Where the question has a page. */
	readonly page?: PageTexts;
	/** Whose answer counts; left out: anybody's. */
	readonly answerers?: Answerers;
	/** Who was asked, as the server wants it. */
	readonly recipient?: string;
	/** IDs of the messages that started the execution. */
	readonly startedBy?: readonly string[];
	/** Of the question; null if the server did not tell it. */
	readonly messageId: string | null;
	/** Of a poll whose votes only it can read. */
	readonly pollSecret?: string;
	/** Unix seconds, by the server's clock. */
	readonly askedAt: number;
	/** Unix seconds, by this machine's clock. */
	readonly askedAtHere: number;
	/** The base URL at which the server reaches n8n, if it is not n8n's own. */
	readonly baseUrl?: string;
	/** Only a message that quotes the question, or presses one of its buttons, is an answer. */
	readonly requiresQuote?: boolean;
	/** What to say when an answer is not understood, if anything. */
	readonly reprompt?: Reprompt;
}

/** What a page says, beside the question. */
interface PageTexts {
	readonly title?: string;
	/** In the place of the message. */
	readonly description?: string;
	/** What the button of a form says. */
	readonly buttonLabel?: string;
	readonly confirmationText?: string;
}

/** What to say when an answer is not understood, and how often at most. */
export interface Reprompt {
	readonly message: string;
	readonly maxAttempts: number;
	/** After the last attempt, the execution resumes without an answer. */
	readonly continues?: boolean;
	/** As the server wants it. */
	readonly recipient: string;
}

const KEY = 'wait';
/** Parameter of the link to a page. */
const QUESTION = 'question';

/** The mark of the question to whose page the called link leads. */
export const readNamedQuestion = (context: IWebhookFunctions): unknown =>
	asRecord(context.getQueryData())[QUESTION];

export function storeState(context: IExecuteFunctions, state: WaitState): void {
	context.getContext('node')[KEY] = JSON.stringify(state);
}

/** @returns undefined if the execution is not waiting */
export function readWaitState(context: IWebhookFunctions): WaitState | undefined {
	// In webhook() only an expression can read it. The node's name may contain any character.
	const name = JSON.stringify(context.getNode().name).replace(/[{}]/g, (brace) =>
		brace === '{' ? '\\u007b' : '\\u007d',
	);
	const stored = context.evaluateExpression(`{{ $node[${name}].context["${KEY}"] }}`);
	return typeof stored === 'string'
		? jsonParse<WaitState | undefined>(stored, { errorMessage: 'The stored wait cannot be read' })
		: undefined;
}

/**
 * The URL of the execution. All questions of a node have the same.
 * @param mark of the question whose page it opens: it is signed, and n8n does not look at it
 */
export const resumeUrl = (
	context: Pick<IExecuteFunctions, 'getSignedResumeUrl'>,
	baseUrl?: string,
	mark?: string,
): string => {
	const url = context.getSignedResumeUrl(mark === undefined ? {} : { [QUESTION]: mark });
	// The execution and the node.
	return baseUrl === undefined ? url : behindBaseUrl(baseUrl, url, 2);
};

/** The item that the execution continues with after a time-out: n8n then outputs the node's input. */
export function setTimedOutItem(context: IExecuteFunctions, json: IDataObject): void {
	const [item] = context.getInputData();
	if (item === undefined) return;
	item.json = json;
	delete item.binary;
}

// What an execution keeps secret while it waits: the credential, whose fields may be expressions of the item, which n8n
// does not evaluate when a request comes. n8n stores its data in clear, so this is encrypted with a key that n8n computes from
// its own secret, and that is stored nowhere.

/** n8n signs the URL of the execution; with this parameter it is a URL that nobody calls. */
const PURPOSE = { purpose: 'evolution-credential' };

/** An execution, when it asks and when it waits. */
type Signing = Pick<IExecuteFunctions, 'getSignedResumeUrl'>;

function deriveKey(context: Signing): Buffer {
	const url = context.getSignedResumeUrl(PURPOSE);
	const signature = new URL(url).searchParams.get('signature') ?? '';
	return createHash('sha256').update(signature).digest();
}

export const seal = (context: Signing, value: object): string => encrypt(deriveKey(context), value);

/** @returns undefined if it was not sealed for this execution, or n8n has another secret by now */
export const unseal = <Value extends object>(context: Signing, sealed: string): Value | undefined =>
	decrypt(deriveKey(context), sealed) as Value | undefined;
