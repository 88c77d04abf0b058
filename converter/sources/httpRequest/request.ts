import { argumentOf, parseJsonText } from '../../expressions/jsonText';
import { fromJson, parseParameter, parseTemplate } from '../../expressions/parse';
import { bare } from '../../expressions/scan';
import { shown, type Value } from '../../expressions/value';
import { isObject, type NodeJson, type Parameters } from '../../workflow';

const TYPES = ['n8n-nodes-base.httpRequest', 'n8n-nodes-base.httpRequestTool'];

export const isHttpRequest = ({ type }: NodeJson) => TYPES.includes(type);

export interface HttpRequest {
	readonly method: string;
	/** Whether the node has a body, but no chosen method. It then sends GET. */
	readonly isUnchosen: boolean;
	readonly url: Value;
	/** Headers by name, in lower case. */
	readonly headers: ReadonlyMap<string, Value>;
	readonly query: Value;
	readonly body: RequestBody;
	readonly options: Parameters;
}

type RequestBody =
	| { readonly kind: 'none' }
	/** `raw` is the JSON text as it is in the node. */
	| { readonly kind: 'json'; readonly value: Value; readonly raw?: string }
	| { readonly kind: 'form'; readonly fields: Value; readonly file: string; readonly part: string }
	| { readonly kind: 'other'; readonly what: string };

const NOTHING: Value = { kind: 'object', entries: new Map() };

export function readRequest(
	{ parameters: given, typeVersion = 1 }: NodeJson,
	method = String(given.method ?? given.requestMethod ?? 'GET').toUpperCase(),
): HttpRequest {
	const isOld =
		'requestMethod' in given || 'bodyParametersUi' in given || 'jsonParameters' in given;
	return {
		method,
		isUnchosen: given.method === undefined && !isOld && given.sendBody === true,
		url: parseParameter(given.url ?? ''),
		headers: lowerCased(isOld ? oldPairs(given, 'header') : headersOf(given)),
		query: isOld ? oldPairs(given, 'query') : queryOf(given),
		body:
			method === 'GET'
				? { kind: 'none' }
				: isOld
					? oldBody(given)
					: bodyOf(given, typeVersion >= 4),
		options: isObject(given.options) ? given.options : {},
	};
}

function lowerCased(value: Value): ReadonlyMap<string, Value> {
	const entries = value.kind === 'object' ? [...value.entries] : [];
	return new Map(entries.map(([name, inner]) => [name.toLowerCase().trim(), inner]));
}

const headersOf = (given: Parameters): Value =>
	given.sendHeaders !== true
		? NOTHING
		: given.specifyHeaders === 'json'
			? jsonOf(given.jsonHeaders)
			: pairs(given.headerParameters);

const queryOf = (given: Parameters): Value =>
	given.sendQuery !== true
		? NOTHING
		: given.specifyQuery === 'json'
			? jsonOf(given.jsonQuery)
			: pairs(given.queryParameters);

/** @param hasPaths whether a name such as `a.b` means a value within another one */
function bodyOf(given: Parameters, hasPaths: boolean): RequestBody {
	if (given.sendBody !== true) return { kind: 'none' };
	const type = given.contentType ?? 'json';
	if (type === 'json') {
		if (given.specifyBody === 'json') return json(given.jsonBody);
		const value = pairs(given.bodyParameters);
		return { kind: 'json', value: hasPaths ? nested(value) : value };
	}
	// The server reads a form's values in the same way as those of JSON.
	if (type === 'form-urlencoded' && given.specifyBody !== 'string') {
		return { kind: 'json', value: pairs(given.bodyParameters) };
	}
	if (type === 'multipart-form-data') return formOf(given.bodyParameters);
	const isJson = type === 'raw' && /json/.test(String(given.rawContentType ?? ''));
	return isJson ? json(given.body) : { kind: 'other', what: String(type) };
}

function oldBody(given: Parameters): RequestBody {
	const options = isObject(given.options) ? given.options : {};
	if (given.sendBinaryData === true) return { kind: 'other', what: 'binary' };
	const type = options.bodyContentType ?? 'json';
	if (type !== 'json' && type !== 'form-urlencoded') return { kind: 'other', what: String(type) };
	if (given.jsonParameters === true) return json(given.bodyParametersJson);
	return { kind: 'json', value: pairs(given.bodyParametersUi) };
}

function oldPairs(given: Parameters, kind: 'header' | 'query'): Value {
	if (given.jsonParameters === true) return jsonOf(given[`${kind}ParametersJson`]);
	return pairs(given[`${kind}ParametersUi`]);
}

function json(raw: unknown): RequestBody {
	if (raw === undefined || raw === '') return { kind: 'none' };
	const value = jsonOf(raw);
	return { kind: 'json', value, ...(typeof raw === 'string' ? { raw } : {}) };
}

/** Parses the value of a JSON field, which may contain expressions. Text that isn't JSON becomes an expression. */
function jsonOf(raw: unknown): Value {
	if (raw === undefined || raw === '') return NOTHING;
	if (typeof raw !== 'string') return fromJson(raw);
	const isExpression = raw.startsWith('=');
	const text = isExpression ? raw.slice(1) : raw;
	const parsed = parseJsonText(text, isExpression);
	if (parsed?.kind === 'object' || parsed?.kind === 'list') return parsed;
	if (!isExpression) return { kind: 'expression', source: JSON.stringify(raw) };
	const value = parseTemplate(text.trim());
	// A text that an expression builds, such as `{"number": "${…}"}` in a template string.
	const made = value.kind === 'template' ? parseJsonText(shown(value), true) : undefined;
	if (made?.kind === 'object' || made?.kind === 'list') return made;
	const [, source] = /^\s*\{\{([^]*)\}\}\s*$/.exec(text) ?? [];
	const inner = source === undefined ? undefined : argumentOf(bare(source), 'JSON.stringify');
	return inner === undefined ? value : parseTemplate(`{{ ${inner} }}`);
}

const recordsIn = (list: unknown): Parameters[] =>
	Array.isArray(list) ? list.filter(isObject) : [];

const recordsOf = (group: unknown): Parameters[] =>
	isObject(group) ? recordsIn(group.parameters ?? group.parameter) : [];

function pairs(group: unknown): Value {
	const entries = recordsOf(group).flatMap(({ name, value }): Array<[string, Value]> => {
		const typed = nameOf(name);
		return typed === '' ? [] : [[typed, parseParameter(value ?? '')]];
	});
	return { kind: 'object', entries: new Map(entries) };
}

/** `=number` is an expression that returns "number". */
function nameOf(name: unknown): string {
	if (typeof name !== 'string') return '';
	const value = parseParameter(name);
	return value.kind === 'literal' ? String(value.value).trim() : name;
}

/** Limit for the depth of nested values. Real ones stay far below it. */
const MOST_STEPS = 50;

/** Nests values by their paths: `{ 'textMessage.text': … }` becomes `{ textMessage: { text: … } }`. */
function nested(value: Value): Value {
	if (value.kind !== 'object') return value;
	const root: Branch = new Map();
	for (const [path, inner] of value.entries) {
		const split = path.split(/\.|\[(?=\d+\])|\](?:\.|$)/).filter((step) => step !== '');
		const steps = split.length > MOST_STEPS ? [path] : split;
		let place = root;
		for (const step of steps.slice(0, -1)) {
			const next = place.get(step);
			const branch: Branch = next instanceof Map ? next : new Map();
			place.set(step, branch);
			place = branch;
		}
		place.set(steps[steps.length - 1] ?? path, inner);
	}
	return grown(root);
}

type Branch = Map<string, Value | Branch>;

/** Turns a branch into an object or, if its keys are 0, 1, 2 …, into a list. */
function grown(branch: Branch): Value {
	const entries = [...branch].map(
		([key, inner]) => [key, inner instanceof Map ? grown(inner) : inner] as const,
	);
	const isList = entries.length > 0 && entries.every(([key], index) => key === String(index));
	if (isList) return { kind: 'list', items: entries.map(([, inner]) => inner) };
	return { kind: 'object', entries: new Map(entries) };
}

function formOf(group: unknown): RequestBody {
	const records = recordsOf(group);
	const files = records.filter(({ parameterType }) => parameterType === 'formBinaryData');
	if (files.length !== 1) return { kind: 'other', what: 'multipart-form-data' };
	const fields = pairs({ parameters: records.filter((record) => !files.includes(record)) });
	const [{ inputDataFieldName = 'data', name = '' }] = files;
	return { kind: 'form', fields, file: String(inputDataFieldName), part: String(name) };
}

export function sendsKey({ headers }: HttpRequest, { parameters }: NodeJson): boolean {
	return (
		headers.has('apikey') || !['none', undefined, ''].includes(parameters.authentication as string)
	);
}
