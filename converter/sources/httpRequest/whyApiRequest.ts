import type { Draft } from '../../draft';
import type { Value } from '../../expressions/value';
import { isRead } from '../../reading';
import type { NodeJson } from '../../workflow';
import type { Address } from './address';
import { wholeOf } from './fitting';
import { matchShape, valueAt } from './match';
import type { HttpRequest } from './request';

export function whyApiRequest(
	draft: Draft,
	node: NodeJson,
	isKnown: boolean,
	request: HttpRequest,
	address: Address,
	body: Value | undefined,
	query: Value | undefined,
): string {
	const name = address.candidates.map(({ operation }) => operation.label).join(' or ');
	if (isKnown && isRead(draft, node.name)) {
		return `API Request, because other nodes read the server's answer, and ${name} returns something else.`;
	}
	const whole = query === undefined ? undefined : wholeOf(request, body, query);
	if (whole === undefined)
		return `API Request, because the whole body comes from an expression. Check whether you can use ${name} instead.`;
	const shapes = address.candidates.flatMap(({ request: { shapes: all } }) => all);
	const nearest = shapes
		.map((shape) => {
			const { left } = matchShape(shape, whole);
			// If the operation's `mediatype` differs from the request's, the operation is for another kind of message.
			const others = left.filter((path) => path in shape.always);
			return { left, others };
		})
		.sort(
			(one, other) =>
				Number(one.others.length > 0) - Number(other.others.length > 0) ||
				one.left.length - other.left.length,
		)[0];
	if (nearest === undefined)
		return `API Request, because ${name} returns something other than the server's answer.`;
	const named = (paths: readonly string[]) =>
		paths.map((path) => path.replace(/^(?:body|query)\./, '')).join(', ');
	const { left, others } = nearest;
	const isDecided = (path: string) => !['literal', undefined].includes(valueAt(whole, path)?.kind);
	if (others.length > 0 && others.every(isDecided))
		return `API Request, because an expression sets: ${named(others)}. The fields of ${name} depend on that.`;
	return `API Request, because ${name} has no field for: ${named(left)}.`;
}
