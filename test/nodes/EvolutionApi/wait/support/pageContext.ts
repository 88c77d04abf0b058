import { createRunExecutionData, type IWebhookFunctions } from 'n8n-workflow';

import { triggerContexts } from '../../../../../dev/engine/triggerContexts';
import type { WaitState } from '../../../../../nodes/EvolutionApi/wait/state';

export interface Page {
	status: number;
	html: string;
	readonly headers: Record<string, string>;
}

const { webhook } = triggerContexts({ parameters: {}, credentials: {} });

/**
 * Creates n8n's own context for a request to a waiting execution, and records the answer.
 * @returns the context, the answer, and `end`, which sends n8n's own answer: 200 if n8n has resumed the execution, or 500
 */
export function pageContext(
	state: WaitState,
	method: 'GET' | 'POST',
	body?: unknown,
	query: object = { question: state.question.mark },
): {
	readonly context: IWebhookFunctions;
	readonly page: Page;
	readonly end: (isStored?: boolean) => void;
} {
	const page: Page = { status: 0, html: '', headers: {} };
	const response = {
		get statusCode() {
			return page.status;
		},
		status: (status: number) => {
			page.status = status;
			return response;
		},
		setHeader: (name: string, value: string) => (page.headers[name] = value),
		send: (html: string) => {
			page.html = html;
			return response;
		},
	};
	const execution = createRunExecutionData();
	const context = webhook({ method, body, query }, response, execution);
	execution.executionData!.contextData[`node:${context.getNode().name}`] = {
		wait: JSON.stringify(state),
	};
	const end = (isStored = true) => {
		response.status(isStored ? 200 : 500);
		response.send(isStored ? '{"evolutionHub":"taken"}' : '{"code":500}');
	};
	return { context, page, end };
}
