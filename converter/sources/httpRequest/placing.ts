import type { Draft } from '../../draft';
import { mediaFields, mediaNotes } from '../../media';
import { ourNode } from '../../ourNode';
import { readersOf } from '../../reading';
import type { TableOperation } from '../../table';
import type { NodeJson, Parameters } from '../../workflow';
import type { Fitting } from './fitting';
import { fromOptions, isFullResponse } from './nodeOptions';
import type { HttpRequest } from './request';

export function place(
	draft: Draft,
	node: NodeJson,
	request: HttpRequest,
	operation: TableOperation,
	given: Parameters,
): void {
	const { parameters, settings, notes } = fromOptions(request.options, operation);
	draft.replace(node, { ...ourNode(node, operation, { ...given, ...parameters }), ...settings });
	draft.unpin(node.name);
	draft.say('converted', node.name, operation.label);
	for (const note of [...mediaNotes(given), ...notes]) draft.say('check', node.name, note);
	if (isFullResponse(request.options)) sayFullResponse(draft, node.name);
}

function sayFullResponse(draft: Draft, name: string): void {
	const readers = readersOf(draft, name);
	const where = readers.length > 0 ? ` Check the nodes that read it: ${readers.join(', ')}.` : '';
	draft.say(
		'check',
		name,
		`It returned status, headers and "body". Now the item is the content of "body".${where}`,
	);
}

/** Switches *Simplify* off, so that the output stays the server's answer. */
export const simplified = ({ fields }: TableOperation) =>
	fields.includes('simplify') ? { simplify: false } : {};

export function eitherMedia(
	{ operation, parameters }: Fitting,
	found: readonly Fitting[],
): Parameters {
	const { mediaUrl, mediaBase64 } = parameters;
	// For video notes, `mediaBase64` may contain a URL.
	if (
		mediaUrl === undefined &&
		mediaBase64 !== undefined &&
		operation.fields.includes('mediaUrl')
	) {
		return { mediaBase64: undefined, ...mediaFields(mediaBase64) };
	}
	const isEither = found.some(
		(other) => other.operation === operation && other.parameters.mediaBase64 !== undefined,
	);
	return mediaUrl !== undefined && isEither ? mediaFields(mediaUrl) : {};
}
