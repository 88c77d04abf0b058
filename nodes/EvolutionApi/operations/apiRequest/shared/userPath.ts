import { fillRoute, queryString } from '../../../core/http/route';
import { InputProblem } from '../../../core/input/inputProblem';
import { upTo } from '../../../core/values/upTo';

type Query = Record<string, string | number | boolean>;

/**
 * The path that the user entered, with the instance filled in. It must stay below the base URL and with its
 * instance: the server checks the key for the instance in the path, but then obeys an `instanceName` in the query.
 * @throws {InputProblem} naming the field `path` or `query`
 */
export function userPath(entered: string, query: Query, instance: string): string {
	const [path = '', ...search] = entered.trim().split('?');
	checkPath(path);
	if (path.includes('{instance}') && instance === '') {
		throw new InputProblem(['instance'], 'is empty', 'Choose one: the path contains {instance}.');
	}
	const given: Query = { ...Object.fromEntries(new URLSearchParams(search.join('?'))), ...query };
	if (path.includes('{instance}')) checkQuery(given);
	return fillRoute(path, { instance }) + queryString(given);
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
		fail(`must start with one "/", unlike "${path}"`);
	if (/[\\#\s]/.test(path)) fail('contains a character that an address cannot have');
	const segments = path.split('/').map((segment) => segment.replace(/%2e/gi, '.'));
	if (segments.some((segment) => segment === '.' || segment === '..'))
		fail('must not contain "." or ".." as a part');
	const unknown = /\{(?!instance\})[^}]*\}?/.exec(path);
	if (unknown) fail(`contains ${unknown[0]}, but only {instance} is filled in`);
}

function checkQuery(query: Query): void {
	const name = Object.keys(query).find((key) => /^instance(Name|Id)\b/i.test(key));
	if (name === undefined) return;
	throw new InputProblem(
		['query'],
		`contains "${name}", which would send the request to another instance`,
		'Choose the instance in the field Instance.',
	);
}

/** `GET` routes that change something all the same: joining a group, and the license of 2.4. */
const CHANGING = ['acceptinvitecode', 'activate', 'register'];

/**
 * Whether a request only reads, so that it may be repeated. Capitals make no difference to the server, and a proxy
 * may decode what is percent-encoded.
 */
export function onlyReads(method: string, path: string): boolean {
	if (method !== 'GET') return false;
	let plain = upTo('?', path);
	try {
		for (let before = ''; before !== plain; ) plain = decodeURIComponent((before = plain));
	} catch {
		return false;
	}
	const segments = plain.toLowerCase().split('/');
	return !segments.some((segment) => CHANGING.includes(segment));
}
