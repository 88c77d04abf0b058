import type { UploadedFile } from '../../core/data';
import type { Answer, Method } from '../../core/types';
import type { Instance } from '../../state/instance';
import type { State } from '../../state/state';
import type { GoInstance } from '../state/goInstance';
import type { GoDifference } from '../state/versions';
import type { NumberCheck } from './numberChecks';
import { decode, type BodyOf, type StructType } from './struct';
import { invalid } from './answers';

/** A request, free of Express. */
export interface GoRequest {
	state: State;
	params: Record<string, string>;
	query: Record<string, string>;
	host: string;
	contentType: string;
	/** the body as it came, or as a check of numbers left it; of a form nothing */
	text: string;
	/** of a form */
	fields: Record<string, string>;
	files: UploadedFile[];
}

/** A request with the key of an instance. */
export interface GoCall extends GoRequest {
	instance: Instance;
	go: GoInstance;
}

interface Base {
	method: Method;
	path: string;
	/** what brought it; without one every version has it */
	since?: GoDifference;
	/** what looks at numbers in the body before the handler does */
	numbers?: NumberCheck;
}

/** The two kinds of keys never open the same route. */
export interface InstanceGoRoute extends Base {
	key: 'instance';
	run(call: GoCall): Answer | Promise<Answer>;
}

export interface PlainGoRoute extends Base {
	key: 'global' | 'none';
	run(request: GoRequest): Answer | Promise<Answer>;
}

export type GoRoute = InstanceGoRoute | PlainGoRoute;

/** What a handler asks of a body that was decoded, in its order: the key, and what it says where that is empty. */
export type Required = ReadonlyArray<readonly [key: string, error: string]>;

const isEmpty = (value: unknown) =>
	value === '' || value === 0 || value === undefined || (Array.isArray(value) && !value.length);

/** The value of a key, or of one inside of another (`vcard.phone`). */
const valueAt = (body: object, key: string) =>
	key.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], body);

/** Decodes the body of a request, and asks for what is required. */
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
