import type { Draft } from '../../../draft';
import { asSource, shown, type Value } from '../../../expressions/value';
import { isRead } from '../../../reading';
import { operationOf } from '../../../table';
import type { Parameters } from '../../../workflow';
import { apiRequestFor } from '../apiRequest';
import { fitting, joined } from '../fitting';
import { eitherMedia, place, simplified } from '../placing';
import { isHttpRequest } from '../request';
import { readGoCall, whyNotGo, type GoCall } from './goCall';
import { inOurWords } from './goRule';
import { goRuleFor } from './goRules';

const AUTHENTICATION = { authentication: 'evolutionGo' };

export function convertGoRequests(draft: Draft): void {
	const calls = draft.nodes.filter(isHttpRequest).flatMap((node) => readGoCall(node) ?? []);
	const sure = calls.filter((call) => whyNotGo(call, new Set()) === undefined);
	const servers = new Set(sure.map(({ place: { base } }) => shown(base)));
	const converted: GoCall[] = [];
	for (const call of calls) {
		const why = whyNotGo(call, servers);
		if (why !== undefined) sayUncertain(draft, call, why);
		else if (convertCall(draft, call)) converted.push(call);
	}
	sayServers(draft, converted);
	sayKeys(draft, converted);
}

/** Reports a node that may call Evolution Go. A route such as `/group/list` is not enough: other programs have it, too. */
function sayUncertain(draft: Draft, { route, node, request }: GoCall, why: string): void {
	if (!route.startsWith('POST /send/') && !request.headers.has('apikey')) return;
	draft.say('left', node.name, `It may call Evolution Go, but ${why}. The node stays.`);
}

function convertCall(draft: Draft, call: GoCall): boolean {
	const { node, request } = call;
	const left = whyLeft(call);
	if (left !== undefined) {
		draft.say('left', node.name, left);
		return false;
	}
	const found = operationFor(draft, call);
	if (!('problem' in found)) {
		place(draft, node, request, found.operation, { ...found.parameters, ...AUTHENTICATION });
		return true;
	}
	const query = joined(request.query, call.place.query) ?? request.query;
	const asked = apiRequestFor(
		request,
		{ path: call.place.path, segments: new Map(), query },
		undefined,
	);
	if (asked === undefined) {
		draft.say('left', node.name, 'Our nodes cannot send this kind of request.');
		return false;
	}
	place(draft, node, request, operationOf('apiRequest', 'request'), {
		...asked,
		...AUTHENTICATION,
	});
	draft.say('check', node.name, `API Request, because ${found.problem}.`);
	return true;
}

function whyLeft({ node: { parameters }, request }: GoCall): string | undefined {
	if ('pagination' in request.options) {
		return 'It uses Pagination, which our nodes do not support.';
	}
	const types = [parameters.contentType, request.options.bodyContentType];
	if (types.includes('form-urlencoded')) {
		return 'It sends a form in a format that Evolution Go does not read.';
	}
	const isOtherPart = request.body.kind === 'form' && request.body.part !== 'file';
	return isOtherPart ? 'Its form has the file in a field not named "file".' : undefined;
}

type Found =
	| { readonly operation: ReturnType<typeof operationOf>; readonly parameters: Parameters }
	| { readonly problem: string };

const EMPTY: Value = { kind: 'object', entries: new Map() };

function operationFor(
	draft: Draft,
	{ node, request, route, place: { query }, body }: GoCall,
): Found {
	const rule = goRuleFor(route, body);
	if (rule === undefined) return { problem: 'the converter knows no operation that does the same' };
	if (typeof rule === 'string') return { problem: rule };
	const operation = operationOf(...(rule.operation.split('/') as [string, string]));
	if (isRead(draft, node.name)) {
		return {
			problem: `other nodes read the server's answer, and ${operation.label} returns something else`,
		};
	}
	const asked = joined(request.query, query);
	if (asked === undefined || asked.kind !== 'object' || asked.entries.size > 0) {
		return { problem: 'its address has something after the "?"' };
	}
	const said = inOurWords(rule, body ?? EMPTY);
	if ('problem' in said) return said;
	const { shapes } = rule;
	const requests = shapes ? [{ method: '', path: '', set: {}, shapes }] : operation.requests;
	const candidates = requests.map((one) => ({ operation, request: one }));
	const found = fitting(request, { candidates }, said.whole);
	const [best] = found;
	if (best === undefined) return { problem: `${operation.label} lacks fields for some values` };
	const parameters = {
		...best.parameters,
		...eitherMedia(best, found),
		...simplified(operation),
		...rule.fields,
	};
	return { operation, parameters };
}

function sayServers(draft: Draft, calls: readonly GoCall[]): void {
	const servers = new Map<string, string[]>();
	for (const {
		place: { base },
		node,
	} of calls) {
		servers.set(shown(base), [...(servers.get(shown(base)) ?? []), node.name]);
	}
	for (const [base, names] of servers) {
		draft.say(
			'check',
			'',
			`Set the credential's Base URL to ${base} (used in: ${names.join(', ')}).`,
		);
	}
}

/** The key determines the instance. With another instance's key, a message would be sent from another number. */
function sayKeys(draft: Draft, calls: readonly GoCall[]): void {
	const keys = new Map<string, GoCall[]>();
	for (const call of calls) {
		const key = call.request.headers.get('apikey');
		const id = `${call.isOfServer} ${key === undefined ? '' : asSource(key)}`;
		keys.set(id, [...(keys.get(id) ?? []), call]);
	}
	const tokens = [...keys.values()].filter(([{ isOfServer }]) => !isOfServer);
	for (const same of keys.values()) {
		const [{ isOfServer, request }] = same;
		const names = same.map(({ node }) => node.name).join(', ');
		const field = isOfServer ? 'Global API Key' : 'Instance Token';
		const from = request.headers.get('apikey')?.kind === 'literal' ? 'the key' : 'the expression';
		const own =
			!isOfServer && tokens.length > 1
				? ' This key needs its own credential. With another key, a node would use another instance.'
				: '';
		draft.say(
			'check',
			'',
			`Put ${from} of the header apikey into ${field} of the credential in: ${names}. It is not copied.${own}`,
		);
	}
	if (calls.length > 0) {
		draft.say(
			'check',
			'',
			'Numbers are sent as they are written: Evolution Go no longer applies its country rules.',
		);
	}
}
