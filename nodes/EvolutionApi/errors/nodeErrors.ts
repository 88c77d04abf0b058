import { NodeApiError, NodeOperationError, type INode } from 'n8n-workflow';

import { inputSentence, InputProblem } from '../core/input/inputProblem';
import type { Field } from '../core/values/field';
import { RequestFailure, type Failure } from './failure';

export type NodeFailure = NodeApiError | NodeOperationError;

export const wholeText = ({ message, description }: NodeFailure): string =>
	[message.replace(/\.$/, ''), description].filter(Boolean).join('. ');

export function toNodeError(
	node: INode,
	error: unknown,
	fields: readonly Field[],
	itemIndex: number,
): NodeFailure {
	if (error instanceof InputProblem) {
		return new NodeOperationError(node, inputSentence(fields, error), {
			description: error.hint,
			itemIndex,
		});
	}
	if (error instanceof RequestFailure) {
		const { message, description, httpCode } = error.failure;
		// n8n gets only our own texts, since the caught error contains the request with its headers.
		const options = {
			message,
			description,
			httpCode: httpCode === undefined ? undefined : String(httpCode),
			itemIndex,
		};
		const nodeError = new NodeApiError(node, {}, options);
		// n8n replaces a message that contains a code such as ENOENT with a general text, so the message is set again.
		nodeError.message = message;
		return nodeError;
	}
	if (error instanceof NodeApiError || error instanceof NodeOperationError) {
		error.context.itemIndex ??= itemIndex;
		return error;
	}
	return new NodeOperationError(node, error instanceof Error ? error : String(error), {
		itemIndex,
	});
}

type Path = ReadonlyArray<string | number>;

/** Names the field with the bad URL in the message: `"Media URL" cannot be used: the server cannot open …`. */
export function namingField(failure: Failure, fields: readonly Field[], input: unknown): Failure {
	const { badUrl, message } = failure;
	const path = badUrl === undefined ? undefined : pathTo(badUrl, input);
	if (path === undefined) return failure;
	const reason = message.charAt(0).toLowerCase() + message.slice(1);
	return {
		...failure,
		message: inputSentence(fields, { path, problem: `cannot be used: ${reason}` }),
	};
}

function pathTo(text: string, value: unknown, path: Path = []): Path | undefined {
	if (typeof value === 'string') return value.trim() === text ? path : undefined;
	if (typeof value !== 'object' || value === null) return undefined;
	for (const [key, inner] of Object.entries(value) as Array<[string, unknown]>) {
		const innerPath = pathTo(text, inner, [...path, Array.isArray(value) ? Number(key) : key]);
		if (innerPath !== undefined) return innerPath;
	}
	return undefined;
}
