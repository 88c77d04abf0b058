import { asJson, asParameter, type Value } from '../../expressions/value';
import type { Parameters } from '../../workflow';
import type { Address } from './address';
import type { HttpRequest } from './request';

const METHODS = ['DELETE', 'GET', 'POST', 'PUT'];

export function apiRequestFor(
	{ method, body: given }: HttpRequest,
	{ path, segments, query }: Pick<Address, 'path' | 'segments'> & { readonly query: Value },
	newer: Value | undefined,
): Parameters | undefined {
	if (!METHODS.includes(method) || given.kind === 'other') return undefined;
	const instance = segments.get('instance');
	const hasQuery = query.kind !== 'object' || query.entries.size > 0;
	return {
		...(instance === undefined ? {} : { instance: asParameter(instance) }),
		method,
		path: asParameter(path),
		...(hasQuery ? { query: jsonField(query) } : {}),
		...bodyFields(method, given, newer),
	};
}

function bodyFields(
	method: string,
	body: HttpRequest['body'],
	newer: Value | undefined,
): Parameters {
	if (method === 'GET') return {};
	switch (body.kind) {
		case 'json':
			return {
				bodyType: 'json',
				body: newer === undefined ? (body.raw ?? jsonField(body.value)) : jsonField(newer),
			};
		case 'form':
			return {
				bodyType: 'file',
				binaryPropertyName: body.file,
				formFields: jsonField(body.fields),
			};
		default:
			return { bodyType: 'none' };
	}
}

function jsonField(value: Value): unknown {
	const json = asJson(value);
	return json === undefined ? asParameter(value) : JSON.stringify(json, null, 2);
}
