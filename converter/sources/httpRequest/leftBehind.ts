import type { Draft } from '../../draft';
import { fromParts, partsOf, shown } from '../../expressions/value';
import { textsIn, type NodeJson } from '../../workflow';
import { methodsFor, readAddress } from './address';
import { isHttpRequest, readRequest, type HttpRequest } from './request';

// Reports nodes that seem to call Evolution API but weren't converted.

const TOOL = '@n8n/n8n-nodes-langchain.toolHttpRequest';
const CODE = /\.(?:code|codeTool|toolCode|function|functionItem)$/;

/** Matches routes that only Evolution API has. */
const ROUTE =
	/\/(?:message\/send[A-Z]|chat\/[a-z]+[A-Z]|instance\/(?:connect|fetch|connectionState)|group\/[a-z]+[A-Z])/;

/** Other programs that also need the header `apikey`. */
const OTHERS = /supabase|\/(?:rest|auth|storage)\/v1\b|uazapi|callmebot/i;

/** @param servers base URLs in the nodes that were converted */
export function sayLeft(draft: Draft, servers: readonly string[]): void {
	for (const node of draft.nodes) {
		const text = isHttpRequest(node) ? whyLeft(readRequest(node), servers) : whyUnknown(node);
		const isSaid = draft.lines.some(
			({ kind, node: name }) => kind === 'left' && name === node.name,
		);
		if (text !== undefined && !isSaid) draft.say('left', node.name, text);
	}
}

function whyLeft(request: HttpRequest, servers: readonly string[]): string | undefined {
	const url = shown(request.url);
	if (OTHERS.test(url)) return undefined;
	const methods = methodsFor(request.method, request.url);
	if (methods.length > 0 && (ROUTE.test(url) || hasKey(request))) {
		return `It uses ${request.method}, but the server only has this route with ${methods.join(' or ')}.`;
	}
	if (isWithoutInstance(request) && (ROUTE.test(url) || hasKey(request))) {
		return 'Its address ends before the name of the instance, which the server expects after the route.';
	}
	if (servers.some((base) => url.startsWith(`${base}/`))) {
		return 'It calls the same server, but the converter does not know its route or method.';
	}
	if (request.url.kind === 'expression' && (hasKey(request) || /evo(?:lution)?/i.test(url))) {
		return 'An expression hides the address, so the converter cannot tell its route. Choose the operation by hand.';
	}
	if (ROUTE.test(url) || hasKey(request)) {
		return 'It seems to call Evolution API, but the converter does not know its route.';
	}
	return undefined;
}

const isWithoutInstance = ({ method, url }: HttpRequest) =>
	['/instance', 'instance'].some((name) => {
		const parts = partsOf(url);
		const more = parts && fromParts([...parts, { text: name }]);
		return more !== undefined && readAddress(method, more)?.segments.get('instance') !== undefined;
	});

/** Supabase also uses the header `apikey`, but only together with `authorization`. */
const hasKey = ({ headers }: HttpRequest) => headers.has('apikey') && !headers.has('authorization');

function whyUnknown({ type, parameters }: NodeJson): string | undefined {
	const texts = [...textsIn(parameters)].map(([, text]) => text);
	if (!texts.some((text) => ROUTE.test(text))) return undefined;
	if (type === TOOL)
		return 'This tool calls Evolution API. Use our node as a tool instead: the model fills in the fields that you leave to it.';
	return CODE.test(type)
		? 'Its code calls Evolution API itself, and continues to do so with its own key.'
		: undefined;
}
