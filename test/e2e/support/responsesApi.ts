/** Simulates OpenAI's newer API, which n8n's OpenAI Chat Model uses by default. Only the form of requests and answers differs. */
import type { ModelRequest, ModelServer } from './modelServer';

/** Converts a request to the form of OpenAI's older API, Chat Completions. */
export function askedThere(body: string): ModelRequest {
	const { input, tools = [] } = JSON.parse(body) as {
		input: ReadonlyArray<{ role?: string; content?: unknown; output?: unknown }>;
		tools?: ReadonlyArray<NonNullable<ModelRequest['tools']>[number]['function']>;
	};
	// For reasoning models, the system's message has the role `developer`. Tool calls and their results have no role.
	const messages = input.map(({ role = 'tool', content, output }) => ({
		role: role === 'developer' ? 'system' : role,
		content: content ?? output,
	}));
	return { messages, tools: tools.map((tool) => ({ function: tool })) };
}

/** Converts a message of Chat Completions to an answer of the newer Responses API. */
export function saidThere(
	nth: number,
	{ content, tool_calls: calls }: ReturnType<ModelServer['completion']>['choices'][0]['message'],
) {
	const common = { id: `output_${nth}`, status: 'completed' };
	const text = { type: 'output_text', text: content ?? '', annotations: [] };
	return {
		id: `response_${nth}`,
		object: 'response',
		created_at: Math.floor(Date.now() / 1000),
		status: 'completed',
		error: null,
		model: 'scripted',
		output: calls?.map(({ id, function: called }) => ({
			...common,
			type: 'function_call',
			call_id: id,
			...called,
		})) ?? [{ ...common, type: 'message', role: 'assistant', content: [text] }],
		usage: { input_tokens: 1, output_tokens: 1, total_tokens: 2 },
	};
}
