import type { UploadedFile } from '../../core/data';
import type { Answer, Method } from '../../core/types';
import type { Instance } from '../../state/instance';
import type { State } from '../../state/state';
import type { GoInstance } from '../state/goInstance';
import type { GoDifference } from '../state/versions';
import type { NumberCheck } from './numberChecks';
import { decode, type BodyOf, type StructType } from './struct';
import { invalid } from './answers';

export interface GoRequest {
	state: State;
	params: Record<string, string>;
	query: Record<string, string>;
	host: string;
	contentType: string;
	/** the body, in which number checks may have rewritten phone numbers as JIDs; empty for a form */
	text: string;
	fields: Record<string, string>;
	files: UploadedFile[];
}

export interface GoCall extends GoRequest {
	instance: Instance;
	go: GoInstance;
}

interface Base {
	method: Method;
	path: string;
	/** the change that added the route to the server; if missing, every version has the route */
	since?: GoDifference;
	numbers?: NumberCheck;
}

/** No route accepts both an instance's key and the global key. */
export interface InstanceGoRoute extends Base {
	key: 'instance';
	run(call: GoCall): Answer | Promise<Answer>;
}

export interface PlainGoRoute extends Base {
	key: 'global' | 'none';
	run(request: GoRequest): Answer | Promise<Answer>;
}

export type GoRoute = InstanceGoRoute | PlainGoRoute;

/** Keys that a handler requires in the decoded body, in the order of its checks, and the errors for empty ones. */
export type Required = ReadonlyArray<readonly [key: string, error: string]>;

const isEmpty = (value: unknown) =>
	value === '' || value === 0 || value === undefined || (Array.isArray(value) && !value.length);

/** Returns the value of a key, which may be nested (`vcard.phone`). */
const valueAt = (body: object, key: string) =>
	key.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], body);

export function bodyOf<Struct extends StructType>(
	{ text }: GoRequest,
	struct: Struct,
	required: Required = [],
): BodyOf<Struct> {
	const body = decode(text, struct);
	for (const [key, error] of required) {
		if (isEmpty(valueAt(body as object, key))) throw invalid(error);
	}
	return body;
}
