import type { Draft } from '../../draft';
import { fromJson } from '../../expressions/parse';
import { asParameter } from '../../expressions/value';
import { ourNode } from '../../ourNode';
import { flattened, put } from '../../parameters';
import { readersAfter } from '../../reading';
import { operationOf } from '../../table';
import { isObject, textsIn, type NodeJson, type Parameters } from '../../workflow';

// *Download Media* returns a file, while the old node returned Base64. Usually, the next node made a file of that.

const isToFile = ({ type, parameters }: NodeJson) =>
	(type === 'n8n-nodes-base.convertToFile' && parameters.operation === 'toBinary') ||
	(type === 'n8n-nodes-base.moveBinaryData' && parameters.mode === 'jsonToBinary');

export function keepFile(draft: Draft, node: NodeJson): void {
	const next = draft.after(node.name);
	const readers = readersAfter(draft, node.name).filter((one) => reads(one));
	if (next.length === 1 && isToFile(next[0]) && draft.before(next[0].name).length === 1) {
		const [converter] = next;
		const { binaryPropertyName, destinationKey } = converter.parameters;
		const field = binaryPropertyName ?? destinationKey;
		if (typeof field === 'string' && field !== 'data')
			node.parameters.outputBinaryPropertyName = field;
		draft.remove(converter);
		draft.say('removed', converter.name, `${node.name} now returns a file itself.`);
		return;
	}
	if (readers.length === 0) return;
	node.parameters = asApiRequest(node).parameters;
	draft.say(
		'check',
		node.name,
		`API Request, because these nodes read the file as text: ${readers.map(({ name }) => name).join(', ')}.`,
	);
}

function asApiRequest(node: NodeJson): NodeJson {
	const [{ method, path, shapes }] = operationOf('message', 'downloadMedia').requests;
	const sent: Parameters = {};
	const given = flattened(node.parameters);
	for (const say of shapes[0].says) {
		const value = given.get(say.field);
		if (value !== undefined) put(sent, say.at, value);
	}
	const { instance } = node.parameters;
	const body = fromJson(sent.body ?? {});
	return ourNode(node, operationOf('apiRequest', 'request'), {
		...(isObject(instance) ? { instance: instance.value } : {}),
		method,
		path,
		bodyType: 'json',
		body: asParameter(body),
	});
}

const reads = ({ parameters }: NodeJson) =>
	[...textsIn(parameters)].some(([, text]) => /\bbase64\b/i.test(text));
