import { convert } from '../../../converter/convert';
import type { NodeJson, WorkflowJson } from '../../../converter/workflow';

export const link = (...names: string[]) => ({
	main: [names.map((node) => ({ node, type: 'main', index: 0 }))],
});

export const httpNode = (parameters: object, name = 'Send'): NodeJson => ({
	name,
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	position: [0, 0],
	parameters: {
		method: 'POST',
		sendHeaders: true,
		headerParameters: { parameters: [{ name: 'apikey', value: 'secret-key' }] },
		...parameters,
	},
});

export function httpRequest(url: string, body: unknown, name = 'Send'): NodeJson {
	const jsonBody = typeof body === 'string' ? body : JSON.stringify(body, null, 2);
	return httpNode({ url, sendBody: true, specifyBody: 'json', jsonBody }, name);
}

export function convertNodes(nodes: unknown[], connections: object = {}, more: object = {}) {
	const { result, report } = convert({ nodes, connections, ...more });
	const workflow = result as WorkflowJson;
	const after = workflow.nodes as NodeJson[];
	return {
		workflow,
		nodes: after,
		named: new Map(after.map((one) => [one.name, one])),
		lines: report.lines,
		text: report.lines.map(({ text }) => text).join('\n'),
	};
}
