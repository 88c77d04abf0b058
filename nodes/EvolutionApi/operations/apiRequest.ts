import { fillRoute, queryString } from '../core/http/route';
import { StreamedForm } from '../core/input/inputFile';
import { InputProblem, mustBe, reportProblem } from '../core/input/inputProblem';
import type { ServerAdapter } from '../server/adapter';
import { defineOperation, type ItemContext, type Resource } from '../table/operation';
import { textBefore } from '../core/values/text';
import { choiceField, jsonField, textField, toggle } from '../fields/fieldKinds';
import { choice, flag } from '../core/input/checks';
import { jsonBody, jsonObject, optionalText, text } from '../fields/inputs';
import { instanceOfPath } from '../fields/instance';
import { outputBinaryPropertyName } from '../fields/reads';

const queryInput = jsonObject.transform((query, context) => {
	const entries = Object.entries(query).filter(
		([, value]) => value !== null && value !== undefined,
	);
	const wrong = entries.find(([, value]) => typeof value === 'object');
	if (wrong !== undefined) {
		reportProblem(
			context,
			`contains "${wrong[0]}", which is neither text, a number nor true or false`,
			'Enter plain values only.',
		);
	}
	return Object.fromEntries(entries.map(([key, value]) => [key, String(value)]));
});

async function makeBody(
	input: {
		bodyType: 'none' | 'json' | 'file';
		body?: unknown;
		binaryPropertyName?: string;
		formFields?: Record<string, unknown>;
	},
	item: ItemContext,
): Promise<object | undefined> {
	if (input.bodyType === 'none') return undefined;
	if (input.bodyType === 'json') {
		if (typeof input.body === 'object' && input.body !== null) return input.body;
		throw new InputProblem(
			['body'],
			mustBe('a JSON object', input.body),
			'Write it in curly brackets, e.g. {"number": "5511988887777"}.',
		);
	}
	const file = await item.openFile(input.binaryPropertyName ?? 'data');
	const form = new StreamedForm();
	for (const [name, value] of Object.entries(input.formFields ?? {}))
		form.append(name, String(value));
	form.appendFile('file', file);
	return form;
}

/** The node only retries a request that certainly changes nothing. */
const request = defineOperation({
	name: 'Make Request',
	value: 'request',
	action: 'Call any route of the WhatsApp server',
	description: 'Call any route of the server with the key of the credential',
	request: { method: 'GET', path: '/', idempotent: false },
	fields: [
		instanceOfPath,
		choiceField('Method', 'method', {
			options: [
				{ name: 'DELETE', value: 'DELETE' },
				{ name: 'GET', value: 'GET' },
				{ name: 'POST', value: 'POST' },
				{ name: 'PUT', value: 'PUT' },
			],
			default: 'GET',
		}),
		textField('Path', 'path', {
			required: true,
			placeholder: 'e.g. /chat/findMessages/{instance}',
			description: 'Route below the Base URL. {instance} is replaced by the name of the instance.',
		}),
		jsonField('Query Parameters (JSON)', 'query', {
			default: '{}',
			description: 'Query parameters as a JSON object',
		}),
		choiceField('Body', 'bodyType', {
			displayOptions: { show: { method: ['DELETE', 'POST', 'PUT'] } },
			options: [
				{
					name: 'File',
					value: 'file',
					description: 'A file of the input item, sent as a multipart form',
				},
				{ name: 'JSON', value: 'json' },
				{ name: 'None', value: 'none' },
			],
			default: 'json',
		}),
		jsonField('JSON Body', 'body', {
			typeOptions: { rows: 6 },
			displayOptions: { show: { method: ['DELETE', 'POST', 'PUT'], bodyType: ['json'] } },
			default: '{}',
		}),
		textField('Input Data Field Name', 'binaryPropertyName', {
			displayOptions: { show: { method: ['DELETE', 'POST', 'PUT'], bodyType: ['file'] } },
			default: 'data',
			required: true,
			hint: 'The name of the input field that contains the file; it is sent as "file"',
		}),
		jsonField('Form Fields (JSON)', 'formFields', {
			displayOptions: { show: { method: ['DELETE', 'POST', 'PUT'], bodyType: ['file'] } },
			default: '{}',
			description: 'Other fields of the form, as a JSON object with text values',
		}),
		toggle(
			'Response as File',
			'asFile',
			'Whether to return the response as a file instead of reading it as JSON',
		),
		{
			...outputBinaryPropertyName,
			displayOptions: { show: { asFile: [true] } },
		},
		toggle(
			'Allow Other Instances',
			'anyInstance',
			'Whether path and query of the request may name an instance other than the chosen one',
		),
	],
	input: {
		method: choice('DELETE', 'GET', 'POST', 'PUT'),
		path: text,
		query: queryInput,
		bodyType: choice('file', 'json', 'none').optional(),
		body: jsonBody.optional(),
		binaryPropertyName: optionalText,
		formFields: jsonObject.optional(),
		asFile: flag,
		anyInstance: flag,
	},
	example: {
		method: 'POST',
		path: '/chat/findMessages/{instance}',
		query: '{}',
		bodyType: 'json',
		body: '{"where": {}, "offset": 10}',
		asFile: false,
		anyInstance: false,
	},
	body: async ({ method, bodyType = 'none', ...input }, item) =>
		method === 'GET' ? undefined : await makeBody({ bodyType, ...input }, item),
	run: async ({ method, path, query, asFile, anyInstance }, { ask, instance, connection }) =>
		await ask({
			method,
			path: userPath(path, query, {
				instance,
				server: anyInstance ? undefined : connection.server,
				isOwnKey: connection.authentication === 'instanceKey',
			}),
			asEntered: true,
			idempotent: onlyReads(method, path),
			whenEmpty: {},
			text: true,
			asFile,
		}),
	output: (_answer, { asFile }) => (asFile ? {} : undefined),
	file: (answer, { asFile, path }) =>
		asFile && Buffer.isBuffer(answer.data)
			? {
					data: answer.data,
					fileName: path.split('/').at(-1) ?? 'file',
					mimeType: String(answer.mimeType),
				}
			: undefined,
});

type Query = Record<string, string | number | boolean>;

/** `server` checks that a request names no other instance. It's undefined if *Allow Other Instances* is on. */
interface Destination {
	readonly instance: string;
	readonly server: ServerAdapter | undefined;
	/** True if the API key gives access only to this instance. */
	readonly isOwnKey: boolean;
}

/**
 * Refuses a path outside the base URL, or to an instance that isn't allowed.
 * @throws {InputProblem} naming the field `instance`, `path` or `query`
 */
function userPath(address: string, query: Query, destination: Destination): string {
	const { instance, server } = destination;
	const [path = '', ...search] = address.trim().split('?');
	checkPath(path);
	if (path.includes('{instance}') && instance === '') {
		throw new InputProblem(['instance'], 'is empty', 'Choose one: the path contains {instance}.');
	}
	const terms: Query = { ...Object.fromEntries(new URLSearchParams(search.join('?'))), ...query };
	if (server !== undefined) checkDestination(path, terms, { ...destination, server });
	return fillRoute(path, { instance }) + queryString(terms);
}

/** Refuses requests to other instances, which a global key could also reach. @throws {InputProblem} */
function checkDestination(
	path: string,
	query: Query,
	{ instance, server, isOwnKey }: Destination & { readonly server: ServerAdapter },
): void {
	const segments = decodeWholly(path.replaceAll('{instance}', PLACEHOLDER))
		.split('/')
		.filter((segment) => segment !== '')
		.map((segment) => segment.replaceAll(PLACEHOLDER, () => instance));
	if (server.namesOther(segments, instance)) {
		throw new InputProblem(
			['path'],
			instance === ''
				? 'names an instance, but none is chosen'
				: `names an instance other than "${instance}"`,
			`Choose the instance in the field Instance, and write {instance} in the path. ${ANY}`,
		);
	}
	if (LISTS.test(segments.join('/'))) {
		// The server also accepts `number` and `instanceId`, which may name another instance.
		const isOnly = Object.keys(query).every((key) => key === 'instanceName');
		const isOwn = instance !== '' && query.instanceName === instance && isOnly;
		if (isOwn || isOwnKey) return;
		throw new InputProblem(
			['path'],
			'lists other instances with their tokens',
			`Use Instance → Get Many, which hides the tokens. For the chosen instance alone, add the query parameter instanceName, and no other. ${ANY}`,
		);
	}
	const name = Object.keys(query).find((key) => /^instance(Name|Id)\b/i.test(key));
	if (name === undefined) return;
	throw new InputProblem(
		['query'],
		`contains "${name}", which would send the request to another instance`,
		`Choose the instance in the field Instance. ${ANY}`,
	);
}

/** Matches routes that list all instances, or only the instance that the query parameter `instanceName` names. */
const LISTS = /^instance\/(?:fetchInstances|all)$/i;

/** Placeholder for the chosen instance while the path is decoded and split, since the name may contain "%" or "/". */
const PLACEHOLDER = '\u0000';

const ANY = 'Or turn on Allow Other Instances, if this node may reach every instance.';

/** Decodes a path completely, since a proxy in front of the server may do the same. Keeps a path that can't be decoded. */
function decodeWholly(path: string): string {
	let plain = path;
	try {
		for (let before = ''; before !== plain; ) plain = decodeURIComponent((before = plain));
	} catch {
		return path;
	}
	return plain;
}

function checkPath(path: string): void {
	const fail = (problem: string) => {
		throw new InputProblem(
			['path'],
			problem,
			'Enter a route of Evolution API, e.g. /chat/findMessages/{instance}.',
		);
	};
	if (!path.startsWith('/') || path.startsWith('//'))
		fail(`must start with one "/", not "${path}"`);
	if (/[\\#\s]/.test(path)) fail('contains a character that an address cannot have');
	const segments = path.split('/').map((segment) => segment.replace(/%2e/gi, '.'));
	if (segments.some((segment) => segment === '.' || segment === '..'))
		fail('must not contain "." or ".." as a part');
	const placeholder = /\{(?!instance\})[^}]*\}?/.exec(path);
	if (placeholder) fail(`contains ${placeholder[0]}, but only {instance} is filled in`);
}

/** Path segments of `GET` routes that change something despite the method: joining a group, and the license routes of 2.4. */
const CHANGING = ['acceptinvitecode', 'activate', 'register'];

/**
 * Compares the decoded path in lower case, because the server ignores case, and a proxy may decode percent-encoded characters.
 */
function onlyReads(method: string, path: string): boolean {
	if (method !== 'GET') return false;
	const plain = decodeWholly(textBefore('?', path));
	const segments = plain.toLowerCase().split('/');
	return !segments.some((segment) => CHANGING.includes(segment));
}

export const apiRequest: Resource = {
	name: 'API Request',
	value: 'apiRequest',
	description: 'Call any route of the server, including those without an operation',
	operations: [request],
};
