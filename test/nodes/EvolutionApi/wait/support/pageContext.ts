import { createRunExecutionData, type IWebhookFunctions } from 'n8n-workflow';

import { triggerContexts } from '../../../../../dev/engine/triggerContexts';
import type { WaitState } from '../../../../../nodes/EvolutionApi/wait/state';

/** What a browser was answered. */
export interface Page {
	status: number;
	html: string;
	readonly headers: Record<string, string>;
}

const { webhook } = triggerContexts({ parameters: {}, credentials: {} });

/** n8n's own context of a request to an execution that waits, and where its answer is kept. */
export function pageContext(
	state: WaitState,
	method: 'GET' | 'POST',
	body?: unknown,
): { readonly context: IWebhookFunctions; readonly page: Page } {
	const page: Page = { status: 0, html: '', headers: {} };
	const response = {
		status: (status: number) => Object.assign(page, { status }),
		setHeader: (name: string, value: string) => (page.headers[name] = value),
		send: (html: string) => Object.assign(page, { html }),
	};
	const execution = createRunExecutionData();
	const context = webhook({ method, body }, response, execution);
	execution.executionData!.contextData[`node:${context.getNode().name}`] = {
		wait: JSON.stringify(state),
	};
	return { context, page };
}
